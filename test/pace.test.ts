import { describe, expect, it } from 'vitest';
import { Pace } from '../src/gpu/pace.ts';

const targetMs = 50;
const submits = 200;

/** Share of the time that a device works, once settled, and its last submits in milliseconds. A device of a given speed whose finished work is told of every `tick` milliseconds; two submits are in flight. */
function walk(speed: number, tick: number): { readonly busy: number; readonly last: readonly number[] } {
  const pace = new Pace();
  const costs: number[] = [];
  let [now, free, heardOf, worked, settled] = [0, 0, 0, 0, 0];
  const inFlight: { readonly cost: number; readonly doneAt: number; readonly submittedAt: number }[] = [];
  const submit = () => {
    const cost = pace.speed * targetMs;
    free = Math.max(free, now) + cost / speed;
    inFlight.push({ cost, doneAt: free, submittedAt: now });
  };
  submit();
  for (let i = 0; i < submits; i++) {
    const one = inFlight.shift();
    if (!one) throw new Error('nothing is in flight');
    now = Math.max(now, tick * Math.ceil(one.doneAt / tick));
    pace.learn(one.cost, now - Math.max(one.submittedAt, heardOf), targetMs);
    heardOf = now;
    costs.push(one.cost / speed);
    if (i >= submits / 2) worked += one.cost / speed;
    else settled = now;
    while (inFlight.length < 2) submit();
  }
  return { busy: worked / (now - settled), last: costs.slice(-20) };
}

describe('Pace', () => {
  it.each([
    ['a slow', 1e5],
    ['a software', 5e6],
    ['a fast', 1e10],
  ])('finds the speed of %s device that tells of its work at once', (_, speed) => {
    const { busy, last } = walk(speed, 0.1);
    expect(Math.min(...last)).toBeGreaterThan(0.8 * targetMs);
    expect(Math.max(...last)).toBeLessThan(1.4 * targetMs);
    expect(busy).toBeGreaterThan(0.95);
  });

  it.each([
    ['a software', 5e6, 10, 0.95],
    ['a fast', 1e10, 10, 0.95],
    ['a software', 5e6, 100, 0.6],
    ['a fast', 1e10, 100, 0.6],
  ])('keeps %s device of speed %d busy that tells of its work every %d ms', (_, speed, tick, least) => {
    const { busy, last } = walk(speed, tick);
    expect(Math.max(...last)).toBeLessThan(2 * targetMs);
    expect(busy).toBeGreaterThan(least);
  });

  it('hardly takes the wait for the news of little work for slowness', () => {
    const pace = new Pace();
    const speed = 1e7;
    for (let i = 0; i < 20; i++) pace.learn(targetMs * speed, targetMs, targetMs);
    pace.learn(1e6, 10, targetMs);
    expect(pace.speed).toBeGreaterThan(0.8 * speed);
    for (let i = 0; i < 2; i++) pace.learn(targetMs * speed, targetMs, targetMs);
    expect(pace.speed).toBeGreaterThanOrEqual(speed);
  });

  it('takes one long submit for what it is', () => {
    const pace = new Pace();
    for (let i = 0; i < 20; i++) pace.learn(5e8, targetMs, targetMs);
    const before = pace.speed;
    pace.learn(5e8, 4000, targetMs);
    expect(pace.speed).toBeGreaterThanOrEqual(before / 4);
    for (let i = 0; i < 8; i++) pace.learn(pace.speed * targetMs, (pace.speed * targetMs) / 1e7, targetMs);
    expect(pace.speed / before).toBeGreaterThan(0.7);
  });
});
