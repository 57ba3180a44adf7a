import { createDevice, DeviceError, type DeviceErrorCode, type LabDevice } from '../index.ts';

import { signal } from './signal.ts';

export type DeviceState =
  | { readonly status: 'starting' }
  | { readonly status: 'ready'; readonly lab: LabDevice }
  | { readonly status: 'failed'; readonly problem: DeviceErrorCode };

/** The GPU the page works on, or why there is none. */
export const deviceState = signal<DeviceState>({ status: 'starting' });

/** Connects to the GPU, at the start and on "try again". Never throws: a failure is a state of the page. */
export async function connectDevice(): Promise<void> {
  deviceState.set({ status: 'starting' });
  try {
    const lab = await createDevice(navigator.gpu);
    deviceState.set({ status: 'ready', lab });
    void lab.lost.then(() => {
      const current = deviceState.peek();
      if (current.status === 'ready' && current.lab === lab) {
        deviceState.set({ status: 'failed', problem: 'lost' });
      }
    });
  } catch (error) {
    deviceState.set({ status: 'failed', problem: error instanceof DeviceError ? error.code : 'no-device' });
  }
}

/** The connected GPU, or undefined. */
export function connectedDevice(): LabDevice | undefined {
  const state = deviceState();
  return state.status === 'ready' ? state.lab : undefined;
}
