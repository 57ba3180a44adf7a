import { testLinearBackwardWeight } from './linear_products.ts';

testLinearBackwardWeight('uniform');
