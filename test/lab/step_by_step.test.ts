import { expect } from 'vitest';
import { createTrainer } from '../../src/lab/trainer.ts';
import { testWithDevice } from '../device.ts';
import { expectSameBits } from '../kernels/close.ts';
import { oddConfig, smallData, smallModel, trainConfig } from './small_model.ts';

testWithDevice('training step by step gives the bits of training in one go', async (_, lab) => {
  const config = oddConfig(2);
  const settings = { ...trainConfig, numSteps: 9, learningRateSchedule: 'cosine' } as const;
  const runs = await Promise.all(
    [[9], [1, 2, 3, 4, 5, 9], [6, 100]].map(async (stops) => {
      const model = await smallModel(lab, config);
      const trainer = await createTrainer(lab, { model, data: smallData(2), config: settings });
      const losses: number[] = [];
      for (const until of stops) {
        for await (const progress of trainer.train(until)) {
          losses.push(...progress.losses);
          expect(progress.numSteps).toBe(9);
        }
        expect(trainer.step).toBe(Math.min(until, 9));
      }
      const weights = await model.readWeights('raw');
      trainer.destroy();
      model.destroy();
      return { losses, weights };
    }),
  );
  const [whole, ...pieces] = runs;
  expect(whole?.losses.length).toBe(9);
  for (const piece of pieces) {
    expect(piece.losses).toEqual(whole?.losses);
    for (const [i, { name, data }] of piece.weights.entries()) {
      expectSameBits(name, data, whole?.weights[i]?.data as Float32Array);
    }
  }
});
