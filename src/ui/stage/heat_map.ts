import type { GaussianMixture, Schedule } from '../../index.ts';
import type { Palette } from '../theme.ts';
import { noiseLevel } from './forward_process.ts';

/** The exact marginal density p_t(x) over time and space: mean density of each cell, [columns, rows]. */
export interface DensityMap {
  readonly columns: number;
  readonly rows: number;
  readonly density: Float32Array;
}

/** The marginal density of x_t at a real t. */
export function marginal(data: GaussianMixture, schedule: Schedule, t: number): GaussianMixture {
  if (t <= 0) return data;
  const { signal, noise } = noiseLevel(schedule, t);
  return data.diffuse(signal, noise);
}

/**
 * Computes the picture's background. A cell holds the mass between its edges over its height, so that a peak
 * narrower than a row is neither missed nor exaggerated. Row 0 is the top, the largest x.
 */
export function densityMap(
  data: GaussianMixture,
  schedule: Schedule,
  bound: number,
  columns: number,
  rows: number,
): DensityMap {
  const density = new Float32Array(columns * rows);
  const height = (2 * bound) / rows;
  for (let column = 0; column < columns; column++) {
    const mixture = marginal(data, schedule, ((column + 0.5) / columns) * schedule.numTrainTimesteps);
    let above = mixture.cdf(bound);
    for (let row = 0; row < rows; row++) {
      const below = mixture.cdf(bound - (row + 1) * height);
      density[column * rows + row] = (above - below) / height;
      above = below;
    }
  }
  return { columns, rows, density };
}

function channels(colour: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** 256 colours from the stage's ground over three stops; logarithmic, as densities span decades. */
function colourRamp(palette: Palette): Uint8ClampedArray {
  const stops = [palette.stage, palette['heat-low'], palette['heat-mid'], palette['heat-high']].map(channels);
  const ramp = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const from = stops[Math.floor(place)] ?? [0, 0, 0];
    const to = stops[Math.min(Math.floor(place) + 1, stops.length - 1)] ?? from;
    for (let c = 0; c < 3; c++) {
      ramp[3 * i + c] = (from[c] ?? 0) + (place % 1) * ((to[c] ?? 0) - (from[c] ?? 0));
    }
  }
  return ramp;
}

/** Density that gets the ramp's last colour, and the one below which differences hardly show. */
const brightest = 4;
const faintest = 0.04;

/** Colours a density map; mirrored when time runs from noise to data. */
export function paintDensity(map: DensityMap, palette: Palette, mirrored: boolean): HTMLCanvasElement {
  const { columns, rows, density } = map;
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(columns, rows);
  const ramp = colourRamp(palette);
  const scale = 255 / Math.log1p(brightest / faintest);
  for (let column = 0; column < columns; column++) {
    const source = mirrored ? columns - 1 - column : column;
    for (let row = 0; row < rows; row++) {
      const level = Math.log1p((density[source * rows + row] ?? 0) / faintest) * scale;
      const colour = 3 * Math.min(255, Math.round(level));
      const pixel = 4 * (row * columns + column);
      image.data[pixel] = ramp[colour] ?? 0;
      image.data[pixel + 1] = ramp[colour + 1] ?? 0;
      image.data[pixel + 2] = ramp[colour + 2] ?? 0;
      image.data[pixel + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
