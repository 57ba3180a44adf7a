import { expect } from 'vitest';
import { readFloats } from '../../src/gpu/buffers.ts';
import { testWithDevice } from '../device.ts';
import { expectSameBits } from '../kernels/close.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { uniformValues } from '../kernels/values.ts';
import { oddConfig, smallModel } from './small_model.ts';

// D = 3 with 2 Fourier frequencies: 15 features of x, and 10 of t.
const shapes = [
  ['layers.0.weight', [21, 25]],
  ['layers.0.bias', [21]],
  ['layers.1.weight', [21, 21]],
  ['layers.1.bias', [21]],
  ['layers.2.weight', [3, 21]],
  ['layers.2.bias', [3]],
] as const;

const lengthOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

testWithDevice('weights are read as torch.nn.Linear has them', async (device) => {
  const model = await smallModel(asLab(device), oddConfig(3));
  for (const set of ['raw', 'ema'] as const) {
    const tensors = await model.readWeights(set);
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual(shapes);
    for (const { shape, data } of tensors) expect(data.length).toBe(lengthOf(shape));
  }
  expect(model.numParameters).toBe(shapes.reduce((sum, [, shape]) => sum + lengthOf(shape), 0));
});

testWithDevice('the first weights are uniform within 1 / sqrt(inFeatures), from the seed', async (device) => {
  const lab = asLab(device);
  const [first, again, other] = await Promise.all(
    [3, 3, 4].map(async (seed) => (await smallModel(lab, oddConfig(3), seed)).readWeights('raw')),
  );
  expect(again).toEqual(first);
  for (const [i, { name, data }] of (first ?? []).entries()) {
    const inFeatures = name.startsWith('layers.0.') ? 25 : 21;
    const bound = 1 / Math.sqrt(inFeatures);
    expect(data).not.toEqual(other?.[i]?.data);
    expect(Math.max(...data.map(Math.abs))).toBeLessThan(bound);
    if (data.length < 100) continue;
    // n numbers reach bound (1 - 5 / n) or more but for e^-5, and their variance is bound^2 / 3.
    expect(Math.max(...data.map(Math.abs))).toBeGreaterThan(0.9 * bound);
    const variance = data.reduce((sum, value) => sum + value ** 2, 0) / data.length;
    // Its standard error is sqrt(0.8 / n), at most 0.045.
    expect(Math.abs(variance / (bound ** 2 / 3) - 1)).toBeLessThan(0.15);
  }
});

testWithDevice('what is written is read back, and the padding stays zero', async (device) => {
  const lab = asLab(device);
  const model = await smallModel(lab, oddConfig(3));
  const tensors = shapes.map(([name, shape], i) => ({
    name,
    shape,
    data: uniformValues(lengthOf(shape), i).slice(),
  }));
  // In any order: names count.
  model.writeWeights(tensors.toReversed());
  for (const set of ['raw', 'ema'] as const) {
    const read = await model.readWeights(set);
    expect(read.map(({ name, shape }) => [name, shape])).toEqual(shapes);
    for (const [i, { name, data }] of read.entries()) {
      expectSameBits(name, data, tensors[i]?.data as Float32Array);
    }
    const flat = await readFloats(lab, model.buffers[set], model.layout.length);
    expect(flat.filter((value) => value !== 0).length).toBe(model.numParameters);
  }
});

testWithDevice('tensors that are missing or have the wrong shape are named', async (device) => {
  const lab = asLab(device);
  const model = await smallModel(lab, oddConfig(3));
  const before = await model.readWeights('raw');
  const without = before.filter(({ name }) => name !== 'layers.1.bias');
  expect(() => model.writeWeights(without)).toThrow(
    new RangeError('The tensor layers.1.bias is missing; the model needs it with shape [21].'),
  );
  const transposed = before.map((tensor) =>
    tensor.name === 'layers.2.weight' ? { ...tensor, shape: [21, 3] } : tensor,
  );
  expect(() => model.writeWeights(transposed)).toThrow(
    new RangeError('The tensor layers.2.weight must have shape [3,21], got [21,3].'),
  );
  const short = before.map((tensor) =>
    tensor.name === 'layers.0.weight' ? { ...tensor, data: tensor.data.slice(1) } : tensor,
  );
  expect(() => model.writeWeights(short)).toThrow(/layers\.0\.weight/);
  expect(await model.readWeights('raw')).toEqual(before);
});
