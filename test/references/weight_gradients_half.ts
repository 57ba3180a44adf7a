// The kernel computes the same as weight_gradients, from halves.
export { weightGradients as weightGradientsHalf } from './weight_gradients.ts';
