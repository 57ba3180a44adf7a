import { expect, test } from 'vitest';
import { type Activation, type ModelConfig, makeLayout } from '../../src/lab/layout.ts';
import { addRowCopy, addUniformNetwork, fitsUniformNetwork } from '../../src/lab/uniform_network.ts';
import { testWithDevice } from '../device.ts';
import { networkForwardUniform } from '../references/network_forward_uniform.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { uniformValues } from './values.ts';

interface Shape {
  readonly rows: number;
  readonly dataDim: number;
  readonly hiddenWidth: number;
  readonly hiddenLayers: number;
  readonly fourierFeatures: number;
  readonly activation: Activation;
}

// Programs on the CPU take long to compile wide ones; `npm run firefox` has the widest.
const shapes: readonly Shape[] = [
  { rows: 1, dataDim: 1, hiddenWidth: 8, hiddenLayers: 2, fourierFeatures: 0, activation: 'silu' },
  { rows: 63, dataDim: 8, hiddenWidth: 24, hiddenLayers: 2, fourierFeatures: 0, activation: 'relu' },
  { rows: 65, dataDim: 1, hiddenWidth: 72, hiddenLayers: 3, fourierFeatures: 0, activation: 'silu' },
  { rows: 127, dataDim: 1, hiddenWidth: 64, hiddenLayers: 3, fourierFeatures: 0, activation: 'silu' },
  { rows: 130, dataDim: 5, hiddenWidth: 15, hiddenLayers: 3, fourierFeatures: 1, activation: 'gelu' },
  { rows: 129, dataDim: 2, hiddenWidth: 32, hiddenLayers: 4, fourierFeatures: 3, activation: 'silu' },
];

function configOf(
  { dataDim, hiddenWidth, hiddenLayers, fourierFeatures, activation }: Shape,
  timeFeatures = 6,
): ModelConfig {
  return {
    dataDim,
    hiddenWidth,
    hiddenLayers,
    activation,
    timeConditioning: 'timestep',
    timeFeatures,
    fourierFeatures,
    fourierBase: 1,
    predictionType: 'epsilon',
  };
}

const [steps, index, begin] = [9, 7, 5];

for (const shape of shapes) {
  testWithDevice(`a network: ${JSON.stringify(shape)}`, async (device) => {
    const { rows, activation, dataDim } = shape;
    const config = configOf(shape);
    const layout = makeLayout(config);
    const width = layout.layers[0]?.outWidth ?? 0;
    const { xFeatures } = layout;
    const stride = xFeatures + 1;
    const input = uniformValues((begin + rows) * stride, 1, 2);
    const features = Float64Array.from({ length: rows * xFeatures }, (_, i) => {
      return input[(begin + Math.floor(i / xFeatures)) * stride + (i % xFeatures)] as number;
    });
    const table = uniformValues(steps * width, 2);
    const weights = poison(layout.length);
    const layers = layout.layers.map(({ inWidth, outWidth, weight: weightAt, bias: biasAt }, i) => {
      // As they are at first: pre-activations of about 1.
      const [into, bound] = [i === 0 ? xFeatures : inWidth, 1 / Math.sqrt(inWidth)];
      const weight = uniformValues(outWidth * into, 3 + 2 * i, bound);
      const bias = uniformValues(outWidth, 4 + 2 * i, bound);
      for (let out = 0; out < outWidth; out++) {
        const row = weightAt + out * inWidth;
        if (i === 0) weights.fill(0, row, row + layout.xWidth);
        weights.set(weight.subarray(out * into, (out + 1) * into), row);
      }
      if (i === 0) return { weight, bias: table.subarray(index * width, (index + 1) * width) };
      weights.set(bias, biasAt);
      return { weight, bias };
    });
    const answers = networkForwardUniform({ input: features, layers, activation });
    const { output } = await runDispatch(device, {
      stepName: 'Step',
      step: { index },
      buffers: { input, weights, table, foldedBias: poison(width), output: poison(rows * layout.outWidth) },
      add: (builder, buffers) => {
        addRowCopy(builder, layout, { table: buffers.table, row: buffers.foldedBias });
        addUniformNetwork(builder, config, layout, buffers, { begin, rows, stride });
      },
    });
    // The padding is not written.
    const expected = poison(rows * layout.outWidth);
    for (let row = 0; row < rows; row++) {
      for (let d = 0; d < dataDim; d++) {
        expected[row * layout.outWidth + d] = answers[row * layout.outWidth + d] as number;
      }
    }
    expectClose('output', output, expected, { atol: 1e-6 + 3 * layout.widest * float32Eps, rtol: 1e-6 });
  });
}

test.each([
  ['one hidden layer', { hiddenLayers: 1 }],
  ['five hidden layers', { hiddenLayers: 5 }],
  ['a width of 136', { hiddenWidth: 136 }],
  ['a width of 68', { hiddenWidth: 68 }],
  ['four layers of 72', { hiddenLayers: 4 }],
  ['20 features of x', { fourierFeatures: 10 }],
  ['data of dimension 9', { dataDim: 9, fourierFeatures: 0 }],
])('a network of %s is none of the kernel’s', (_, change) => {
  const shape = { ...(shapes[2] as Shape) };
  expect(fitsUniformNetwork(makeLayout(configOf(shape)))).toBe(true);
  expect(fitsUniformNetwork(makeLayout(configOf({ ...shape, ...change })))).toBe(false);
});

test('nor is one whose features of t take its first weight beyond a window', () => {
  const shape = { ...(shapes[2] as Shape), hiddenWidth: 64 };
  // (4 + 248) / 4 numbers of 64 outputs fill it.
  expect(fitsUniformNetwork(makeLayout(configOf(shape, 252)))).toBe(true);
  expect(fitsUniformNetwork(makeLayout(configOf(shape, 254)))).toBe(false);
});
