// Functions that run in the probed page.

/** @returns {Promise<string>} the adapter's name */
export async function inPage() {
  if (!navigator.gpu) throw new Error('navigator.gpu does not exist');
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('requestAdapter gives null');
  const device = await adapter.requestDevice();
  let lost = '';
  device.lost.then(({ message }) => {
    lost = message || 'no reason given';
  });

  const module = device.createShaderModule({
    code: `@group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { out[id.x] = 7u * id.x; }`,
  });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const out = device.createBuffer({ size: 256, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const copy = device.createBuffer({ size: 256, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const bindings = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: out } }],
  });
  const context = document.querySelector('canvas')?.getContext('webgpu');
  if (!context) throw new Error('a canvas has no WebGPU context');
  context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat() });

  for (let frame = 0; frame < 3; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const encoder = device.createCommandEncoder();
    const compute = encoder.beginComputePass();
    compute.setPipeline(pipeline);
    compute.setBindGroup(0, bindings);
    compute.dispatchWorkgroups(1);
    compute.end();
    const view = context.getCurrentTexture().createView();
    const attachment = { view, clearValue: [0, 1, 0, 1], loadOp: 'clear', storeOp: 'store' };
    encoder
      .beginRenderPass({ colorAttachments: [/** @type {GPURenderPassColorAttachment} */ (attachment)] })
      .end();
    if (frame === 0) encoder.copyBufferToBuffer(out, 0, copy, 0, 256);
    device.queue.submit([encoder.finish()]);
  }
  await copy.mapAsync(GPUMapMode.READ);
  const values = new Uint32Array(copy.getMappedRange());
  if (values.some((value, index) => value !== 7 * index)) throw new Error('a kernel computes wrong numbers');
  await new Promise((resolve) => setTimeout(resolve, 200));
  if (lost) throw new Error(`the device was lost: ${lost}`);
  const { vendor, architecture, description } = adapter.info;
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed';
}

/**
 * @param {string} png base64
 * @returns {Promise<number[]>} red, green and blue of its centre
 */
export async function screenshotColour(png) {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.drawImage(image, 0, 0);
  return [...context.getImageData(image.width >> 1, image.height >> 1, 1, 1).data];
}
