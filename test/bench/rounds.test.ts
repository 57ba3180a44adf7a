import { expect, test } from 'vitest';
import type { Contestant, Measured } from '../../src/bench/contestant.ts';
import { trainingTask } from '../../src/bench/plan.ts';
import { measureRounds } from '../../src/bench/rounds.ts';
import { spreadOf } from '../../src/bench/statistics.ts';

function fake(engine: string, log: string[]): Contestant {
  let turn = 0;
  return {
    engine,
    task: trainingTask(),
    async measure(seconds): Promise<Measured> {
      log.push(`${engine} ${seconds}`);
      return { rowsPerSecond: 100 * turn++ };
    },
    destroy() {},
  };
}

test('contestants take turns, and the first round does not count', async () => {
  const log: string[] = [];
  const { signal } = new AbortController();
  const contestants = [fake('a', log), fake('b', log)];
  const measured = await measureRounds(contestants, { rounds: 2, seconds: 1, signal });
  expect(log).toEqual(['a 0.25', 'b 0.25', 'a 1', 'b 1', 'a 1', 'b 1']);
  expect(measured.map((ones) => ones.map(({ rowsPerSecond }) => rowsPerSecond))).toEqual([
    [100, 200],
    [100, 200],
  ]);
});

test('stops at the next turn when it is cancelled', async () => {
  const log: string[] = [];
  const controller = new AbortController();
  const running = measureRounds([fake('a', log), fake('b', log)], {
    rounds: 5,
    seconds: 1,
    signal: controller.signal,
    onTurn: ({ engine }, round) => {
      if (engine === 'b' && round === 1) controller.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  expect(log).toHaveLength(4);
});

test('a median lies in the middle, of an even number between the two', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3, values: [3, 1, 2] });
  expect(spreadOf([4, 10, 1, 2]).median).toBe(3);
  expect(() => spreadOf([])).toThrow(RangeError);
});
