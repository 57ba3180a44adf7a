import { computed } from '../signal.ts';
import type { Moment } from './scene.ts';
import { bound, shownLevel, shownMarginal } from './scenes.ts';
import { shownShare } from './timeline.ts';

/** Peaks are shown this wide at least, as a share of the picture's height: a little more than a pixel. */
const sharpest = 1 / 300;

const samplingPoints = 400;

/** The moment that the pictures show. */
export const moment = computed<Moment>(() => {
  const density = shownMarginal().diffuse(1, 2 * bound() * sharpest);
  let highest = 0;
  for (let i = 0; i <= samplingPoints; i++) {
    highest = Math.max(highest, density.pdf(bound() * ((2 * i) / samplingPoints - 1)));
  }
  // The means may fall between the points.
  for (const mean of density.means) highest = Math.max(highest, density.pdf(mean));
  return { time: shownShare(), level: shownLevel(), density, highest };
});
