import { expect, test } from 'vitest';
import type { TrainConfig } from '../../src/lab/train_config.ts';
import { trainingBatch } from '../../src/lab/training_batch.ts';
import { expectClose, float32Eps } from '../kernels/close.ts';
import { drawBatch } from './reference_network.ts';
import {
  deviations,
  means,
  oddConfig,
  schedule,
  smallData,
  standardised,
  trainConfig,
} from './small_model.ts';

for (const timestepSampling of ['uniform', 'logsnr'] as const) {
  test(`the batch that is drawn again is the one that was trained on: ${timestepSampling}`, () => {
    const dataDim = 5;
    const config: TrainConfig = { ...trainConfig, batchSize: 300, numSteps: 20, timestepSampling };
    const points = smallData(dataDim);
    const data = { points, mean: means(dataDim), standardDeviation: deviations(dataDim) };
    for (const step of [0, 19]) {
      const batch = trainingBatch(schedule, data, config, step, 290);
      const network = { config: oddConfig(dataDim), schedule };
      const expected = drawBatch(network, standardised(points, dataDim), config, step);
      expect([...batch.timesteps]).toEqual(Array.from(expected.timesteps).slice(0, 290));
      // The same float64 arithmetic, rounded once.
      const tolerance = { atol: 0, rtol: 2 * float32Eps };
      expectClose('x_t', batch.xt, Array.from(expected.xt).slice(0, 290 * dataDim), tolerance);
      // oddConfig predicts the noise, so that is the target.
      expectClose('noise', batch.noise, Array.from(expected.target).slice(0, 290 * dataDim), tolerance);
    }
    expect(() => trainingBatch(schedule, data, config, 20, 1)).toThrow(
      'step must be an integer from 0 to 19',
    );
  });
}
