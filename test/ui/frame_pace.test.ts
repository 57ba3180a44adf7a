import { describe, expect, test } from 'vitest';
import { FramePace } from '../../src/ui/stage/render/frame_pace.ts';

const drawing = { allParticles: true, addedPaths: false };
const adding = { allParticles: true, addedPaths: true };

function taught(pace: FramePace, frames: number, milliseconds: (pace: FramePace) => number, what = drawing) {
  for (let i = 0; i < frames; i++) pace.learn(milliseconds(pace), what);
  return pace;
}

describe('what a frame draws', () => {
  test('grows to 100,000 particles where frames are short', () => {
    expect(taught(new FramePace(false), 20, () => 1).particles).toBeGreaterThanOrEqual(100_000);
  });

  test('settles where a frame takes as long as it may', () => {
    for (const [isSoftware, goal] of [
      [false, 12],
      [true, 30],
    ] as const) {
      // 2 ms and 4 µs a particle.
      const cost = ({ particles }: FramePace) => 2 + 0.004 * particles;
      const settled = cost(taught(new FramePace(isSoftware), 50, cost));
      expect(settled).toBeGreaterThan(goal / 2);
      expect(settled).toBeLessThan(1.3 * goal);
    }
  });

  test('shrinks under load, but never to nothing', () => {
    const pace = taught(new FramePace(true), 50, () => 1000);
    expect(pace.particles).toBe(500);
  });

  test('does not grow by frames that had fewer particles to draw than they might', () => {
    const pace = new FramePace(false);
    const before = pace.particles;
    taught(pace, 20, () => 1, { allParticles: false, addedPaths: false });
    expect(pace.particles).toBe(before);
  });

  test('learns how many paths to add from frames that add some, and the particles from the others', () => {
    const pace = new FramePace(false);
    const { particles, segments } = pace;
    taught(pace, 3, () => 1, adding);
    expect(pace.particles).toBe(particles);
    expect(pace.segments).toBeGreaterThan(segments);
  });
});
