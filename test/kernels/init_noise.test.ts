import { testWithDevice } from '../device.ts';
import { initNoise } from '../references/init_noise.ts';
import { expectClose, expectSameBits } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { normalTolerance } from './values.ts';

interface Case {
  readonly init: 'gaussian' | 'stratified';
  readonly count: number;
  readonly dataDim: number;
  /** The part of the samples that is written. */
  readonly begin?: number;
  readonly rows?: number;
  readonly seed?: number;
}

const cases: readonly Case[] = [
  { init: 'gaussian', count: 1, dataDim: 1 },
  { init: 'gaussian', count: 37, dataDim: 2, seed: 2 ** 32 - 1 },
  { init: 'gaussian', count: 1000, dataDim: 5, begin: 100, rows: 667 },
  { init: 'gaussian', count: 130, dataDim: 64, begin: 93 },
  { init: 'stratified', count: 1, dataDim: 1 },
  { init: 'stratified', count: 2, dataDim: 1 },
  { init: 'stratified', count: 37, dataDim: 1 },
  { init: 'stratified', count: 20_000, dataDim: 1, begin: 4096, rows: 12_289 },
  { init: 'stratified', count: 1_000_001, dataDim: 1 },
];

for (const each of cases) {
  testWithDevice(`first samples: ${JSON.stringify(each)}`, async (device) => {
    const { init, count, dataDim, begin = 0, rows = count - begin, seed = 9 } = each;
    const expected = initNoise(init, count, dataDim, seed);
    expected.fill(Number.NaN, 0, begin * dataDim);
    expected.fill(Number.NaN, (begin + rows) * dataDim);
    const { x } = await runKernel(device, 'init_noise', {
      args: { begin, rows, count, data_dim: dataDim, seed, stratified: init === 'stratified' ? 1 : 0 },
      buffers: { x: poison(count * dataDim) },
      threads: rows,
    });
    // AS 241's PPND7 holds 1e-7 relatively; the probability's own rounding moves a quantile by eps / density(0).
    const quantileTolerance = { atol: 3e-7, rtol: 5e-7 };
    expectClose(
      'x',
      x,
      expected,
      init === 'stratified' ? quantileTolerance : normalTolerance(count * dataDim),
    );
    if (init === 'stratified' && rows === count) {
      expectSameBits(
        'mirrored x',
        x.toReversed().map((value) => 0 - value),
        x,
      );
    }
  });
}
