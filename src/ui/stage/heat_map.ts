import type { GaussianMixture, Schedule } from '../../index.ts';
import { type Colour, mixed } from './colours.ts';
import { noiseLevel } from './forward_process.ts';
import type { DensityLevels } from './scene.ts';

/** The marginal density of x_t at a real t. */
export function marginal(data: GaussianMixture, schedule: Schedule, t: number): GaussianMixture {
  if (t <= 0) return data;
  const { signal, noise } = noiseLevel(schedule, t);
  return data.diffuse(signal, noise);
}

/** Density that gets the last colour, and the one below which differences hardly show. */
const brightest = 4;
const faintest = 0.04;

/**
 * Computes the picture's background: p_t(x) over time and space, on a logarithmic scale, as densities span decades.
 * A cell holds the mass between its edges over its height, so that a peak narrower than a row is neither missed nor
 * exaggerated.
 */
export function densityLevels(
  data: GaussianMixture,
  schedule: Schedule,
  bound: number,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): DensityLevels {
  const levels = new Uint8Array(columns * rows);
  const height = (2 * bound) / rows;
  const scale = 255 / Math.log1p(brightest / faintest);
  for (let column = 0; column < columns; column++) {
    const mixture = marginal(data, schedule, ((column + 0.5) / columns) * schedule.numTrainTimesteps);
    let above = mixture.cdf(bound);
    for (let row = 0; row < rows; row++) {
      const below = mixture.cdf(bound - (row + 1) * height);
      const level = Math.log1p((above - below) / height / faintest) * scale;
      levels[row * columns + column] = Math.min(255, Math.round(level));
      above = below;
    }
  }
  return { columns, rows, levels };
}

/** Colours a density map, t = 0 on the left. `stops`: from no density to the highest. */
export function paintDensity(
  { columns, rows, levels }: DensityLevels,
  stops: readonly Colour[],
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(columns, rows);
  const ramp = Array.from({ length: 256 }, (_, i) => {
    const place = (i / 255) * (stops.length - 1);
    const below = Math.min(Math.floor(place), stops.length - 2);
    return mixed(stops[below] ?? black, stops[below + 1] ?? black, place - below).map((part) => 255 * part);
  });
  levels.forEach((level, i) => {
    image.data.set(ramp[level] ?? [], 4 * i);
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

const black: Colour = [0, 0, 0, 1];
