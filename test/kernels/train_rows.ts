import { timestepDistribution } from '../../src/diffusion/loss_weighting.ts';
import { timeFeatures } from '../../src/diffusion/time_features.ts';
import { activationCodes, predictionCodes } from '../../src/lab/layout.ts';
import { gradientScale } from '../../src/lab/workgroup_training.ts';
import { testWithDevice } from '../device.ts';
import { schedule } from '../lab/small_model.ts';
import { addNoise } from '../references/add_noise.ts';
import { embedInput } from '../references/embed_input.ts';
import { trainWorkgroup } from '../references/train_workgroup.ts';
import { expectClose, float32Eps } from './close.ts';
import { halfTolerance, unpackHalves } from './halves.ts';
import { poison, poisonIntegers, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

// What goes through memory does so as float32 or as halves: two kernels, which pass the same tests.

// Shapes without padding: whole steps are tested with it (test/lab/training_step.test.ts).
export const cases = [
  { rows: 1, begin: 0, width: 8, hiddenLayers: 1, rowsEach: 8, activation: 'silu' },
  { rows: 50, begin: 0, width: 24, hiddenLayers: 2, rowsEach: 64, activation: 'silu' },
  { rows: 37, begin: 16, width: 48, hiddenLayers: 2, rowsEach: 32, activation: 'gelu' },
  { rows: 200, begin: 100, width: 100, hiddenLayers: 3, rowsEach: 32, activation: 'silu' },
  { rows: 20, begin: 0, width: 200, hiddenLayers: 2, rowsEach: 16, activation: 'relu' },
] as const;
const dataDim = 4;
const numTimeFeatures = 8;
const xFeatures = 12;
const inWidth = xFeatures + numTimeFeatures;
/** What lies between the layers in the flat parameters. */
const gap = 8;

export type TrainRowsKernel = 'train_workgroup' | 'train_workgroup_half';

/** Runs a kernel, and its reference, on drawn rows; what has been through memory comes as numbers, whatever it was there. */
export async function passRows(
  device: GPUDevice,
  kernel: TrainRowsKernel,
  each: (typeof cases)[number],
  gradientFactor: number,
) {
  const { rows, begin, width, hiddenLayers, rowsEach, activation } = each;
  const [seed, index, scale] = [3, 5, 0.25 / rows];
  const room = rowsEach * Math.ceil(rows / rowsEach);
  const data = uniformValues(50 * dataDim, 1);
  const features = Array.from(schedule.sqrtAlphasCumprod, (_, t) =>
    Float32Array.from(timeFeatures(t, schedule.numTrainTimesteps, numTimeFeatures)),
  );
  const { cumulative } = timestepDistribution(new Float64Array(schedule.numTrainTimesteps).fill(1));
  const table = Float32Array.from(
    features.flatMap((_, t) => [
      schedule.sqrtAlphasCumprod[t] as number,
      schedule.sqrtOneMinusAlphasCumprod[t] as number,
      1 + t / 1000,
      cumulative[t] as number,
    ]),
  );
  const layers = Array.from({ length: hiddenLayers + 1 }, (_, i) => {
    const inputs = i === 0 ? inWidth : width;
    const outputs = i === hiddenLayers ? dataDim : width;
    const bound = 1 / Math.sqrt(inputs);
    return {
      weight: uniformValues(outputs * inputs, 10 + i, bound),
      bias: uniformValues(outputs, 20 + i, bound),
    };
  });
  const drawn = addNoise({
    ...schedule,
    cumulative,
    data,
    dataDim,
    predictionType: 'v_prediction',
    begin,
    rows,
    seed,
    step: index,
  });
  const embedded = embedInput({
    x: drawn.xt,
    dataDim,
    fourierFeatures: 1,
    fourierBase: 0.2,
    timeFeatures: Array.from(drawn.timesteps, (t) => features[t] as Float32Array),
  });
  const input = embedded.xFeatures.flatMap((row, i) => [...row, ...(embedded.timeFeatures[i] as number[])]);
  const expected = trainWorkgroup({
    input: Float64Array.from(input),
    layers,
    activation,
    target: drawn.target,
    dataDim,
    lossWeights: Array.from(drawn.timesteps, (t) => 1 + t / 1000),
    scale,
  });
  const workgroups = room / rowsEach;
  const activationCount = room * (inWidth + hiddenLayers * width);
  const gradientCount = room * (hiddenLayers * width + dataDim);
  const half = kernel === 'train_workgroup_half';
  const poisoned = (count: number) => (half ? poisonIntegers(count / 2) : poison(count));
  const actual = await runKernel(device, kernel, {
    args: {
      begin,
      rows,
      data_count: data.length / dataDim,
      data_dim: dataDim,
      num_timesteps: schedule.numTrainTimesteps,
      prediction_type: predictionCodes.v_prediction,
      hidden_layers: hiddenLayers,
      fourier_features: 1,
      fourier_base: 0.2,
      scale,
      room,
      second_weight: (width * (inWidth + 1) + gap) / 4,
      next_weight: (width * (width + 1) + gap) / 4,
    },
    step: { index, slot: 0, seed, step_size: 0, second_moment_scale: 0, weight_keep: 0, ema_decay: 0 },
    buffers: {
      data,
      schedule: table,
      time_features: Float32Array.from(features.flatMap((row) => [...row])),
      weights: Float32Array.from(layers.flatMap(({ weight, bias }) => [...weight, ...bias, ...poison(gap)])),
      draws: poisonIntegers(room * (2 + dataDim)),
      activations: poisoned(activationCount),
      gradients: poisoned(gradientCount),
      partial_losses: poison(workgroups),
    },
    constants: {
      ...(half && { GRADIENT_SCALE: gradientFactor }),
      X_WIDTH4: xFeatures / 4,
      TIME_WIDTH4: numTimeFeatures / 4,
      WIDTH4: width / 4,
      OUT_WIDTH4: dataDim / 4,
      ROWS: rowsEach,
      TILE4: (rowsEach / 4) * Math.max(inWidth, width, dataDim + (4 * 128) / rowsEach),
      ACTIVATION: activationCodes[activation],
    },
    threads: 128 * workgroups,
  });
  return {
    room,
    expected,
    activations: floatsOf(actual.activations),
    gradients: floatsOf(actual.gradients),
    losses: actual.partial_losses,
  };
}

function floatsOf(stored: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return stored instanceof Uint32Array ? unpackHalves(stored) : stored;
}

export function testTrainRows(kernel: TrainRowsKernel): void {
  const half = kernel === 'train_workgroup_half';
  const storage = half ? halfTolerance : { atol: 0, rtol: 0 };
  for (const each of cases) {
    testWithDevice(`forward and back: ${JSON.stringify(each)}`, async (device) => {
      const { rows, width, hiddenLayers, rowsEach } = each;
      const factor = half ? gradientScale(rows * dataDim) : 1;
      const { room, expected, ...actual } = await passRows(device, kernel, each, factor);
      const gradients = actual.gradients.map((value) => value / factor);
      let [activationsAt, gradientsAt] = [0, 0];
      for (const [i, should] of expected.inputs.entries()) {
        const at = activationsAt;
        // The noise is exact to some 1e-6, a layer's sum to its length in ulp.
        const atol = 1e-5 + 8 * width * float32Eps + storage.atol;
        expectClose(`input ${i}`, actual.activations.subarray(at, at + should.length), should, {
          atol,
          rtol: storage.rtol,
        });
        activationsAt += (room * should.length) / rows;
        const dOutput = expected.dOutputs[i] as Float64Array;
        const largest = Math.max(...dOutput.map(Math.abs));
        const first = gradientsAt;
        // Each derivative from here to the answer has been through memory, and sums of either sign have met them.
        const derivatives = hiddenLayers - i;
        expectClose(`gradient ${i}`, gradients.subarray(first, first + dOutput.length), dOutput, {
          atol: (3e-5 + derivatives * storage.rtol) * largest + storage.atol / factor,
          rtol: storage.rtol,
        });
        gradientsAt += (room * dOutput.length) / rows;
      }
      const workgroups = room / rowsEach;
      const losses = Array.from({ length: workgroups }, (_, group) =>
        expected.losses.slice(group * rowsEach, (group + 1) * rowsEach).reduce((sum, loss) => sum + loss),
      );
      expectClose('partial_losses', actual.losses, losses, { atol: 0, rtol: 3e-5 });
    });
  }
}
