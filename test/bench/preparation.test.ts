import { afterEach, expect, test, vi } from 'vitest';
import { ownVariant } from '../../src/bench/candidates.ts';
import type { Contestant } from '../../src/bench/contestant.ts';
import { samplingTask, trainingTask } from '../../src/bench/plan.ts';
import { measurePreparation, prepare } from '../../src/bench/preparation.ts';
import { createNodeGpu } from '../../src/cli/node_device.ts';
import { createDevice, type LabDevice, watchCompilation } from '../../src/index.ts';
import { testWithDevice } from '../device.ts';

const { signal } = new AbortController();

afterEach(() => {
  vi.useRealTimers();
});

function fake(log: string[], measure: () => void): Contestant {
  return {
    engine: 'fake',
    task: trainingTask(),
    async measure(seconds) {
      log.push(`measure ${seconds}`);
      measure();
      return { rowsPerSecond: 1, loss: 0.75 };
    },
    destroy: () => log.push('destroy'),
  };
}

test('a contestant is prepared when it was made and has done its first step', async () => {
  const log: string[] = [];
  vi.useFakeTimers({ toFake: ['performance'] });
  const contestant = fake(log, () => vi.advanceTimersByTime(500));
  const make = async () => {
    vi.advanceTimersByTime(1500);
    log.push('made');
    return contestant;
  };
  expect(await prepare(make, signal)).toEqual({ contestant, loss: 0.75, preparationSeconds: 2 });
  expect(log).toEqual(['made', 'measure 0']);
});

test('a contestant that fails at its first step is destroyed', async () => {
  const log: string[] = [];
  const contestant = fake(log, () => {
    throw new Error('no step');
  });
  await expect(prepare(async () => contestant, signal)).rejects.toThrow('no step');
  expect(log).toEqual(['measure 0', 'destroy']);
});

testWithDevice('each configuration compiles all its kernels, whatever was compiled before', async () => {
  const gpu = await createNodeGpu();
  const small = { inputs: 33, width: 16, depth: 1, outputs: 1 };
  for (const task of [trainingTask(64, small), samplingTask(64, 5, small)]) {
    const kernels = [0, 0];
    const opened: LabDevice[] = [];
    const openDevice = async () => {
      const lab = await createDevice(gpu);
      const turn = opened.push(lab) - 1;
      // Told when a kernel begins and when it is ready.
      watchCompilation(lab.device, () => {
        kernels[turn] = (kernels[turn] ?? 0) + 0.5;
      });
      return lab;
    };
    for (let turn = 0; turn < 2; turn++) {
      expect(await measurePreparation(openDevice, task, ownVariant, signal)).toBeGreaterThan(0);
      expect((await opened[turn]?.lost)?.reason).toBe('destroyed');
    }
    expect(kernels[0]).toBeGreaterThan(2);
    expect(kernels[1]).toBe(kernels[0]);
  }
});

testWithDevice('the device is given back when a task cannot be prepared', async () => {
  const lab = await createDevice(await createNodeGpu());
  const refuse = () => {
    throw new RangeError('no such variant');
  };
  const preparing = measurePreparation(async () => lab, trainingTask(64), refuse, signal);
  await expect(preparing).rejects.toThrow('no such variant');
  expect((await lab.lost).reason).toBe('destroyed');
});
