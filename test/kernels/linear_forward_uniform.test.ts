import { describe } from 'vitest';
import { wideDevice } from '../wide_device.ts';
import { testLinearForward } from './linear_products.ts';

describe('with the windows that WebGPU guarantees', () => testLinearForward('uniform'));
describe('with those of 15 uniforms', () => testLinearForward('uniform', wideDevice));
