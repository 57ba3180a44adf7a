import { addGradientSum } from '../../src/lab/uniform_products.ts';
import { testWithDevice } from '../device.ts';
import { sumGradients } from '../references/sum_gradients.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { uniformValues } from './values.ts';

// One slab and several, fewer than a dispatch takes and more; fewer parameters than a window holds and more.
const cases = [
  { slabs: 1, length: 64 },
  { slabs: 3, length: 320 },
  { slabs: 8, length: 16_384 },
  { slabs: 19, length: 16_384 + 192 },
];

for (const { slabs, length } of cases) {
  testWithDevice(`the sum of ${slabs} slabs of ${length}`, async (device) => {
    const partials = uniformValues(slabs * length, 1);
    const actual = await runDispatch(device, {
      stepName: 'Step',
      step: { index: 0 },
      buffers: { partialGradients: partials, gradient: poison(length) },
      add: (builder, buffers) => addGradientSum(builder, buffers, { slabs, parameters4: length / 4 }),
    });
    // A float32 sum of n numbers: at most n eps times its largest partial sum.
    const atol = slabs * slabs * float32Eps;
    expectClose('gradient', actual.gradient, sumGradients(partials, length), { atol, rtol: 0 });
  });
}
