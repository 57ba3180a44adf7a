import { expect, test } from 'vitest';
import {
  evaluationBytes,
  evaluationFlops,
  layerSizes,
  roofline,
  trainingBytes,
  trainingFlops,
  weightCount,
} from '../../src/bench/formulas.ts';
import { modelConfigOf, standardShape } from '../../src/bench/work.ts';
import { makeLayout } from '../../src/index.ts';

const odd = { inputs: 5, width: 7, depth: 2, outputs: 3 };

test('the standard work is that of the published comparisons', () => {
  expect(weightCount(standardShape)).toBe(37_120);
  expect(evaluationFlops(standardShape)).toBe(74_240);
  expect(trainingFlops(standardShape, 4096)).toBe(4096 * (6 * 37_120 - 2 * 33 * 128));
  expect(trainingFlops(standardShape, 4096) / 1e9).toBeCloseTo(0.878, 3);
});

test('counts the weights that the model really has, biases apart', () => {
  const layout = makeLayout(modelConfigOf(standardShape));
  const biases = layout.layers.reduce((sum, { outFeatures }) => sum + outFeatures, 0);
  expect(weightCount(standardShape)).toBe(layout.numParameters - biases);
  expect(layerSizes(odd)).toEqual([
    [5, 7],
    [7, 7],
    [7, 3],
  ]);
  expect(weightCount(odd)).toBe(35 + 49 + 21);
});

test('counts operations product by product', () => {
  // 2 operations for each weight and row in the forward pass and in each of two backward products, but one.
  const products = layerSizes(odd).map(([into, out]) => 2 * into * out);
  const forward = products.reduce((sum, flops) => sum + flops, 0);
  expect(evaluationFlops(odd)).toBe(forward);
  expect(trainingFlops(odd, 10)).toBe(10 * (3 * forward - (products[0] as number)));
});

test('counts the bytes of an evaluation dispatch by dispatch', () => {
  // x in, x out; a layer's result is written by one dispatch and read by the next.
  expect(evaluationBytes(odd, 'fused')).toBe(4 * (3 + 3));
  expect(evaluationBytes(odd, 'whole')).toBe(4 * (3 + 3) + 4 * 2 * 3);
  expect(evaluationBytes(odd, 'layered')).toBe(4 * (3 + 3) + 4 * 2 * (7 + 7 + 3));
});

test('counts the bytes of a training step dispatch by dispatch', () => {
  const forward = [5 + 7 + 7, 7 + 7 + 7, 7 + 3]; // input, output, derivative of hidden layers
  const weightGradient = [5 + 7, 7 + 7, 7 + 3]; // input, output gradient
  const inputGradient = [0, 7 + 7 + 7, 3 + 7 + 7]; // output gradient, derivative below, input gradient
  const row = [...forward, ...weightGradient, ...inputGradient].reduce((sum, floats) => sum + floats, 0);
  const adam = 4 * 7 * weightCount(odd);
  expect(trainingBytes(odd, 10, 'layered')).toBe(4 * 10 * row + adam);
  expect(trainingBytes(odd, 10, 'fused')).toBe(4 * 10 * 2 * (5 + 7 + 7 + 7 + 7 + 3) + adam);
  expect(trainingBytes(odd, 10, 'half')).toBe(2 * 10 * 2 * (5 + 7 + 7 + 7 + 7 + 3) + adam);
  // What the page's formula says, its sums worked out: 2 (in + out), 3 out below the last, out above the first.
  const shown = 2 * (5 + 7 + 7 + 7 + 7 + 3) + 3 * (7 + 7) + (7 + 3);
  expect(trainingBytes(odd, 10, 'layered')).toBe(4 * 10 * shown + adam);
});

test('the roofline is the lower of the two ceilings', () => {
  expect(roofline(2, 100, 10)).toBe(20);
  expect(roofline(10, 100, 10)).toBe(100);
  expect(roofline(50, 100, 10)).toBe(100);
});
