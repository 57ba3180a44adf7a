import { wideDevice } from '../wide_device.ts';
import { testLinearBackwardWeight } from './linear_products.ts';

testLinearBackwardWeight('uniform', wideDevice);
