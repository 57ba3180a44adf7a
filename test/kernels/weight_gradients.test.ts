import { testWeightGradients } from './slab_gradients.ts';

testWeightGradients('weight_gradients');
