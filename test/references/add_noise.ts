import type { PredictionType } from '../../src/diffusion/prediction.ts';
import { mulHi, philox4x32, stream, unitUniform } from '../../src/diffusion/random.ts';
import { normalsOf } from './lib/draws.ts';

export interface AddNoiseInput {
  /** [N, D] */
  readonly data: ArrayLike<number>;
  readonly dataDim: number;
  /** Each [T]. */
  readonly sqrtAlphasCumprod: ArrayLike<number>;
  readonly sqrtOneMinusAlphasCumprod: ArrayLike<number>;
  /** [T]: the probability of drawing a timestep up to t; evenly unless given. */
  readonly cumulative?: ArrayLike<number>;
  readonly predictionType: PredictionType;
  /** Rows begin .. begin + rows - 1 of the batch. */
  readonly begin: number;
  readonly rows: number;
  readonly seed: number;
  readonly step: number;
  /** [rows] and [rows, D]: used instead of draws; row i then takes data point begin + i. */
  readonly given?: { readonly timesteps: ArrayLike<number>; readonly noise: ArrayLike<number> };
}

/** x_t = sqrtAlphasCumprod x_0 + sqrtOneMinusAlphasCumprod noise, Ho et al. 2020, eq. 4, and what the network should answer. */
export function addNoise(input: AddNoiseInput) {
  const { data, dataDim, sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod, begin, rows, seed, step, given } =
    input;
  const { length } = sqrtAlphasCumprod;
  const { cumulative = Array.from({ length }, (_, t) => (t + 1) / length) } = input;
  const timesteps = new Uint32Array(rows);
  const noise = new Float64Array(rows * dataDim);
  const xt = new Float64Array(rows * dataDim);
  const target = new Float64Array(rows * dataDim);
  for (let row = 0; row < rows; row++) {
    const index = begin + row;
    const [word0, word1] = philox4x32([index, step, stream.train, 0], [seed, 0]);
    const source = given ? index : mulHi(word0, data.length / dataDim);
    const t = given ? (given.timesteps[row] as number) : drawTimestep(unitUniform(word1), cumulative);
    const drawn = normalsOf([index, step, stream.train, 1], seed, dataDim);
    timesteps[row] = t;
    const a = sqrtAlphasCumprod[t] as number;
    const s = sqrtOneMinusAlphasCumprod[t] as number;
    for (let d = 0; d < dataDim; d++) {
      const at = row * dataDim + d;
      const x0 = data[source * dataDim + d] as number;
      const z = (given ? given.noise[at] : drawn[d]) as number;
      noise[at] = z;
      xt[at] = a * x0 + s * z;
      // Salimans and Ho 2022, section 4: v = a noise - s x_0
      target[at] = { epsilon: z, sample: x0, v_prediction: a * z - s * x0 }[input.predictionType];
    }
  }
  return { timesteps, noise, xt, target };
}

/** The first t with u below cumulative[t], which the kernel has in float32. */
function drawTimestep(u: number, cumulative: ArrayLike<number>): number {
  let t = 0;
  while (t < cumulative.length - 1 && u >= Math.fround(cumulative[t] as number)) t++;
  return t;
}
