import { describe, expect, test } from 'vitest';
import { layoutLanes, timeTicks } from '../../src/ui/stage/geometry.ts';

const heights = 400;

describe('the lanes of the picture', () => {
  test.each([313, 720, 880, 1099, 1100, 1360])(
    'fit into %d px, histograms included, without overlap',
    (width) => {
      for (const told of ['forward', 'reverse'] as const) {
        const lanes = layoutLanes(width, heights, told);
        let end = 0;
        for (const { x, width: lane, side } of lanes) {
          expect(x - side).toBeGreaterThanOrEqual(end);
          expect(lane).toBeGreaterThan(60);
          end = x + lane + side;
        }
        expect(end).toBeLessThanOrEqual(width);
        expect(new Set(lanes.map((lane) => lane.width)).size).toBe(1);
      }
    },
  );

  test('one process at a time where it is narrow, all of them where it is wide', () => {
    const names = (width: number, told: 'forward' | 'reverse') =>
      layoutLanes(width, heights, told).map(({ name }) => name);
    expect(names(880, 'forward')).toEqual(['forward']);
    expect(names(880, 'reverse')).toEqual(['ddpm', 'ddim']);
    expect(names(1360, 'forward')).toEqual(['forward', 'ddpm', 'ddim']);
    expect(names(1360, 'reverse')).toEqual(['forward', 'ddpm', 'ddim']);
  });

  test('neighbours share what lies between them', () => {
    // t = 0 is on the left of a process that starts there or runs towards it.
    const leftIsData = ({ name, mirrored }: { name: string; mirrored: boolean }) =>
      (name === 'forward') !== mirrored;
    for (const width of [880, 1360]) {
      const lanes = layoutLanes(width, heights, 'reverse');
      lanes.slice(1).forEach((lane, i) => {
        const before = lanes[i];
        expect(before && !leftIsData(before)).toBe(leftIsData(lane));
      });
    }
    const [alone] = layoutLanes(880, heights, 'forward');
    expect(alone?.mirrored).toBe(false);
  });
});

test.each([
  [1000, [0, 250, 500, 750, 1000]],
  [30, [0, 8, 15, 23, 30]],
  [3, [0, 1, 2, 3]],
  [1, [0, 1]],
])('with T = %d the axis of time names whole timesteps, none twice', (last, ticks) => {
  expect(timeTicks(last)).toEqual(ticks);
});
