import { plainIndices } from '../plain_indices.ts';
import { palette } from '../theme.ts';
import { type Table, toCsv } from './csv.ts';
import { type LegendEntry, paintSwatch, swatchWidth } from './series_style.ts';

function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the address over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveCsv(name: string, table: Table): void {
  saveFile(`${name}.csv`, new Blob([toCsv(table)], { type: 'text/csv' }));
}

export interface PictureText {
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  /** The line under the picture. */
  readonly summary: string;
}

const margin = 16;
const line = 20;

/** Breaks words into lines no wider than `width`; a text without spaces is broken between characters. */
function wrap(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const parts = text.match(/[⺀-鿿＀-￯]|[^\s⺀-鿿＀-￯]+\s*|\s+/gu) ?? [];
  const lines = [''];
  for (const part of parts) {
    const longer = (lines.at(-1) ?? '') + part;
    if (context.measureText(longer.trimEnd()).width > width && lines.at(-1) !== '') lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** Puts the entries of a legend side by side, line after line: their places, and the lines it took. */
function placeLegend(context: CanvasRenderingContext2D, legend: readonly LegendEntry[], width: number) {
  let [x, row] = [0, 0];
  const places = legend.map((entry) => {
    const text = plainIndices(entry.text());
    const needed = swatchWidth + 8 + context.measureText(text).width;
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1];
    const place = { entry, text, x, y: row * line };
    x += needed + 24;
    return place;
  });
  return { places, rows: legend.length === 0 ? 0 : row + 1 };
}

/** A picture of a chart with what stands around it on the page: title above, legend and summary below. */
function composePicture(canvas: HTMLCanvasElement, text: PictureText): HTMLCanvasElement {
  // A canvas that is not on the page has no size in CSS pixels of its own.
  const ratio = canvas.isConnected ? canvas.width / Math.max(1, canvas.clientWidth) : devicePixelRatio;
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (context === null) return canvas;
  const family = getComputedStyle(document.body).fontFamily;
  const [titleFont, smallFont] = [`600 15px ${family}`, `13px ${family}`];
  context.font = smallFont;
  const legend = placeLegend(context, text.legend, width);
  const summary = wrap(context, plainIndices(text.summary), width);
  const below = margin + line + 8 + height + 12;
  picture.width = Math.ceil((width + 2 * margin) * ratio);
  picture.height = Math.ceil((below + (legend.rows + summary.length) * line + margin) * ratio);
  context.scale(ratio, ratio);
  const { page, ink, 'ink-soft': soft } = palette();
  context.fillStyle = page;
  context.fillRect(0, 0, width + 2 * margin, picture.height);
  context.textBaseline = 'middle';
  context.fillStyle = ink;
  context.font = titleFont;
  context.fillText(plainIndices(text.title), margin, margin + line / 2);
  context.drawImage(canvas, margin, margin + line + 8, width, height);
  context.font = smallFont;
  for (const { entry, text: words, x, y } of legend.places) {
    const middle = below + y + line / 2;
    paintSwatch(context, entry.style, margin + x, middle, page);
    context.fillStyle = soft;
    context.fillText(words, margin + x + swatchWidth + 8, middle);
  }
  context.fillStyle = ink;
  summary.forEach((words, i) => {
    context.fillText(words, margin, below + (legend.rows + i + 0.5) * line);
  });
  return picture;
}

export function savePng(name: string, canvas: HTMLCanvasElement, text: PictureText): void {
  composePicture(canvas, text).toBlob((blob) => {
    if (blob !== null) saveFile(`${name}.png`, blob);
  }, 'image/png');
}
