import { articleData, articleMixture, type GaussianMixture } from '../index.ts';
import { type Recipe, recipe } from './recipe.ts';
import { computed } from './signal.ts';

/** Where the data ends and the network begins: x_model = (x - mean) / standardDeviation. */
export interface Standardisation {
  readonly mean: number;
  readonly standardDeviation: number;
}

export function standardisation(current: Recipe): Standardisation {
  const { mean, standardDeviation } = articleMixture;
  return current.experiment.standardise ? { mean, standardDeviation } : { mean: 0, standardDeviation: 1 };
}

/** The mixture in the space in which noise is added to it. */
export function mixtureInModelSpace(current: Recipe): GaussianMixture {
  const { mean, standardDeviation } = standardisation(current);
  return articleMixture.affine(1 / standardDeviation, -mean / standardDeviation);
}

const dataSeed = computed(() => recipe().dataSeed);

/** The recipe's data set: 100,000 points in the data's own units. */
export const dataSet = computed(() => articleData(dataSeed()));

/** The range and number of bins of the histograms, in the data's own units: as in the article, 100 bins. */
export const dataBins = (() => {
  const low = articleMixture.quantile(1e-5);
  const high = articleMixture.quantile(1 - 1e-5);
  const margin = 0.08 * (high - low);
  return { min: low - margin, max: high + margin, bins: 100 };
})();

/** Where one peak of the data ends and the next begins: the middle between their means, in the data's own units. */
export const peakBoundaries = (() => {
  const means = [...articleMixture.means].sort((a, b) => a - b);
  return means.slice(1).map((mean, i) => (mean + (means[i] ?? mean)) / 2);
})();
