import type { WgslModule } from 'wgsl-loader/client';
import compose from '../../../../shaders/render/compose.wgsl';
import particles from '../../../../shaders/render/particles.wgsl';
import pathLayer from '../../../../shaders/render/path_layer.wgsl';

/** What the paths add up in: half floats, so that thousands on one pixel count. */
export const layerFormat: GPUTextureFormat = 'rg16float';

/** The render pipelines of the space-time picture, for one device. */
export interface Pipelines {
  /** Adds paths to a lane's layer. */
  readonly paths: GPURenderPipeline;
  /** A lane where its process has been, and what lies ahead. */
  readonly lit: GPURenderPipeline;
  readonly ahead: GPURenderPipeline;
  /** Particles of which the way was recorded. */
  readonly recorded: GPURenderPipeline;
  /** Data points, noised to the moment. */
  readonly noised: GPURenderPipeline;
  /** The density's curve at the moment, and the cursor. */
  readonly curve: GPURenderPipeline;
}

const uniform = { type: 'uniform' } as const;
const storage = { type: 'read-only-storage' } as const;

/** Compiles all of them without blocking the page. */
export async function createPipelines(device: GPUDevice, canvasFormat: GPUTextureFormat): Promise<Pipelines> {
  const { VERTEX: vertex, FRAGMENT: fragment } = GPUShaderStage;
  const moduleOf = ({ path, code }: WgslModule) => device.createShaderModule({ label: path, code });
  const layoutOf = (label: string, entries: GPUBindGroupLayoutEntry[]) =>
    device.createPipelineLayout({
      label,
      bindGroupLayouts: [device.createBindGroupLayout({ label, entries })],
    });
  const swarmModule = moduleOf(particles);
  const swarmLayout = layoutOf('particles', [
    { binding: 0, visibility: vertex | fragment, buffer: uniform },
    { binding: 1, visibility: vertex | fragment, buffer: uniform },
    { binding: 2, visibility: vertex, buffer: storage },
    { binding: 3, visibility: vertex, buffer: storage },
  ]);
  const swarm = (entryPoint: string, colour: string, topology: GPUPrimitiveTopology) =>
    device.createRenderPipelineAsync({
      label: entryPoint,
      layout: swarmLayout,
      vertex: { module: swarmModule, entryPoint },
      fragment: {
        module: swarmModule,
        entryPoint: colour,
        targets: [{ format: canvasFormat, blend: { color: over, alpha: over } }],
      },
      primitive: { topology },
    });
  const laneModule = moduleOf(compose);
  const laneLayout = layoutOf('lane', [
    { binding: 0, visibility: vertex | fragment, buffer: uniform },
    { binding: 1, visibility: fragment, texture: {} },
    { binding: 2, visibility: fragment, sampler: {} },
    { binding: 3, visibility: fragment, texture: { sampleType: 'unfilterable-float' } },
  ]);
  const lane = (entryPoint: string) =>
    device.createRenderPipelineAsync({
      label: entryPoint,
      layout: laneLayout,
      vertex: { module: laneModule, entryPoint: 'lane_vertex' },
      fragment: { module: laneModule, entryPoint, targets: [{ format: canvasFormat }] },
      primitive: { topology: 'triangle-strip' },
    });
  const pathModule = moduleOf(pathLayer);
  const [paths, lit, ahead, recorded, noised, curve] = await Promise.all([
    device.createRenderPipelineAsync({
      label: 'paths',
      layout: layoutOf('paths', [
        { binding: 0, visibility: vertex | fragment, buffer: uniform },
        { binding: 1, visibility: vertex, buffer: uniform },
        { binding: 2, visibility: vertex, buffer: storage },
        { binding: 3, visibility: vertex, buffer: storage },
      ]),
      vertex: { module: pathModule, entryPoint: 'path_vertex' },
      fragment: {
        module: pathModule,
        entryPoint: 'path_coverage',
        targets: [{ format: layerFormat, blend: { color: sum, alpha: sum } }],
      },
      primitive: { topology: 'triangle-strip' },
    }),
    lane('lit_colour'),
    lane('ahead_colour'),
    // Not instances: software adapters draw those one by one.
    swarm('recorded_vertex', 'grain_colour', 'triangle-list'),
    swarm('noised_vertex', 'grain_colour', 'triangle-list'),
    swarm('curve_vertex', 'curve_colour', 'triangle-strip'),
  ]);
  return { paths, lit, ahead, recorded, noised, curve };
}

const sum: GPUBlendComponent = { srcFactor: 'one', dstFactor: 'one', operation: 'add' };
/** Premultiplied colours, one over the other. */
const over: GPUBlendComponent = { srcFactor: 'one', dstFactor: 'one-minus-src-alpha', operation: 'add' };
