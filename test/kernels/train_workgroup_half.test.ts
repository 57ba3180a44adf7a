import { expect } from 'vitest';
import { testWithDevice } from '../device.ts';
import { largestHalf } from './halves.ts';
import { cases, passRows, testTrainRows } from './train_rows.ts';

testTrainRows('train_workgroup_half');

testWithDevice('gradients beyond the largest half are stored as that', async (device) => {
  const { room, gradients, expected } = await passRows(device, 'train_workgroup_half', cases[0], 2 ** 40);
  const answers = expected.dOutputs.at(-1) as Float64Array;
  const stored = gradients.subarray(gradients.length - room * answers.length);
  expect([...stored.subarray(0, answers.length)]).toEqual(
    [...answers].map((gradient) => Math.sign(gradient) * largestHalf),
  );
});
