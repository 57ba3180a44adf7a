import { padded } from '../../src/lab/layout.ts';
import { testWithDevice } from '../device.ts';
import { mseLoss } from '../references/mse_loss.ts';
import { expectClose } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { integerValues, uniformValues } from './values.ts';

const cases = [
  { rows: 1, dataDim: 1, begin: 0, batchSize: 1 },
  { rows: 37, dataDim: 2, begin: 0, batchSize: 37 },
  { rows: 37, dataDim: 5, begin: 64, batchSize: 101 },
  { rows: 1000, dataDim: 1, begin: 0, batchSize: 4000 },
  { rows: 1000, dataDim: 3, begin: 1008, batchSize: 4000 },
  { rows: 131, dataDim: 64, begin: 16, batchSize: 147 },
] as const;

for (const each of cases) {
  testWithDevice(`loss and gradient: ${JSON.stringify(each)}`, async (device) => {
    const { rows, dataDim, begin, batchSize } = each;
    const numTrainTimesteps = 11;
    const width = padded(dataDim);
    const modelOutput = uniformValues(rows * dataDim, 1, 3);
    const target = uniformValues(rows * dataDim, 2, 3);
    const timesteps = integerValues(rows, 3, numTrainTimesteps);
    const schedule = uniformValues(4 * numTrainTimesteps, 4);
    const lossWeights = Array.from(timesteps, (t) => schedule[4 * t + 2] as number);
    const scale = 1 / (batchSize * dataDim);
    const expected = mseLoss({ modelOutput, target, dataDim, lossWeights, scale });
    // What stands in the padding of the network's output must not matter.
    const paddedOutput = new Float32Array(rows * width).fill(1e6);
    const paddedGradient = new Float64Array(rows * width);
    const partials = new Float64Array(Math.ceil(batchSize / 16)).fill(Number.NaN);
    for (let row = 0; row < rows; row++) {
      const [first, end] = [row * dataDim, (row + 1) * dataDim];
      paddedOutput.set(modelOutput.subarray(first, end), row * width);
      paddedGradient.set(expected.dOutput.subarray(first, end), row * width);
      const slot = begin / 16 + Math.floor(row / 16);
      partials[slot] = (row % 16 === 0 ? 0 : (partials[slot] as number)) + (expected.losses[row] as number);
    }
    const actual = await runKernel(device, 'mse_loss', {
      args: { begin, rows, data_dim: dataDim, out_width4: width / 4, scale },
      buffers: {
        model_output: paddedOutput,
        training_target: target,
        timesteps,
        schedule,
        d_output: poison(rows * width),
        partial_losses: poison(partials.length),
      },
      threads: Math.ceil(rows / 16),
    });
    // A difference and three products, each rounded once: a few ulp of the largest gradient, 2 * 1 * 6 scale.
    expectClose('d_output', actual.d_output, paddedGradient, { atol: 3e-6 * scale, rtol: 1e-6 });
    // 16 D such squares up to 36 scale.
    expectClose('partial_losses', actual.partial_losses, partials, {
      atol: 16 * dataDim * 36 * scale * 2e-7,
      rtol: 0,
    });
  });
}
