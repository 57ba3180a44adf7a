import { testLinearBackwardInput } from './linear_products.ts';

testLinearBackwardInput('uniform');
