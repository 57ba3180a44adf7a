import { expect } from 'vitest';
import { createTrainer } from '../../src/lab/trainer.ts';
import type { TrainStorage } from '../../src/lab/variant.ts';
import { testWithDevice } from '../device.ts';
import { expectClose } from '../kernels/close.ts';
import { halfTolerance } from '../kernels/halves.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { oddConfig, smallData, smallModel, trainConfig } from './small_model.ts';

const config = { ...oddConfig(2), hiddenWidth: 48, hiddenLayers: 3 };
const numSteps = 40;

testWithDevice('forty steps with halves in memory lead almost where float32 leads', async (device) => {
  const lab = asLab(device);
  const train = async (storage: TrainStorage, steps: number) => {
    const model = await smallModel(lab, config);
    const trainer = await createTrainer(lab, {
      model,
      data: smallData(2),
      config: { ...trainConfig, batchSize: 500, learningRate: 0.01, numSteps },
      variant: { family: 'workgroup', products: 'tiled', storage, microBatchRows: 512, gradientSlabs: 3 },
    });
    const losses: number[] = [];
    for await (const progress of trainer.train(steps)) losses.push(...progress.losses);
    const weights = (await model.readWeights('raw')).flatMap(({ data }) => [...data]);
    trainer.destroy();
    model.destroy();
    return { losses, weights };
  };
  const before = await train('float32', 0);
  const float32 = await train('float32', numSteps);
  const half = await train('half', numSteps);
  const distance = (a: readonly number[], b: readonly number[]) =>
    Math.hypot(...a.map((value, i) => value - (b[i] as number)));
  const way = distance(float32.weights, before.weights);
  expect(way).toBeGreaterThan(1);
  // A gradient is made of an input, a gradient and some derivatives that were halves; a step is off by as much of its length.
  const bound = (2 + config.hiddenLayers) * halfTolerance.rtol;
  expect(distance(half.weights, float32.weights)).toBeGreaterThan(0);
  expect(distance(half.weights, float32.weights)).toBeLessThan(bound * way);
  expect(float32.losses.at(-1)).toBeLessThan(0.3 * (float32.losses[0] as number));
  expectClose('losses', half.losses, float32.losses, { atol: 0, rtol: bound });
});
