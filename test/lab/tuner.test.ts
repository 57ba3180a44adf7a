import { describe, expect, it } from 'vitest';
import { RefusalError } from '../../src/diffusion/refusal.ts';
import { LimitError } from '../../src/gpu/buffers.ts';
import { DeviceError } from '../../src/gpu/device.ts';
import { recall, type TuningMemory, tune } from '../../src/lab/tuner.ts';

interface Candidate {
  readonly name: string;
}

const candidates: readonly Candidate[] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

/** A clock that only measuring moves, and a measurement that takes `cost` and tells `rate`. */
function bench(rates: Readonly<Record<string, number | string>>, cost = 10) {
  let time = 0;
  const tried: string[] = [];
  return {
    tried,
    now: () => time,
    measure: async ({ name }: Candidate) => {
      tried.push(name);
      time += cost;
      const rate = rates[name];
      if (typeof rate !== 'number') throw new Error(rate ?? 'unknown');
      return rate;
    },
  };
}

function memoryOf(entries: [string, string][] = []): TuningMemory & { readonly map: Map<string, string> } {
  const map = new Map(entries);
  return { map, read: (key) => map.get(key), write: (key, value) => map.set(key, value) };
}

/** Measurements as a memory keeps them. */
function kept(rates: Readonly<Record<string, number>>): string {
  return JSON.stringify(
    Object.entries(rates).map(([name, rate]) => ({ variant: { name }, rate, milliseconds: 1 })),
  );
}

describe('tune', () => {
  it('picks the fastest, whatever its place', async () => {
    for (const fastest of ['a', 'b', 'c']) {
      const { measure, now } = bench({ a: 1, b: 1, c: 1, [fastest]: 2 });
      const { best, measurements, untried } = await tune('key', candidates, measure, { now });
      expect(best.name).toBe(fastest);
      expect(measurements.map(({ rate }) => rate)).toHaveLength(3);
      expect(untried).toBe(0);
    }
  });

  it('begins no other candidate once half of the budget is spent', async () => {
    const { measure, now, tried } = bench({ a: 1, b: 2, c: 3 }, 30);
    const options = { budgetMs: 100, now };
    const { best, untried, milliseconds } = await tune('key', candidates, measure, options);
    expect(tried).toEqual(['a', 'b']);
    expect(best.name).toBe('b');
    expect(untried).toBe(1);
    expect(milliseconds).toBe(60);
  });

  it('measures the first one even if it takes all the time there is', async () => {
    const { measure, now, tried } = bench({ a: 1, b: 2, c: 3 }, 5000);
    const { best, measurements } = await tune('key', candidates, measure, { now });
    expect(tried).toEqual(['a']);
    expect(best.name).toBe('a');
    expect(measurements[0]?.milliseconds).toBe(5000);
  });

  it('goes on past a candidate that cannot be run, however long that took', async () => {
    const { measure, now } = bench({ a: 'too wide', b: 2, c: 1 }, 600);
    const { best, measurements } = await tune('key', candidates, measure, { now });
    expect(best.name).toBe('b');
    expect(measurements[0]).toMatchObject({ failure: 'too wide' });
    expect(measurements[0]?.rate).toBeUndefined();
  });

  it('says why when none can be run', async () => {
    const { measure, now } = bench({ a: 'too wide', b: 'too deep', c: 'lost' });
    await expect(tune('key', candidates, measure, { now })).rejects.toThrow(
      'None of 3 kernel variants could be run here. too wide too deep lost',
    );
  });

  it('ends with a lost device, and remembers nothing of it', async () => {
    const notes = new Map<string, string>();
    const memory: TuningMemory = {
      read: (key) => notes.get(key),
      write: (key, value) => notes.set(key, value),
    };
    const lost = new DeviceError('lost', 'The device was lost.');
    const measure = async ({ name }: Candidate) => {
      if (name === 'b') throw lost;
      return 1;
    };
    await expect(tune('key', candidates, measure, { memory, now: () => 0 })).rejects.toBe(lost);
    expect(notes.size).toBe(0);
  });

  it('hands on the error of settings that no candidate can be run with', async () => {
    const refused = new RefusalError('epsilonTraining', []);
    const tooLarge = new LimitError('too large');
    const failWith = (...errors: Error[]) => {
      const left = [...errors];
      return tune('key', candidates, () => Promise.reject(left.shift()));
    };
    await expect(failWith(refused, tooLarge, refused)).rejects.toBe(refused);
    await expect(failWith(refused, new Error('no subgroups'), refused)).rejects.toThrow(
      /^None of 3 .*no subgroups/,
    );
  });

  it('goes by the best of several rounds, and tries what failed only once', async () => {
    const rates = { a: [1, 1, 5], b: [4, 2, 1] };
    const tried: string[] = [];
    const measure = async ({ name }: Candidate) => {
      tried.push(name);
      const rate = name === 'c' ? undefined : rates[name as 'a' | 'b'].shift();
      if (rate === undefined) throw new Error('too wide');
      return rate;
    };
    const { best, measurements } = await tune('key', candidates, measure, { rounds: 3, now: () => 0 });
    expect(tried.join('')).toBe('abcabab');
    expect(best.name).toBe('a');
    expect(measurements.map(({ rate }) => rate)).toEqual([5, 4, undefined]);
  });

  it('remembers its choice by key', async () => {
    const memory = memoryOf();
    const first = bench({ a: 1, b: 3, c: 2 });
    await tune('one adapter', candidates, first.measure, { memory, now: first.now });
    const second = bench({ a: 9, b: 1, c: 1 });
    const recalled = await tune('one adapter', candidates, second.measure, { memory, now: second.now });
    expect(recalled).toMatchObject({ best: { name: 'b' }, remembered: true, untried: 0, milliseconds: 90 });
    expect(recalled.measurements.map(({ rate }) => rate)).toEqual([1, 3, 2]);
    expect(second.tried).toEqual([]);
    const other = await tune('another adapter', candidates, second.measure, { memory, now: second.now });
    expect(other).toMatchObject({ best: { name: 'a' }, remembered: false });
  });

  it('measures again when asked, and remembers the new choice', async () => {
    const memory = memoryOf([['key', kept({ b: 9 })]]);
    const { measure, now } = bench({ a: 1, b: 1, c: 2 });
    const { best, remembered } = await tune('key', candidates, measure, { memory, again: true, now });
    expect(best.name).toBe('c');
    expect(remembered).toBe(false);
    expect(recall('key', candidates, memory)).toMatchObject({ best: { name: 'c' }, untried: 0 });
  });

  it('does not trust a memory that is no candidate any more', async () => {
    for (const text of [kept({ a: 1, gone: 9 }), kept({}), '{"name":"b"}', 'null', 'not JSON', '']) {
      expect(recall('key', candidates, memoryOf([['key', text]]))).toBeUndefined();
      const { measure, now, tried } = bench({ a: 1, b: 2, c: 1 });
      const { best } = await tune('key', candidates, measure, { memory: memoryOf([['key', text]]), now });
      expect(best.name).toBe('b');
      expect(new Set(tried).size).toBe(3);
    }
  });

  it('remembers what could not be run and what there was no time for', async () => {
    const memory = memoryOf();
    const { measure, now } = bench({ a: 'too wide', b: 2 }, 30);
    await tune('key', candidates, measure, { budgetMs: 100, memory, now });
    const recalled = recall('key', candidates, memory);
    expect(recalled).toMatchObject({ best: { name: 'b' }, untried: 1, remembered: true });
    expect(recalled?.measurements[0]).toMatchObject({ variant: { name: 'a' }, failure: 'too wide' });
  });

  it('tells how far it is, and stops between candidates when cancelled, which it does not remember', async () => {
    const memory = memoryOf([['key', kept({ c: 5 })]]);
    const { measure, now, tried } = bench({ a: 1, b: 2, c: 3 });
    const told: string[] = [];
    const tuning = await tune('key', candidates, measure, {
      memory,
      again: true,
      now,
      onProgress: (done, of) => {
        told.push(`${done}/${of}`);
      },
      isCancelled: () => told.length > 2,
    });
    expect(told).toEqual(['0/9', '1/9', '2/9']);
    expect(tried.join('')).toBe('abc');
    expect(tuning).toMatchObject({ best: { name: 'b' }, untried: 1, remembered: false });
    expect(recall('key', candidates, memory)?.best.name).toBe('c');
  });

  it('takes the likeliest when it is cancelled before anything has run, and goes by no disturbed rate', async () => {
    const memory = memoryOf();
    const before = bench({ a: 1, b: 2, c: 3 });
    const isCancelled = () => true;
    const nothing = await tune('key', candidates, before.measure, { memory, now: before.now, isCancelled });
    expect(nothing).toMatchObject({ best: { name: 'a' }, measurements: [], untried: 3 });
    expect(before.tried).toEqual([]);

    const during = bench({ a: 'too wide', b: 2, c: 3 });
    const options = { memory, now: during.now, isCancelled: () => during.tried.length === 2 };
    const half = await tune('key', candidates, during.measure, options);
    expect(during.tried).toEqual(['a', 'b']);
    expect(half).toMatchObject({ best: { name: 'b' }, untried: 2 });
    expect(half.measurements.map(({ failure }) => failure)).toEqual(['too wide']);
    expect(memory.map.size).toBe(0);
  });
});
