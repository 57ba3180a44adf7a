import { expect } from 'vitest';
import { BufferSet, readFloats } from '../../src/gpu/buffers.ts';
import type { LabDevice } from '../../src/gpu/device.ts';
import { Plan } from '../../src/gpu/plan.ts';
import { timeDispatch } from '../../src/gpu/profile.ts';
import { createSampler, createTrainer, networkDenoiser, samplerRows } from '../../src/index.ts';
import { testWithDevice } from '../device.ts';
import { oddConfig, schedule, smallData, smallModel, trainConfig } from '../lab/small_model.ts';

/** A plan of one dispatch of Adam whose first moment counts how often it ran. */
async function countingPlan(lab: LabDevice, set: BufferSet): Promise<{ plan: Plan; count: GPUBuffer }> {
  const ones = set.storageFrom('ones', new Float32Array(4).fill(1));
  const zeros = (name: string) => set.storage(name, 4);
  const count = zeros('count');
  const plan = await Plan.build(lab, 'counting', 'TrainStep', (builder) =>
    builder.add('adam', {
      args: {
        parameters4: 1,
        slabs: 1,
        beta1: 1,
        beta2: 0,
        one_minus_beta1: 1,
        one_minus_beta2: 1,
        eps: 1,
        losses: 0,
      },
      buffers: {
        partial_gradients: ones,
        weights: zeros('weights'),
        first_moment: count,
        second_moment: zeros('second moment'),
        ema_weights: zeros('ema'),
        losses: zeros('losses'),
        loss_history: zeros('loss history'),
      },
      threads: 1,
      flops: 0,
    }),
  );
  return { plan, count };
}

for (const clock of ['gpu', 'host'] as const) {
  testWithDevice(
    `repeats a dispatch until it takes long enough, by the clock of the ${clock}`,
    async (_, lab) => {
      const set = new BufferSet(lab, 'test');
      const { plan, count } = await countingPlan(lab, set);
      const targetMs = 4;
      const time = await timeDispatch(lab, plan, 0, { targetMs, ...(clock === 'host' ? { clock } : {}) });
      expect(time.kernel).toBe('adam');
      expect(time.clock).toBe(clock);
      const enough = time.repeats * time.milliseconds >= targetMs / 2 || time.repeats === 4096;
      expect(enough).toBe(true);
      // First once, and then more.
      const [ran = 0] = await readFloats(lab, count, 1);
      expect(ran).toBeGreaterThan(time.repeats);
      plan.destroy();
      set.destroy();
    },
  );
}

testWithDevice('a trainer and a sampler name the kernels of a step in their order', async (_, lab) => {
  const model = await smallModel(lab, oddConfig(1));
  // The layered family, which begins with the same kernel on every adapter.
  const variant = { products: 'tiled', microBatchRows: 64, gradientSlabs: 1 } as const;
  const trainer = await createTrainer(lab, { model, data: smallData(1), config: trainConfig, variant });
  const kernels: string[] = [];
  for await (const { kernel, milliseconds } of trainer.profile()) {
    kernels.push(kernel);
    expect(milliseconds).toBeGreaterThan(0);
  }
  expect(kernels[0]).toBe('add_noise');
  expect(kernels.at(-1)).toBe('adam');
  const rows = samplerRows(schedule, {
    sampler: 'ddpm',
    numInferenceSteps: 2,
    timestepSpacing: 'linspace',
    predictionType: 'epsilon',
  });
  const denoiser = networkDenoiser(model);
  const sampler = await createSampler(lab, { denoiser, rows, numSamples: 10, seed: 1 });
  const walked: string[] = [];
  for await (const { kernel } of sampler.profile()) walked.push(kernel);
  expect(walked.length).toBeGreaterThan(0);
  trainer.destroy();
  sampler.destroy();
  model.destroy();
});
