import { testLinearBackwardInput } from './linear_products.ts';

testLinearBackwardInput('linear_backward_input');
