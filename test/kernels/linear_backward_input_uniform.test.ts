import { describe } from 'vitest';
import { wideDevice } from '../wide_device.ts';
import { testLinearBackwardInput } from './linear_products.ts';

describe('with the windows that WebGPU guarantees', () => testLinearBackwardInput('uniform'));
describe('with those of 15 uniforms', () => testLinearBackwardInput('uniform', wideDevice));
