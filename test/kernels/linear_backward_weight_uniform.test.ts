import { describe } from 'vitest';
import { wideDevice } from '../wide_device.ts';
import { testLinearBackwardWeight } from './linear_products.ts';

describe('with the windows that WebGPU guarantees', () => testLinearBackwardWeight('uniform'));
describe('with those of 15 uniforms', () => testLinearBackwardWeight('uniform', wideDevice));
