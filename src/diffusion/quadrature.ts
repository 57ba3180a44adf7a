import type { GaussianMixture } from './mixture.ts';

/** Points and weights of a rule: the integral of f is about the sum of weights[i] f(points[i]). */
export interface Quadrature {
  points: Float64Array;
  weights: Float64Array;
}

/** In standard deviations from a component's mean: where panels meet. Beyond +-9 lies 1e-19 of a component. */
const cuts = [-9, -6.5, -4.5, -3, -1.8, -0.8, 0, 0.8, 1.8, 3, 4.5, 6.5, 9];

/**
 * A rule for functions that are smooth on the scale of the mixture's components: Gauss-Legendre with 8 points on
 * every panel between the components' cuts.
 */
export function mixtureQuadrature(mixture: GaussianMixture): Quadrature {
  const edges = Array.from(mixture.means, (mean, k) =>
    cuts.map((cut) => mean + cut * (mixture.standardDeviations[k] as number)),
  )
    .flat()
    .sort((a, b) => a - b);
  const panels = edges.slice(1).map((end, i) => ({ start: edges[i] as number, end }));
  const points = new Float64Array(panels.length * legendre8.length);
  const weights = new Float64Array(panels.length * legendre8.length);
  panels.forEach(({ start, end }, panel) => {
    legendre8.forEach(([node, weight], i) => {
      points[panel * legendre8.length + i] = (start + end) / 2 + (node * (end - start)) / 2;
      weights[panel * legendre8.length + i] = (weight * (end - start)) / 2;
    });
  });
  return { points, weights };
}

/** Nodes and weights of the 8-point Gauss-Legendre rule on [-1, 1] (Abramowitz and Stegun, table 25.4). */
const legendre8 = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
].flatMap(([node, weight]) => [
  [-(node as number), weight as number] as const,
  [node as number, weight as number] as const,
]);
