import { testWithDevice } from '../device.ts';
import { sumSlabs } from '../references/sum_slabs.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { makeTexture } from './texture.ts';
import { uniformValues } from './values.ts';

const cases = [
  { length: 4, slabs: 1, accumulate: false },
  { length: 4100, slabs: 3, accumulate: true },
  { length: 9000, slabs: 32, accumulate: false },
];

for (const each of cases) {
  testWithDevice(`sums slabs of a texture: ${JSON.stringify(each)}`, async (device) => {
    const { length, slabs, accumulate } = each;
    const slabTexels = Math.ceil(length / 4096);
    // More rows than are summed, and what is behind a slab's end is not.
    const rows = slabTexels * (slabs + 1);
    const texels = poison(4096 * rows);
    const values = Array.from({ length: slabs }, (_, slab) => uniformValues(length, slab));
    for (const [slab, gradient] of values.entries()) texels.set(gradient, 4096 * slabTexels * slab);
    const partial_gradients = makeTexture(device, 1024, rows, texels);
    const before = accumulate ? uniformValues(length, 99) : poison(length);
    const { gradient } = await runDispatch(device, {
      stepName: 'Step',
      step: { index: 0 },
      buffers: { gradient: before },
      add(builder, buffers) {
        builder.add('sum_slabs', {
          args: { parameters4: length / 4, slabs, slab_texels: slabTexels, accumulate: accumulate ? 1 : 0 },
          buffers: { ...buffers, partial_gradients },
          constants: { TEXEL_ROWS: rows },
          threads: length / 4,
          flops: 0,
        });
      },
    });
    const expected = sumSlabs(values, accumulate ? before : undefined);
    expectClose('gradient', gradient, expected, { atol: slabs ** 1.5 * float32Eps, rtol: 1e-6 });
    partial_gradients.destroy();
  });
}
