import { expect, test } from 'vitest';
import { wasserstein1, wasserstein1Floor } from '../../src/diffusion/metrics.ts';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import { makeSchedule, type ScheduleConfig } from '../../src/diffusion/schedule.ts';
import { createForwardChain } from '../../src/lab/forward_chain.ts';
import { testLab, testWithDevice } from '../device.ts';

const standardised = articleMixture.standardised();
const count = 2000;

async function walk(config: ScheduleConfig, every: number) {
  const schedule = makeSchedule(config);
  const options = { schedule, x0: standardised.sample(count, 5), every, seed: 7 };
  const chain = await createForwardChain(await testLab(), options);
  for await (const _ of chain.run());
  return { schedule, chain };
}

for (const config of [
  { numTrainTimesteps: 101, betaSchedule: 'linear' },
  { numTrainTimesteps: 60, betaSchedule: 'squaredcos_cap_v2', rescaleBetasZeroSnr: true },
  { numTrainTimesteps: 80, betaSchedule: 'linear', articleNoiseCoefficient: true },
] as const satisfies readonly ScheduleConfig[]) {
  testWithDevice(
    `ends where the closed form does, at every kept step: ${JSON.stringify(config)}`,
    async () => {
      const { schedule, chain } = await walk(config, 20);
      const { steps } = chain.recorded;
      expect(steps[0]).toBe(0);
      expect(steps.at(-1)).toBe(config.numTrainTimesteps);
      for (const [frame, done] of steps.entries()) {
        const xt = await chain.recorded.read(frame);
        const t = done - 1;
        const signal = t < 0 ? 1 : (schedule.sqrtAlphasCumprod[t] as number);
        const noise = t < 0 ? 0 : (schedule.sqrtOneMinusAlphasCumprod[t] as number);
        const marginal = standardised.diffuse(signal, noise);
        const floor = wasserstein1Floor(marginal, count);
        // Perfect draws stay below their mean and five standard deviations.
        expect(wasserstein1(xt, marginal)).toBeLessThan(floor.mean + 5 * floor.standardDeviation);
      }
      chain.destroy();
    },
  );
}

test('refuses what is out of range', async () => {
  const lab = await testLab();
  const schedule = makeSchedule({ numTrainTimesteps: 10, betaSchedule: 'linear' });
  const options = { schedule, x0: new Float32Array(3), every: 1, seed: 0 };
  await expect(createForwardChain(lab, { ...options, every: 11 })).rejects.toThrow(/every .*11/);
  await expect(createForwardChain(lab, { ...options, x0: new Float32Array(0) })).rejects.toThrow(/particles/);
  await expect(createForwardChain(lab, { ...options, seed: -1 })).rejects.toThrow(/seed/);
});
