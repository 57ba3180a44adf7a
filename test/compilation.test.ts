import { expect } from 'vitest';
import { type CompileProgress, getKernel, watchCompilation } from '../src/gpu/kernel.ts';
import { testWithDevice } from './device.ts';

testWithDevice('who watches is told of every kernel that is compiled, once', async (device) => {
  const told: CompileProgress[] = [];
  const stop = watchCompilation(device, (progress) => told.push(progress));
  await Promise.all([
    getKernel(device, 'init_noise'),
    getKernel(device, 'sum_loss'),
    getKernel(device, 'init_noise'),
  ]);
  expect(told).toEqual([
    { compiled: 0, requested: 1 },
    { compiled: 0, requested: 2 },
    { compiled: 1, requested: 2 },
    { compiled: 2, requested: 2 },
  ]);

  // What is there already is not compiled again; what comes after a pause counts from the start.
  told.length = 0;
  await Promise.all([getKernel(device, 'init_noise'), getKernel(device, 'adam')]);
  expect(told).toEqual([
    { compiled: 0, requested: 1 },
    { compiled: 1, requested: 1 },
  ]);

  told.length = 0;
  stop();
  await getKernel(device, 'mse_loss');
  expect(told).toEqual([]);
});

testWithDevice('a kernel that binds more uniforms than the device allows says so', async (device) => {
  await expect(getKernel(device, 'linear_forward_uniform', { FOURS: 3 })).rejects.toThrow(
    'The kernel linear_forward_uniform binds 15 uniforms; this device allows 12.',
  );
});

testWithDevice('a kernel that does not compile ends its compilation, too', async (device) => {
  const told: CompileProgress[] = [];
  const stop = watchCompilation(device, (progress) => told.push(progress));
  await expect(getKernel(device, 'adam', { NO_SUCH_CONSTANT: 1 })).rejects.toThrow('adam did not compile');
  stop();
  expect(told.at(-1)).toEqual({ compiled: 1, requested: 1 });
});
