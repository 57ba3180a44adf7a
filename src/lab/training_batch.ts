import { requireInteger } from '../diffusion/checks.ts';
import { timestepDistribution, timestepImportance } from '../diffusion/loss_weighting.ts';
import { boxMuller, mulHi, philox4x32, stream, unitUniform } from '../diffusion/random.ts';
import type { Schedule } from '../diffusion/schedule.ts';
import type { TrainConfig } from './train_config.ts';

/** What a training step showed the network. */
export interface TrainingBatch {
  /** [rows] */
  readonly timesteps: Uint32Array<ArrayBuffer>;
  /** The noise that was drawn, [rows, D]. */
  readonly noise: Float32Array<ArrayBuffer>;
  /** x_t = sqrtAlphasCumprod x_0 + sqrtOneMinusAlphasCumprod noise, in the units of the network, [rows, D]. */
  readonly xt: Float32Array<ArrayBuffer>;
}

/**
 * The first rows of the batch that a training step draws. They are a function of the seed and the step, so they can be
 * drawn again beside the training: the same timesteps and data points, noise to float32's rounding.
 *
 * @param data [N, D] in the data's own units; `mean` and `standardDeviation` [D] are the model's
 * @param step from 0
 * @param rows at most the batch size
 */
export function trainingBatch(
  schedule: Schedule,
  data: {
    readonly points: Float32Array;
    readonly mean: readonly number[];
    readonly standardDeviation: readonly number[];
  },
  config: TrainConfig,
  step: number,
  rows: number,
): TrainingBatch {
  requireInteger('step', step, 0, config.numSteps - 1);
  requireInteger('rows', rows, 1, config.batchSize);
  const { points, mean, standardDeviation } = data;
  const dataDim = mean.length;
  const { cumulative } = timestepDistribution(timestepImportance(schedule, config.timestepSampling));
  const timesteps = new Uint32Array(rows);
  const noise = new Float32Array(rows * dataDim);
  const xt = new Float32Array(rows * dataDim);
  const key = [config.seed, 0] as const;
  for (let row = 0; row < rows; row++) {
    const [word0, word1] = philox4x32([row, step, stream.train, 0], key);
    const source = mulHi(word0, points.length / dataDim);
    const u = unitUniform(word1);
    // The tables went to the GPU in float32.
    const t = Math.max(
      0,
      cumulative.findIndex((share) => u < Math.fround(share)),
    );
    timesteps[row] = t;
    let four: number[] = [];
    for (let d = 0; d < dataDim; d++) {
      if (d % 4 === 0) {
        const words = philox4x32([row, step, stream.train, 1 + d / 4], key);
        four = [...boxMuller(words[0], words[1]), ...boxMuller(words[2], words[3])];
      }
      const at = row * dataDim + d;
      const z = four[d % 4] as number;
      const x0 =
        ((points[source * dataDim + d] as number) - (mean[d] as number)) / (standardDeviation[d] as number);
      noise[at] = z;
      xt[at] =
        (schedule.sqrtAlphasCumprod[t] as number) * x0 +
        (schedule.sqrtOneMinusAlphasCumprod[t] as number) * z;
    }
  }
  return { timesteps, noise, xt };
}
