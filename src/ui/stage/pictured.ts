import { formatNumber } from '../format.ts';
import { computed, signal } from '../signal.ts';
import { palette } from '../theme.ts';
import { colourOf, mixed } from './colours.ts';
import type { FlatScene } from './flat_picture.ts';
import { flatPaths, noised, noiseLevel } from './forward_process.ts';
import { forwardRun, noisedSeed } from './forward_run.ts';
import type { LaneFurniture } from './furniture.ts';
import { type LaneFrame, type LaneName, layoutLanes, timeTicks } from './geometry.ts';
import { densityLevels, marginal, paintDensity } from './heat_map.ts';
import { standardNormals } from './page_noise.ts';
import { partner, reverseRuns } from './reverse_process.ts';
import type { LaneScene, PictureScene } from './scene.ts';
import { bound, mixture, particles, schedule } from './scenes.ts';
import { direction } from './timeline.ts';

/** What the picture shows, derived from the recipe, the runs on the GPU and the room there is. */

/** Size of the picture on the page, in CSS pixels. */
export const pictureSize = signal({ width: 0, height: 0 });

/** Paths of the picture without a GPU, and points of the histograms at the forward process's ends. */
const numFlatPaths = 96;
const numHistogramPoints = 20_000;

const layout = computed(() => {
  const { width, height } = pictureSize();
  return width === 0 ? [] : layoutLanes(width, height, direction(), partner());
});

let lastLayout: readonly LaneFrame[] = [];

/** The lanes that are shown; the same object as long as nothing has moved. */
export const laneFrames = computed(() => {
  if (JSON.stringify(layout()) !== JSON.stringify(lastLayout)) lastLayout = layout();
  return lastLayout;
});

export function laneFrame(name: LaneName): LaneFrame | undefined {
  return laneFrames().find((frame) => frame.name === name);
}

const density = computed(() => densityLevels(mixture(), schedule(), bound(), { columns: 240, rows: 200 }));

const heatStops = computed(() => {
  const colours = palette();
  return [colours['heat-low'], colours['heat-mid'], colours['heat-high']].map((text) => colourOf(text)) as [
    ReturnType<typeof colourOf>,
    ReturnType<typeof colourOf>,
    ReturnType<typeof colourOf>,
  ];
});

function laneScene(frame: LaneFrame): LaneScene {
  const { name } = frame;
  const colours = palette();
  if (name === 'forward') {
    const run = forwardRun();
    return {
      frame,
      reversed: false,
      strands: run?.strands,
      swarm: run?.swarm,
      mist: colourOf(colours.path, 0.5),
      tracer: colourOf(colours.particle, 0.9),
    };
  }
  const run = reverseRuns[name]();
  const accent = colourOf(colours[name]);
  return {
    frame,
    reversed: true,
    strands: run?.strands,
    swarm: run?.swarm,
    mist: colourOf(colours[name], 0.62),
    tracer: mixed(accent, colourOf(colours.particle), 0.35),
  };
}

export const pictureScene = computed<PictureScene>(() => ({
  lanes: laneFrames().map(laneScene),
  bound: bound(),
  ground: colourOf(palette().stage),
  ink: colourOf(palette().ink),
  heat: heatStops(),
  density: density(),
}));

const flatForward = computed(() => flatPaths(schedule(), particles().slice(0, numFlatPaths), 1));
const flatBackground = computed(() => paintDensity(density(), [colourOf(palette().stage), ...heatStops()]));

export const flatScene = computed<FlatScene>(() => ({
  lanes: laneFrames().map((frame) => ({
    frame,
    reversed: frame.name !== 'forward',
    paths: frame.name === 'forward' ? flatForward() : undefined,
  })),
  background: flatBackground(),
  bound: bound(),
  ground: palette().stage,
  ink: palette().ink,
  path: palette().path,
  particle: palette().particle,
}));

/** The data and the fully noised data, as the forward process shows them. */
const forwardEnds = computed(() => {
  const start = particles().subarray(0, numHistogramPoints);
  const level = noiseLevel(schedule(), schedule().numTrainTimesteps);
  return { start, end: noised(start, level, standardNormals(start.length, noisedSeed)) };
});

export const laneFurniture = computed<readonly LaneFurniture[]>(() => {
  const last = schedule().numTrainTimesteps;
  const noise = marginal(mixture(), schedule(), last);
  const ticks = timeTicks(last).map((t) => ({
    share: t / last,
    text: t === 0 ? 't = 0' : formatNumber(t),
  }));
  return laneFrames().map((frame) => {
    if (frame.name === 'forward') {
      const ends = forwardEnds();
      const densities = { startDensity: mixture(), endDensity: noise };
      return { frame, reversed: false, ...ends, ...densities, ticks };
    }
    const run = reverseRuns[frame.name]();
    return {
      frame,
      reversed: true,
      start: run?.start,
      end: run?.end,
      startDensity: noise,
      endDensity: mixture(),
      ticks: ticks.map(({ share, text }) => ({ share: 1 - share, text })),
    };
  });
});

/** Paths that are there to be drawn in a lane. */
export function pathsOf(name: LaneName): number {
  const run = name === 'forward' ? forwardRun() : reverseRuns[name]();
  return run?.strands.recorded.paths ?? (name === 'forward' ? numFlatPaths : 0);
}
