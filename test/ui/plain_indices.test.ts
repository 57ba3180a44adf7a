import { expect, test } from 'vitest';
import { plainIndices } from '../../src/ui/plain_indices.ts';

test.each([
  ['x_t: one jump, many steps, exact', 'xₜ: one jump, many steps, exact'],
  ['x_t = 0.5 x_0 + 0.8 ε', 'xₜ = 0.5 x₀ + 0.8 ε'],
  ['x_{t−1} given x_t, ε̂_0', 'xₜ₋₁ given xₜ, ε̂₀'],
  ['x_t 中的信号与噪声', 'xₜ 中的信号与噪声'],
  // Unicode has no subscript T.
  ['the same x_T', 'the same x_T'],
  ['x_{tT}', 'x_{tT}'],
  ['scaled_linear, dpmpp_2m, x_start', 'scaled_linear, dpmpp_2m, x_start'],
  ['由x_t得到x_0的估计', '由xₜ得到x₀的估计'],
])('%s as plain text', (text, plain) => {
  expect(plainIndices(text)).toBe(plain);
});
