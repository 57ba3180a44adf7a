import { expect } from 'vitest';
import { testWithDevice } from './device.ts';

testWithDevice('a kernel runs on the test device and its result reads back', async (device) => {
  const module = device.createShaderModule({
    code: `
      @group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(64) fn square(@builtin(global_invocation_id) id: vec3u) {
        if (id.x < arrayLength(&out)) { out[id.x] = id.x * id.x; }
      }`,
  });
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module, entryPoint: 'square' },
  });
  const size = 4 * 100;
  const out = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const readBack = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer: out } }],
    }),
  );
  pass.dispatchWorkgroups(2);
  pass.end();
  encoder.copyBufferToBuffer(out, 0, readBack, 0, size);
  device.queue.submit([encoder.finish()]);
  await readBack.mapAsync(GPUMapMode.READ);
  expect([...new Uint32Array(readBack.getMappedRange())]).toEqual(
    Array.from({ length: 100 }, (_, i) => i * i),
  );
});

testWithDevice('the device has the default limits', (device) => {
  expect(device.limits.maxStorageBuffersPerShaderStage).toBe(8);
  expect(device.limits.maxComputeWorkgroupStorageSize).toBe(16384);
});
