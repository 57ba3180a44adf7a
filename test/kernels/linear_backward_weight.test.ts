import { testLinearBackwardWeight } from './linear_products.ts';

testLinearBackwardWeight('linear_backward_weight');
