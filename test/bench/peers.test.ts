import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Contestant } from '../../src/bench/contestant.ts';
import {
  fastestOf,
  featuresAt,
  layersOf,
  measurePeer,
  sampleSteps,
  standardisedData,
  tables,
} from '../../src/bench/peers/same_work.ts';
import { samplingTask, trainingTask } from '../../src/bench/plan.ts';
import { ddpmRows, schedule } from '../../src/bench/work.ts';
import { timeFeatures } from '../../src/diffusion/time_features.ts';
import { applyRow } from '../../src/index.ts';
import { expectClose, float32Eps } from '../kernels/close.ts';

const { signal } = new AbortController();

describe('peers get the same work as we do', () => {
  test('the same features of t', () => {
    for (const t of [0, 1, 517, 999]) {
      // One rounding to float32.
      expectClose('features', featuresAt(t), timeFeatures(t, 1000, 32), { atol: float32Eps, rtol: 0 });
    }
    expect(tables.features).toHaveLength(1000 * 32);
  });

  test('the same noise levels and standardised data', () => {
    expect(Array.from(tables.signal)).toEqual(Array.from(Float32Array.from(schedule.sqrtAlphasCumprod)));
    expect(Array.from(tables.noise)).toEqual(
      Array.from(Float32Array.from(schedule.sqrtOneMinusAlphasCumprod)),
    );
    const data = standardisedData();
    const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
    const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length;
    expect(mean).toBeCloseTo(0, 2);
    expect(variance).toBeCloseTo(1, 1);
  });

  test('the same update as the sampler table', () => {
    const rows = ddpmRows(100);
    const steps = sampleSteps(100);
    expect(steps).toHaveLength(100);
    for (const i of [0, 50, 99]) {
      const [row, step] = [rows[i], steps[i]];
      if (!row || !step) throw new Error(`there is no step ${i}`);
      expect(Array.from(step.features)).toEqual(Array.from(featuresAt(row.t)));
      for (const [x, output, z] of [
        [1, 0, 0],
        [0.3, -1.2, 0.7],
      ] as const) {
        const [a, b, zero, c] = [x, output, 0, z].map((value) => Float64Array.of(value)) as [
          Float64Array,
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        const ours = applyRow(row, a, b, zero, zero, c).prevSample[0] as number;
        const theirs = step.fromX * x + step.fromOutput * output + step.fromNoise * z;
        expect(theirs).toBeCloseTo(ours, 12);
      }
    }
  });

  test('weights transposed from [out, in] to [in, out]', () => {
    const weight = { name: 'layers.0.weight', shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) };
    const bias = { name: 'layers.0.bias', shape: [2], data: Float32Array.from([7, 8]) };
    const [layer] = layersOf([weight, bias]);
    expect(layer).toMatchObject({ into: 3, out: 2 });
    expect(Array.from(layer?.weight ?? [])).toEqual([1, 4, 2, 5, 3, 6]);
    expect(Array.from(layer?.bias ?? [])).toEqual([7, 8]);
  });
});

describe('timing a peer', () => {
  test('gives at least one step, waits for it, and tells the first loss', async () => {
    const log: string[] = [];
    let loss = 1;
    const { rowsPerSecond, loss: first } = await measurePeer(
      {
        task: trainingTask(64),
        step: (index) => log.push(`step ${index}`),
        settle: async () => {
          log.push('settle');
          return loss--;
        },
      },
      0,
      signal,
    );
    expect(log).toEqual(['step 0', 'settle']);
    expect(first).toBe(1);
    expect(rowsPerSecond).toBeGreaterThan(0);
  });

  test('gives each step of a run once, in order, and waits for the last', async () => {
    const waits: number[] = [];
    let steps = 0;
    const { part } = await measurePeer(
      {
        task: samplingTask(10, 20),
        step: (index) => {
          expect(index).toBe(steps++);
        },
        settle: async () => {
          waits.push(steps);
          return undefined;
        },
      },
      60,
      signal,
    );
    expect(steps).toBe(20);
    expect(waits[0]).toBe(1);
    expect(waits.at(-1)).toBe(20);
    expect(part).toBe(1);
  });
});

test('the versions named in results are those of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const source = readFileSync(new URL('../../src/bench/peers/jax.ts', import.meta.url), 'utf8');
  expect(source).toContain(`jaxVersion = '${manifest.devDependencies['@jax-js/jax']}'`);
});

describe('a task in several forms', () => {
  test('the warm-up finds the fastest; the others go', async () => {
    const destroyed: number[] = [];
    const contestant = (rowsPerSecond: number): Contestant => ({
      engine: 'peer',
      task: samplingTask(),
      measure: async () => ({ rowsPerSecond }),
      destroy: () => destroyed.push(rowsPerSecond),
    });
    const best = fastestOf({ slow: contestant(1), fast: contestant(3), middling: contestant(2) });
    expect(best.form).toBeUndefined();
    for (let round = 0; round < 2; round++) {
      expect(await best.measure(1, signal)).toEqual({ rowsPerSecond: 3 });
      expect(best.form).toBe('fast');
      expect(destroyed).toEqual([1, 2]);
    }
    best.destroy();
    expect(destroyed).toEqual([1, 2, 3]);
  });
});
