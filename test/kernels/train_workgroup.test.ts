import { testTrainRows } from './train_rows.ts';

testTrainRows('train_workgroup');
