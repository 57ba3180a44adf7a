import { testLinearForward } from './linear_products.ts';

testLinearForward('linear_forward_stationary');
