import { expect } from 'vitest';
import { excessLoss, excessLossProbe } from '../../src/diffusion/excess_loss.ts';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import type { Level } from '../../src/diffusion/prediction.ts';
import { alphaAt } from '../../src/diffusion/timesteps.ts';
import { mixtureDenoiser, networkDenoiser } from '../../src/lab/denoiser.ts';
import { createEvaluator } from '../../src/lab/evaluate.ts';
import { testWithDevice } from '../device.ts';
import { expectClose } from '../kernels/close.ts';
import { uniformValues } from '../kernels/values.ts';
import { forward, tensorsOf } from './reference_network.ts';
import { oddConfig, schedule, smallModel } from './small_model.ts';

function levelOf(t: number): Level {
  const { alphaCumprod, oneMinusAlphaCumprod } = alphaAt(schedule, t);
  return {
    t,
    sqrtAlphaCumprod: Math.sqrt(alphaCumprod),
    sqrtOneMinusAlphaCumprod: Math.sqrt(oneMinusAlphaCumprod),
  };
}

const times = [0, 3.25, 400, 999];

for (const timeConditioning of ['timestep', 'logsnr'] as const) {
  testWithDevice(
    `a network answers as in float64, asked chunk by chunk: ${timeConditioning}`,
    async (_, lab) => {
      const dataDim = 3;
      const config = { ...oddConfig(dataDim), timeConditioning };
      const model = await smallModel(lab, config);
      const tensors = tensorsOf(await model.readWeights('ema'));
      const numPoints = 37;
      // Other points at every time, and a last chunk that is not full.
      const x = uniformValues(times.length * numPoints * dataDim, 3, 2);
      const evaluatorOf = (family: 'layered' | 'whole') =>
        createEvaluator(lab, {
          denoiser: networkDenoiser(model),
          levels: times.map(levelOf),
          numPoints,
          variant: { family, products: 'tiled', chunk: 16 },
        });
      const evaluator = await evaluatorOf('layered');
      const whole = await evaluatorOf('whole');
      const perRow = Array.from(
        { length: times.length * numPoints },
        (_, i) => times[Math.floor(i / numPoints)] as number,
      );
      const expected = forward({ config, schedule }, tensors, x, perRow).output;
      // Sums of 25 products of numbers near 1 in float32.
      expectClose('answers', await evaluator.evaluate(x), expected, { atol: 3e-6, rtol: 3e-6 });
      expectClose('answers, whole', await whole.evaluate(x), expected, { atol: 3e-6, rtol: 3e-6 });

      // The weights of now, not those it was made with.
      const halved = (await model.readWeights('raw')).map((tensor) => ({
        ...tensor,
        data: tensor.data.map((value) => value / 2),
      }));
      model.writeWeights(halved);
      const after = forward({ config, schedule }, tensorsOf(halved), x, perRow).output;
      expectClose('answers of other weights', await evaluator.evaluate(x), after, { atol: 3e-6, rtol: 3e-6 });
      await expect(evaluator.evaluate(x.slice(1))).rejects.toThrow(
        `x must hold times * numPoints * dataDim = ${x.length} numbers, got ${x.length - 1}.`,
      );
      evaluator.destroy();
      whole.destroy();
      model.destroy();
    },
  );
}

testWithDevice('an evaluator tells what it answers with', async (_, lab) => {
  const model = await smallModel(lab, oddConfig(1));
  const options = { denoiser: networkDenoiser(model), levels: times.map(levelOf), numPoints: 5 };
  for (const [family, expected] of [
    ['whole', 'whole'],
    ['layered', 'layered'],
    [undefined, 'layered'],
    ['private', 'layered'],
    ['workgroup', 'layered'],
  ] as const) {
    const variant = { family, products: 'uniform', chunk: 64 } as const;
    const evaluator = await createEvaluator(lab, { ...options, variant });
    expect(evaluator.variant).toEqual({ family: expected, products: 'uniform', chunk: 5 });
    evaluator.destroy();
  }
  model.destroy();
});

testWithDevice('the exact denoiser has no excess loss', async (_, lab) => {
  const { mean, standardDeviation } = articleMixture;
  const timesteps = [0, 1, 60, 500, 999];
  for (const predictionType of ['epsilon', 'v_prediction'] as const) {
    const probe = excessLossProbe(articleMixture.standardised(), schedule, { predictionType }, timesteps);
    const evaluator = await createEvaluator(lab, {
      denoiser: mixtureDenoiser(articleMixture, { predictionType, mean, standardDeviation }),
      levels: timesteps.map(levelOf),
      numPoints: probe.numPoints,
    });
    const excess = excessLoss(probe, await evaluator.evaluate(probe.x));
    // Rounded answers: their errors are some 1e-6 of numbers up to 10, squared. At t = 0 x is rounded to 1e-7 and
    // divided by a noise of 0.01.
    for (const value of excess) expect(value).toBeLessThan(1e-8);
    evaluator.destroy();
  }
});
