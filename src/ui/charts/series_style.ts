import { svg } from '../elements.ts';

/** The marks that tell series apart where colours do not, by Chart.js' names, drawn in a box from -4 to 4. */
const markers = {
  circle: 'M-3.5 0A3.5 3.5 0 1 0 3.5 0A3.5 3.5 0 1 0 -3.5 0Z',
  triangle: 'M0 -4L3.5 2.5L-3.5 2.5Z',
  rect: 'M-3 -3H3V3H-3Z',
  rectRot: 'M0 -4L4 0L0 4L-4 0Z',
  star: 'M0 -4V4M-4 0H4M-3 -3L3 3M-3 3L3 -3',
  crossRot: 'M-3 -3L3 3M-3 3L3 -3',
  cross: 'M0 -4V4M-4 0H4',
} as const;

export type MarkerShape = keyof typeof markers;

/** How a series looks, in the chart, in its legend and in an exported picture. */
export interface SeriesStyle {
  readonly colour: () => string;
  /** On and off lengths; solid unless given. */
  readonly dash?: number[];
  /** 0 for no line. */
  readonly width?: number;
  /** What an area is filled with. */
  readonly area?: () => string;
  readonly point?: { readonly shape: MarkerShape; readonly hollow?: boolean; readonly rotation?: number };
}

/** A series in the legend. */
export interface LegendEntry {
  readonly style: SeriesStyle;
  readonly text: () => string;
  /** Whether the chart has it just now; always unless given. */
  readonly shown?: () => boolean;
}

const [width, height] = [28, 12];

/** A sample of a series: a piece of its line with its mark, or of its area. */
export function swatch({ colour, dash = [], width: lineWidth = 1.75, area, point }: SeriesStyle): Element {
  const shapes: Element[] = [];
  if (area !== undefined) shapes.push(svg('rect', { x: 0, y: 1, width, height: height - 2, fill: area }));
  if (lineWidth > 0) {
    shapes.push(
      svg('path', {
        d: `M0 ${height / 2}H${width}`,
        stroke: colour,
        'stroke-width': Math.max(1.75, lineWidth),
        'stroke-dasharray': dash.join(' ') || 'none',
      }),
    );
  }
  if (point !== undefined) {
    shapes.push(
      svg('path', {
        d: markers[point.shape],
        transform: `translate(${width / 2} ${height / 2}) rotate(${point.rotation ?? 0})`,
        stroke: colour,
        'stroke-width': 1.5,
        class: point.hollow ? 'hollow' : '',
        fill: point.hollow ? undefined : colour,
      }),
    );
  }
  const viewBox = `0 0 ${width} ${height}`;
  return svg('svg', { class: 'series-swatch', viewBox, width, height, 'aria-hidden': 'true' }, ...shapes);
}

/** The same on a canvas, its left end at (x, y). */
export function paintSwatch(
  context: CanvasRenderingContext2D,
  { colour, dash = [], width: lineWidth = 1.75, area, point }: SeriesStyle,
  x: number,
  y: number,
  page: string,
): void {
  context.save();
  context.translate(x, y);
  if (area !== undefined) {
    context.fillStyle = area();
    context.fillRect(0, 1 - height / 2, width, height - 2);
  }
  context.strokeStyle = colour();
  if (lineWidth > 0) {
    context.lineWidth = Math.max(1.75, lineWidth);
    context.setLineDash(dash);
    context.stroke(new Path2D(`M0 0H${width}`));
    context.setLineDash([]);
  }
  if (point !== undefined) {
    context.translate(width / 2, 0);
    context.rotate(((point.rotation ?? 0) * Math.PI) / 180);
    context.lineWidth = 1.5;
    context.fillStyle = point.hollow ? page : colour();
    const marker = new Path2D(markers[point.shape]);
    context.fill(marker);
    context.stroke(marker);
  }
  context.restore();
}

export const swatchWidth = width;
