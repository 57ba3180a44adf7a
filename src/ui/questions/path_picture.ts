import type { SamplePaths } from '../../index.ts';
import { element, svg } from '../elements.ts';
import { formatNumber, formatSignificant } from '../format.ts';
import { strings } from '../i18n/index.ts';
import type { ComparedSampler } from '../recipe.ts';
import type { Experiment } from './experiment.ts';

/** A few paths from noise to data, for the eye to compare: how jagged, how long. */

const width = 200;
const height = 110;
const bound = 3;
const mostPoints = 250;

const frameCount = ({ steps }: SamplePaths) => steps.length;
const numPaths = (paths: SamplePaths) => paths.positions.length / Math.max(1, frameCount(paths));

/** How far a path goes on average, counting every way to and fro. */
export function meanLength(paths: SamplePaths): number {
  const count = numPaths(paths);
  let total = 0;
  for (let i = count; i < paths.positions.length; i++) {
    total += Math.abs((paths.positions[i] ?? 0) - (paths.positions[i - count] ?? 0));
  }
  return total / count;
}

function lines(paths: SamplePaths): string {
  const frames = frameCount(paths);
  const count = numPaths(paths);
  const every = Math.max(1, Math.floor(frames / mostPoints));
  const parts: string[] = [];
  for (let path = 0; path < count; path++) {
    for (let frame = 0; frame < frames; frame += every) {
      const x = (frame / (frames - 1)) * width;
      const y = (0.5 - (paths.positions[frame * count + path] ?? 0) / (2 * bound)) * height;
      parts.push(`${frame === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`);
    }
  }
  return parts.join('');
}

export function pathPicture(experiment: Experiment, sampler: ComparedSampler): HTMLElement {
  const texts = () => strings().accelerate;
  const paths = () => experiment.result(`${sampler}-path`)?.paths;
  const name = () => strings().samplers[sampler];
  const caption = () => {
    const shown = paths();
    return shown === undefined
      ? texts().pathEmpty(name())
      : texts().path(name(), formatSignificant(meanLength(shown)));
  };
  const label = () => {
    const shown = paths();
    return shown === undefined
      ? texts().pathEmpty(name())
      : texts().pathPicture(name(), formatNumber(numPaths(shown)));
  };
  return element(
    'figure',
    {
      class: 'trial',
      'data-path-length': () => {
        const shown = paths();
        return shown === undefined ? undefined : meanLength(shown);
      },
    },
    svg(
      'svg',
      {
        class: 'path-picture',
        viewBox: `0 0 ${width} ${height}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': label,
      },
      svg('path', {
        class: `outline ${sampler}`,
        d: () => {
          const shown = paths();
          return shown === undefined ? '' : lines(shown);
        },
      }),
    ),
    element('figcaption', {}, caption),
  );
}
