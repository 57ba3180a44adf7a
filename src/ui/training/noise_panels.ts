import { formatNumber, formatTick } from '../format.ts';
import type { Palette } from '../theme.ts';
import { type ExactNoiseMap, placeOfTime } from './noise_map.ts';

/** A map of the noise, or of a difference of two, in a panel of the picture. */
export interface NoisePanel {
  readonly title: string;
  /** [columns, rows], or undefined while it is not there. */
  readonly values: Float32Array | undefined;
  /** Said in the panel while its values are not there. */
  readonly waiting: string;
  /** The value that gets the strongest colour. */
  readonly bound: number;
  /** Single points on top of the map, coloured by the same scale. */
  readonly dots?: readonly NoiseDot[];
}

/** An x_t with the noise that is really in it. */
export interface NoiseDot {
  readonly t: number;
  readonly x: number;
  readonly noise: number;
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Channels = readonly [red: number, green: number, blue: number];

function channels(colour: string): Channels {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

function mix(from: Channels, to: Channels, share: number): Channels {
  return [0, 1, 2].map(
    (i) => (from[i] ?? 0) + share * ((to[i] ?? 0) - (from[i] ?? 0)),
  ) as unknown as Channels;
}

/** A colour for -1..1: from one end's through the page's ground to the other's. */
function diverging(palette: Palette): (value: number) => Channels {
  const [negative, middle, positive] = [palette.signal, palette.page, palette.noise].map(channels) as [
    Channels,
    Channels,
    Channels,
  ];
  return (value) => mix(middle, value < 0 ? negative : positive, Math.min(1, Math.abs(value)));
}

/** Density of x_t below which nothing is shown, and above which all is. */
const [unseen, seen] = [1e-4, 1e-2];

/** How much of a cell's colour is shown: nothing where x_t never is, for nobody learns anything there. */
export function visibility(density: number): number {
  const share = Math.log(Math.max(density, 1e-30) / unseen) / Math.log(seen / unseen);
  return Math.max(0, Math.min(1, share));
}

/** The picture of a map, one pixel a cell, row 0 at the top. */
function paintMap(map: ExactNoiseMap, panel: NoisePanel, palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const columns = map.levels.length;
  const { rows, density } = map;
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  const { values } = panel;
  if (context === null || values === undefined) return canvas;
  const image = context.createImageData(columns, rows);
  const colourOf = diverging(palette);
  const ground = channels(palette.rule);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const cell = column * rows + row;
      const colour = colourOf((values[cell] ?? 0) / panel.bound);
      const shown = mix(ground, colour, visibility(density[cell] ?? 0));
      image.data.set([...shown, 255], 4 * (row * columns + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

const [titleHeight, tickHeight, axisWidth, gap, barWidth, barLabels] = [24, 22, 26, 20, 8, 40];

/** Panels side by side where there is room for them, else one under the other. */
function placePanels(width: number, height: number, count: number): Rectangle[] {
  const beside = width >= 600;
  const perPanel = beside ? width / count : width;
  const panelHeight = beside ? height : height / count;
  return Array.from({ length: count }, (_, i) => ({
    x: (beside ? i * perPanel : 0) + axisWidth,
    y: (beside ? 0 : i * panelHeight) + titleHeight,
    width: perPanel - axisWidth - barWidth - barLabels - (beside ? gap / 2 : 0),
    height: panelHeight - titleHeight - tickHeight,
  }));
}

/** Draws the panels on a canvas of device pixels; every panel has its own scale of colours beside it. */
export function drawNoisePanels(
  canvas: HTMLCanvasElement,
  map: ExactNoiseMap | undefined,
  panels: readonly NoisePanel[],
  lastTime: number,
  palette: Palette,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  context.scale(ratio, ratio);
  const family = getComputedStyle(canvas).fontFamily;
  const places = placePanels(canvas.clientWidth, canvas.clientHeight, panels.length);
  const colourOf = diverging(palette);
  panels.forEach((panel, i) => {
    const place = places[i] as Rectangle;
    const { x, y, width, height } = place;
    context.fillStyle = palette.rule;
    context.fillRect(x, y, width, height);
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.font = `600 13px ${family}`;
    context.fillStyle = palette.ink;
    context.fillText(panel.title, x, y - titleHeight / 2 - 1);
    context.font = `12px ${family}`;
    if (map !== undefined && panel.values !== undefined) {
      context.imageSmoothingQuality = 'high';
      context.drawImage(paintMap(map, panel, palette), x, y, width, height);
    } else {
      context.textAlign = 'center';
      context.fillText(panel.waiting, x + width / 2, y + height / 2);
    }
    if (map !== undefined && panel.dots !== undefined) {
      context.strokeStyle = palette.ink;
      for (const dot of panel.dots) {
        drawDot(context, place, dot, map.bound, lastTime, colourOf(dot.noise / panel.bound));
      }
    }
    context.fillStyle = palette['ink-soft'];
    if (map !== undefined) drawAxes(context, place, map, lastTime);
    drawScale(context, place, panel.bound, colourOf);
  });
}

function drawDot(
  context: CanvasRenderingContext2D,
  place: Rectangle,
  { t, x }: NoiseDot,
  bound: number,
  lastTime: number,
  colour: Channels,
): void {
  if (Math.abs(x) > bound) return;
  context.beginPath();
  const across = place.x + placeOfTime(t + 0.5, lastTime) * place.width;
  context.arc(across, place.y + (place.height * (bound - x)) / (2 * bound), 3, 0, 2 * Math.PI);
  context.fillStyle = `rgb(${colour.join(' ')})`;
  context.fill();
  context.lineWidth = 0.75;
  context.stroke();
}

function drawAxes(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rectangle,
  map: ExactNoiseMap,
  lastTime: number,
): void {
  context.textAlign = 'right';
  const step = map.bound > 2.2 ? 2 : map.bound > 1.1 ? 1 : 0.5;
  for (const value of [-step, 0, step]) {
    context.fillText(formatTick(value), x - 6, y + (height * (map.bound - value)) / (2 * map.bound));
  }
  for (const share of width < 230 ? [0, 0.25, 1] : [0, 0.05, 0.25, 0.5, 1]) {
    const t = Math.round(share * lastTime);
    context.textAlign = share === 0 ? 'left' : share === 1 ? 'right' : 'center';
    const label = share === 0 ? `t = ${formatNumber(t)}` : formatNumber(t);
    context.fillText(label, x + placeOfTime(t, lastTime) * width, y + height + tickHeight / 2);
  }
}

function drawScale(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rectangle,
  bound: number,
  colourOf: (value: number) => Channels,
): void {
  const left = x + width + 6;
  for (let row = 0; row < height; row++) {
    const fill = context.fillStyle;
    context.fillStyle = `rgb(${colourOf(1 - (2 * row) / (height - 1)).join(' ')})`;
    context.fillRect(left, y + row, barWidth, 1.5);
    context.fillStyle = fill;
  }
  context.textAlign = 'left';
  for (const share of [-1, 0, 1]) {
    const middle = y + 6 + ((height - 12) * (1 - share)) / 2;
    context.fillText(formatTick(share * bound), left + barWidth + 5, middle);
  }
}
