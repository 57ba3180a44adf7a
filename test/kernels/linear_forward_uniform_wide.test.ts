import { wideDevice } from '../wide_device.ts';
import { testLinearForward } from './linear_products.ts';

testLinearForward('uniform', wideDevice);
