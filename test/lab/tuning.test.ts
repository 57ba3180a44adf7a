import { expect } from 'vitest';
import { samplerRows } from '../../src/diffusion/samplers/index.ts';
import type { TuningMemory } from '../../src/lab/tuner.ts';
import { tuneSampling, tuneTraining } from '../../src/lab/tuning.ts';
import { testWithDevice } from '../device.ts';
import { oddConfig, schedule, trainConfig } from './small_model.ts';

const config = oddConfig(1);

function remembering(): TuningMemory & { readonly map: Map<string, string> } {
  const map = new Map<string, string>();
  return { map, read: (key) => map.get(key), write: (key, value) => map.set(key, value) };
}

/** What every tuning must have found: rates of all it tried, the best of them chosen. */
function expectSound<V>({
  best,
  measurements,
}: Awaited<ReturnType<typeof tuneTraining | typeof tuneSampling>>) {
  expect(measurements.length).toBeGreaterThan(0);
  for (const { rate, failure } of measurements) {
    expect(failure).toBeUndefined();
    expect(rate).toBeGreaterThan(0);
    expect(Number.isFinite(rate)).toBe(true);
  }
  const fastest = Math.max(...measurements.map(({ rate }) => rate ?? 0));
  expect(measurements.find(({ rate }) => rate === fastest)?.variant).toEqual(best as V);
}

testWithDevice(
  'every way of training is measured when there is time, and the choice remembered for this work only',
  async (_, lab) => {
    const memory = remembering();
    const work = { model: config, schedule, config: trainConfig };
    const tuning = await tuneTraining(lab, work, { budgetMs: 1e6, memory });
    expectSound(tuning);
    expect(tuning.untried).toBe(0);
    expect(memory.map.size).toBe(1);

    expect(await tuneTraining(lab, work, { memory })).toMatchObject({ best: tuning.best, remembered: true });
    const larger = { ...work, config: { ...trainConfig, batchSize: 64 } };
    expect((await tuneTraining(lab, larger, { memory })).remembered).toBe(false);
    const wider = { ...work, model: { ...config, hiddenWidth: 24 } };
    expect((await tuneTraining(lab, wider, { memory })).remembered).toBe(false);
    expect(memory.map.size).toBe(3);
  },
  120_000,
);

testWithDevice(
  'halves are measured where the caller allows them, and remembered for such callers only',
  async (_, lab) => {
    const gpu = { ...lab, adapter: { ...lab.adapter, isSoftware: false } };
    const memory = remembering();
    const work = { model: config, schedule, config: trainConfig };
    const storages = async (half?: boolean) => {
      const options = { budgetMs: 1e6, memory, ...(half !== undefined && { half }) };
      const tuning = await tuneTraining(gpu, work, options);
      expectSound(tuning);
      return new Set(tuning.measurements.map(({ variant }) => variant.storage ?? 'float32'));
    };
    expect(await storages()).toEqual(new Set(['float32']));
    expect(await storages(true)).toEqual(new Set(['float32', 'half']));
    expect(memory.map.size).toBe(2);
  },
  120_000,
);

testWithDevice(
  'every way of sampling is measured when there is time, a run of one step too',
  async (_, lab) => {
    const rows = samplerRows(schedule, {
      sampler: 'ddim',
      numInferenceSteps: 1,
      timestepSpacing: 'trailing',
      predictionType: 'epsilon',
    });
    const tuning = await tuneSampling(
      lab,
      { model: config, schedule, rows, numSamples: 33 },
      { budgetMs: 1e6 },
    );
    expectSound(tuning);
    expect(tuning.untried).toBe(0);
  },
  120_000,
);

testWithDevice('a setting out of range is told, not tried', async (_, lab) => {
  const work = { model: config, schedule, config: { ...trainConfig, batchSize: 0 } };
  await expect(tuneTraining(lab, work)).rejects.toThrow(RangeError);
});

testWithDevice('cancelling is heard within a measurement', async (_, lab) => {
  const memory = remembering();
  let asked = 0;
  let begun = 0;
  const options = {
    memory,
    onProgress: () => {
      begun += 1;
    },
    // Before the measurement, and in it: after it would be too late.
    isCancelled: () => {
      asked += 1;
      return asked >= 3;
    },
  };
  const tuning = await tuneTraining(lab, { model: config, schedule, config: trainConfig }, options);
  expect(begun).toBe(1);
  expect(tuning.measurements).toEqual([]);
  expect(memory.map.size).toBe(0);
});
