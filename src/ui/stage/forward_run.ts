import { createForwardChain, type LabDevice } from '../../index.ts';
import { connectedDevice } from '../device_state.ts';
import { asPicture } from '../gpu_turn.ts';
import { effect, signal, untracked } from '../signal.ts';
import type { NoisedData, Track } from './scene.ts';
import { particles, schedule } from './scenes.ts';
import { keepComputed, retire } from './when_idle.ts';

/** The forward process on the GPU: some particles step by step, all of them by the closed form. */
export interface ForwardRun {
  readonly lab: LabDevice;
  readonly strands: Track;
  readonly swarm: NoisedData;
  destroy(): void;
}

export const forwardRun = signal<ForwardRun | undefined>(undefined);

/** Particles that walk step by step: 16 MiB for all of their steps. */
const numStrands = { software: 2048, hardware: 4096 } as const;
/** Moments of the walk that are kept at most. */
const mostFrames = 1000;
/** Seeds of the steps' noise and of the jumps'. */
const chainSeed = 1;
export const noisedSeed = 2;

async function compute(lab: LabDevice, isCurrent: () => boolean): Promise<void> {
  const [current, data] = untracked(() => [schedule(), particles()] as const);
  const steps = current.numTrainTimesteps;
  const chain = await createForwardChain(lab, {
    schedule: current,
    x0: data.slice(0, numStrands[lab.adapter.isSoftware ? 'software' : 'hardware']),
    every: Math.ceil(steps / mostFrames),
    seed: chainSeed,
  });
  for await (const _ of chain.run()) if (!isCurrent()) break;
  if (!isCurrent()) {
    chain.destroy();
    return;
  }
  const x0 = lab.device.createBuffer({
    label: 'x0',
    size: 4 * data.length,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  lab.device.queue.writeBuffer(x0, 0, data);
  const last = forwardRun.peek();
  forwardRun.set({
    lab,
    strands: {
      recorded: chain.recorded,
      places: Float64Array.from(chain.recorded.steps, (done) => done / steps),
    },
    swarm: { x0, count: data.length, seed: noisedSeed },
    destroy() {
      chain.destroy();
      x0.destroy();
    },
  });
  retire(last);
}

/** Keeps the forward paths up to date with data and schedule. */
export function keepForwardPaths(): void {
  effect(() => {
    void [schedule(), particles(), connectedDevice()];
    const last = forwardRun.peek();
    forwardRun.set(undefined);
    retire(last);
  });
  const picture = (lab: LabDevice, isCurrent: () => boolean) => asPicture(() => compute(lab, isCurrent));
  keepComputed(() => void [schedule(), particles()], picture, {
    busy() {},
    error: (sentence) => {
      if (sentence !== undefined) console.warn(sentence());
    },
  });
}
