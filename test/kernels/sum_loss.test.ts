import { testWithDevice } from '../device.ts';
import { sumLoss } from '../references/sum_loss.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

for (const [count, slot] of [
  [1, 0],
  [37, 127],
  [64, 1],
  [65, 5],
  [4096, 64],
] as const) {
  testWithDevice(`sums ${count} partial losses into slot ${slot}`, async (device) => {
    const partialLosses = uniformValues(count, 1);
    const expected = poison(128);
    expected[slot] = sumLoss(partialLosses);
    const actual = await runKernel(device, 'sum_loss', {
      args: { count },
      step: { index: 3, slot, seed: 0, step_size: 0, second_moment_scale: 0, weight_keep: 0, ema_decay: 0 },
      buffers: { partial_losses: partialLosses, loss_history: poison(128) },
      threads: 1,
    });
    // Each lane adds count / 64 numbers, then 64 are added; the partial sums stay below sqrt(count) here.
    const atol = (64 + count / 64) * Math.sqrt(count) * float32Eps;
    expectClose('loss_history', actual.loss_history, expected, { atol, rtol: 0 });
  });
}
