import { testLinearForward } from './linear_products.ts';

testLinearForward('uniform');
