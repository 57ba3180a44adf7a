import { wideDevice } from '../wide_device.ts';
import { testLinearBackwardInput } from './linear_products.ts';

testLinearBackwardInput('uniform', wideDevice);
