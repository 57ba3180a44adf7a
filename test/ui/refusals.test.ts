import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { timeFeatures } from '../../src/diffusion/time_features.ts';
import {
  alphaAt,
  articleMixture,
  histogram,
  makeSchedule,
  makeTimesteps,
  RefusalError,
  readSchedulerConfig,
  refusalSentence,
  refusalSentences,
  type SamplerConfig,
  type ScheduleConfig,
  samplerRows,
  type TimestepConfig,
  unlessRefused,
  wasserstein1,
  writeSchedulerConfig,
} from '../../src/index.ts';
import { checkTrainable } from '../../src/lab/train_config.ts';
import { problems as english } from '../../src/ui/i18n/english/problems.ts';
import { problems as chinese } from '../../src/ui/i18n/simplified_chinese/problems.ts';
import { refusedFiles, refusedSettings, sampler, schedule } from '../diffusion/refused_schedulers.ts';

const zeroSnr: ScheduleConfig = { ...schedule, rescaleBetasZeroSnr: true };
const single: ScheduleConfig = { ...schedule, numTrainTimesteps: 1 };
const article = { ...sampler, sampler: 'article_ddim', predictionType: 'epsilon' } as const;

const rows = (config: SamplerConfig, on = schedule) => samplerRows(makeSchedule(on), config);
const timesteps = (over: Partial<TimestepConfig>, on = schedule) =>
  makeTimesteps(makeSchedule(on), { ...sampler, ...over });

/** At least one attempt for each kind of refusal. */
const attempts: (() => unknown)[] = [
  ...refusedFiles.map(
    ([text]) =>
      () =>
        readSchedulerConfig(text, 10),
  ),
  ...refusedSettings.map(
    ([overSchedule, over]) =>
      () =>
        writeSchedulerConfig({ ...schedule, ...overSchedule }, { ...sampler, ...over }),
  ),
  () => makeSchedule({ ...single, rescaleBetasZeroSnr: true }),
  () => timesteps({ stepsOffset: 1 }),
  () => timesteps({ timestepSpacing: 'logsnr' }, zeroSnr),
  () => timesteps({ timestepSpacing: 'logsnr' }, single),
  () => timesteps({ timesteps: [3, 1] }),
  () => alphaAt(makeSchedule(schedule), 500),
  () => alphaAt(makeSchedule(zeroSnr), 498.5),
  () => timeFeatures(0, 500, 3),
  () => rows({ ...sampler, sampler: 'ddpm', eta: 0.5 }),
  () => rows({ ...sampler, sampler: 'ddim_inversion', setAlphaToOne: false }),
  () => rows(sampler, { ...schedule, articleNoiseCoefficient: true }),
  () => rows({ ...article, timestepSpacing: 'leading' }),
  () => rows({ ...article, setAlphaToOne: false }),
  () => rows({ ...article, numInferenceSteps: 1 }, single),
  () => rows({ ...article, numInferenceSteps: 7 }),
  () => checkTrainable(makeSchedule(zeroSnr), 'epsilon'),
  () => histogram(Float32Array.of(1), { min: 1, max: 0, bins: 2 }),
  () => wasserstein1(new Float32Array(), articleMixture),
  () => wasserstein1(Float32Array.of(Number.NaN), articleMixture),
];

function refusalOf(attempt: () => unknown): RefusalError {
  try {
    attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(RefusalError);
    return error as RefusalError;
  }
  throw new Error('It was not refused.');
}

/** The words and numbers of values, however deep in lists they are. */
function parts(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(parts);
  return [String(value)];
}

const refusals = attempts.map(refusalOf);

test('the core refuses with a code, everywhere', () => {
  const core = new URL('../../src/diffusion/', import.meta.url);
  for (const name of readdirSync(core, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    expect(readFileSync(new URL(name, core), 'utf8'), name).not.toMatch(/new RangeError/);
  }
});

test.each(attempts)('what is refused may be taken for nothing', (attempt) => {
  expect(unlessRefused(attempt)).toBeUndefined();
});

test('what is not refused is made, and what is a fault is told', () => {
  expect(unlessRefused(() => 1)).toBe(1);
  const fault = new RangeError('Invalid array length');
  expect(() =>
    unlessRefused(() => {
      throw fault;
    }),
  ).toThrow(fault);
});

test('every kind of refusal comes up here', () => {
  const seen = new Set(refusals.map(({ code }) => code));
  expect([...seen].sort()).toEqual(Object.keys(refusalSentences).sort());
});

test.each(refusals)('the page says in Chinese: %s', ({ code, values }) => {
  const sentence = refusalSentence(chinese.errors.refusals, code, values);
  expect(sentence).toMatch(/[\u4e00-\u9fff]/);
  expect(sentence).not.toMatch(/undefined|\[object|[.。]$/);
  for (const part of parts(values)) expect(sentence).toContain(part);
  // Names of settings and classes stay; English phrases, but for the browser's own on what is no JSON, do not.
  if (code !== 'notJson') expect(sentence).not.toMatch(/[A-Za-z]{2,},? [A-Za-z]{2,}/);
});

test.each(refusals)('the page says in English: %s', ({ code, values }) => {
  const sentence = refusalSentence(english.errors.refusals, code, values);
  expect(sentence).not.toMatch(/undefined|\[object|\.$/);
  for (const part of parts(values)) expect(sentence).toContain(part);
});

test.each(refusals)('its parts make the same error on the other side of a worker: %s', (refusal) => {
  const { code, values, message } = refusal;
  expect(new RefusalError(code, structuredClone(values)).message).toBe(message);
});
