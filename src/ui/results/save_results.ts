import type { Table } from '../charts/csv.ts';
import { saveCsv, savePng } from '../charts/save.ts';
import { formatFixed, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { type Column, columns, samplerOf } from '../recipe.ts';
import { results } from '../sampling_session.ts';
import { palette } from '../theme.ts';

/** The histograms side by side as a picture, and their bins in numbers. */

const fileName = 'ddpm-lab-samples';
const [panelWidth, panelHeight, gap, headHeight, footHeight] = [400, 180, 32, 48, 28];

/** Draws the paths of a picture of `width` x `height` units as the page shows them. */
function paintPaths(context: CanvasRenderingContext2D, picture: SVGElement): void {
  for (const node of picture.querySelectorAll('path')) {
    const style = getComputedStyle(node);
    const path = new Path2D(node.getAttribute('d') ?? '');
    if (style.fill !== 'none') {
      context.fillStyle = style.fill;
      context.fill(path);
    }
    if (style.stroke !== 'none') {
      context.strokeStyle = style.stroke;
      context.lineWidth = Number.parseFloat(style.strokeWidth);
      context.lineCap = style.strokeLinecap as CanvasLineCap;
      context.setLineDash(
        style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(',').map(parseFloat),
      );
      context.stroke(path);
    }
  }
}

export function savePictureOfResults(
  panels: ReadonlyMap<Column, SVGElement>,
  ticks: readonly { readonly place: number; readonly text: string }[],
): void {
  const canvas = document.createElement('canvas');
  const ratio = devicePixelRatio;
  canvas.width = (panels.size * (panelWidth + gap) - gap) * ratio;
  canvas.height = (headHeight + panelHeight + footHeight) * ratio;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { ink, 'ink-soft': soft } = palette();
  const family = getComputedStyle(document.body).fontFamily;
  context.scale(ratio, ratio);
  for (const [name, picture] of panels) {
    const result = results[name].peek();
    context.textAlign = 'left';
    context.font = `600 15px ${family}`;
    context.fillStyle = ink;
    const { samplers, results: texts, stage } = strings();
    if (result !== undefined) {
      const { metrics, nfe, numSamples, denoiser, recipe } = result;
      context.fillText(samplers[samplerOf(recipe, name).sampler], 0, 14);
      context.font = `13px ${family}`;
      context.fillStyle = soft;
      const samples = texts.samples(formatNumber(numSamples), stage.denoiserNotes[denoiser]);
      const numbers = `${texts.w1} ${formatFixed(metrics.w1, 4)} · ${texts.nfe} ${formatNumber(nfe)}`;
      context.fillText(`${numbers} · ${samples}`, 0, 34, panelWidth);
    }
    context.save();
    context.translate(0, headHeight);
    paintPaths(context, picture);
    context.restore();
    context.textAlign = 'center';
    context.font = `13px ${family}`;
    context.fillStyle = soft;
    for (const { place, text } of ticks)
      context.fillText(text, place * panelWidth, headHeight + panelHeight + 18);
    context.translate(panelWidth + gap, 0);
  }
  savePng(fileName, canvas, { title: strings().results.title, legend: [], summary: '' });
}

export function saveNumbersOfResults(dataDensity: ArrayLike<number>): void {
  const shown = columns.flatMap((name) => {
    const result = results[name].peek();
    return result === undefined ? [] : [{ name, result }];
  });
  const edges = shown[0]?.result.metrics.histogram.edges ?? [];
  const table: Table = {
    columns: [
      'from',
      'to',
      'data_density',
      ...shown.map(({ name, result }) => `${name}_${samplerOf(result.recipe, name).sampler}_density`),
      ...shown.map(({ name }) => `${name}_kernels`),
    ],
    rows: Array.from({ length: Math.max(0, edges.length - 1) }, (_, i) => [
      edges[i],
      edges[i + 1],
      dataDensity[i],
      ...shown.map(({ result }) => result.metrics.histogram.density[i]),
      ...shown.map(({ result }) => result.kernels),
    ]),
  };
  saveCsv(fileName, table);
}
