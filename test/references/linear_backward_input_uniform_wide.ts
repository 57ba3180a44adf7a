// The kernel computes the same as linear_backward_input by other means.
export { linearBackwardInput as linearBackwardInputUniformWide } from './linear_backward_input.ts';
