import { articleMixture } from '../../src/diffusion/mixture.ts';
import { type PredictionType, predictionTypes } from '../../src/diffusion/prediction.ts';
import { type SamplerConfig, samplerNames, samplerRows } from '../../src/diffusion/samplers/index.ts';
import { applyRows } from '../../src/diffusion/samplers/rows.ts';
import { makeSchedule, type ScheduleConfig } from '../../src/diffusion/schedule.ts';
import { mixtureDenoiser } from '../../src/lab/denoiser.ts';
import { createSampler } from '../../src/lab/sampler.ts';
import { testWithDevice } from '../device.ts';
import { expectClose } from '../kernels/close.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { initNoise } from '../references/init_noise.ts';
import { samplerNoise } from '../references/sampler_step.ts';

// The rows of every sampler, walked on the GPU and in float64 from the same x_T with the same noise.

interface Walk {
  readonly schedule: ScheduleConfig;
  readonly sampler: Omit<SamplerConfig, 'predictionType'>;
  readonly predictions: readonly PredictionType[];
}

const linear: ScheduleConfig = { numTrainTimesteps: 1000, betaSchedule: 'linear' };
const article: ScheduleConfig = { ...linear, numTrainTimesteps: 100, articleNoiseCoefficient: true };

const walks: readonly Walk[] = [
  ...samplerNames
    .filter((name) => !name.startsWith('article_') && name !== 'ddim_inversion')
    .map(
      (name): Walk => ({
        schedule: linear,
        sampler: { sampler: name, numInferenceSteps: 14, timestepSpacing: 'trailing' },
        predictions: predictionTypes,
      }),
    ),
  {
    schedule: linear,
    sampler: { sampler: 'ddim_inversion', numInferenceSteps: 14, timestepSpacing: 'leading' },
    predictions: predictionTypes,
  },
  {
    schedule: { ...linear, rescaleBetasZeroSnr: true },
    sampler: { sampler: 'ddim', numInferenceSteps: 14, timestepSpacing: 'trailing', eta: 1 },
    predictions: ['sample', 'v_prediction'],
  },
  {
    schedule: linear,
    sampler: {
      sampler: 'ddim',
      numInferenceSteps: 14,
      timestepSpacing: 'logsnr',
      clipSample: true,
      clipSampleRange: 1.5,
      useClippedModelOutput: true,
    },
    predictions: predictionTypes,
  },
  {
    schedule: article,
    sampler: { sampler: 'article_ddpm', numInferenceSteps: 100, timestepSpacing: 'trailing' },
    predictions: ['epsilon'],
  },
  {
    schedule: { ...article, articleNoiseCoefficient: false },
    sampler: { sampler: 'article_ddim', numInferenceSteps: 25, timestepSpacing: 'trailing', eta: 1 },
    predictions: ['epsilon'],
  },
];

const mixture = articleMixture.standardised();
const numSamples = 200;
const seed = 4;

for (const { schedule: scheduleConfig, sampler: config, predictions } of walks) {
  for (const predictionType of predictions) {
    const special = scheduleConfig === linear ? '' : ` on ${JSON.stringify(scheduleConfig)}`;
    testWithDevice(
      `${config.sampler}, ${config.timestepSpacing}, ${predictionType}${special}`,
      async (device) => {
        const rows = samplerRows(makeSchedule(scheduleConfig), { ...config, predictionType });
        const denoiser = mixtureDenoiser(mixture, { predictionType, mean: 0, standardDeviation: 1 });
        const isInversion = config.sampler === 'ddim_inversion';
        const start = isInversion
          ? Float64Array.from(mixture.sample(numSamples, seed))
          : initNoise('gaussian', numSamples, 1, seed);
        const sampler = await createSampler(asLab(device), {
          denoiser,
          rows,
          numSamples,
          seed,
          init: isInversion ? Float32Array.from(start) : 'gaussian',
        });
        for await (const _ of sampler.run());
        const samples = await sampler.readSamples();
        sampler.destroy();
        const expected = applyRows(
          rows,
          start,
          (x, row) => mixture.denoise(x, row.sqrtAlphaCumprod, row.sqrtOneMinusAlphaCumprod, predictionType),
          (index) => samplerNoise({ index, seed, dataDim: 1 }, numSamples),
        );
        // Worst seen: 3e-5, for samples that fall between two narrow modes, where the answer is steep.
        expectClose('samples', samples, expected, { atol: 1e-4, rtol: 0 });
      },
    );
  }
}
