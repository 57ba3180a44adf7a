// The kernel computes the same as linear_backward_input by other means.
export { linearBackwardInput as linearBackwardInputUniform } from './linear_backward_input.ts';
