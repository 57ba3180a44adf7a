import { requireInteger, requireOneOf } from '../diffusion/checks.ts';
import type { LabDevice } from '../gpu/device.ts';
import {
  everyProducts,
  hasQuads,
  isBasicRender,
  type Products,
  productsFor,
  traitsOf,
} from './adapter_traits.ts';
import type { ModelLayout } from './layout.ts';
import { fitsPrivateTraining, slabRows } from './private_training.ts';
import { holdsRows, rowsOfWeightGradient } from './uniform_products.ts';
import { workgroupRows } from './workgroup_rows.ts';

/**
 * What a training step is made of: `layered`, a dispatch for each product of each layer; `private`, one
 * dispatch through all layers and one back, in which an invocation keeps its rows to itself, for programs on the CPU with quads;
 * `workgroup`, three dispatches, activations in a workgroup's memory, for GPUs.
 */
export type TrainFamily = (typeof trainFamilies)[number];
export const trainFamilies = ['layered', 'private', 'workgroup'] as const;

/**
 * What layers' inputs, derivatives and gradients are between the `workgroup` family's dispatches: `half` halves the bytes
 * and rounds each to 11 bits. Sums, weights and Adam's moments are float32 in any case.
 */
export type TrainStorage = (typeof trainStorages)[number];
const trainStorages = ['float32', 'half'] as const;

/**
 * How training is cut for an adapter. It decides the order of sums and so the last bits of a result: the same seed
 * and the same variant give the same bits on the same adapter.
 */
export interface TrainVariant {
  /** layered unless said */
  readonly family?: TrainFamily;
  /** What multiplies the layered family's matrices. */
  readonly products: Products;
  /** float32 unless said */
  readonly storage?: TrainStorage;
  /**
   * Rows of a batch that go through the network together, a multiple of 16, of 64 for `workgroup`, at most 4096 for
   * `private`; a batch's micro-batches add up in order.
   */
  readonly microBatchRows: number;
  /** Partial gradients that the rows of a micro-batch are summed into, side by side; 1 for `private`, which cuts its own. */
  readonly gradientSlabs: number;
}

/**
 * How samples go through a denoiser: `layered`, a dispatch for each layer and one for the update; `whole`, one for all
 * layers and one for the update, for programs that load uniforms fastest; `private`, one dispatch
 * for whole rows of the sampler's table, in which an invocation keeps its samples to itself, for programs on the CPU and
 * for small denoisers;
 * `workgroup`, the same with a workgroup's memory between layers, for GPUs.
 */
export type SampleFamily = (typeof sampleFamilies)[number];
export const sampleFamilies = ['private', 'workgroup', 'whole', 'layered'] as const;

/** Whether the family's dispatches update the samples as well, for several rows of the table. */
export function isFused(family: SampleFamily): boolean {
  return family === 'private' || family === 'workgroup';
}

/** How sampling is cut for an adapter; only `family` and `products` matter to the bits. */
export interface SampleVariant {
  /** layered unless said */
  readonly family?: SampleFamily;
  /** What multiplies the layered family's matrices, and folds the features of t; `tiled` folds them where this is `uniform`. */
  readonly products: Products;
  /** Samples that go through the denoiser together; a multiple of 4 for `private`, where each lane sums in its own order. */
  readonly chunk: number;
  /** Rows of the sampler's table in one dispatch, 1 where not fused; by default what a dispatch has time for. */
  readonly rowsPerDispatch?: number;
}

/**
 * Samples that go together through a whole network: some milliseconds where uniforms load fastest, and 40 workgroups, which a
 * few cores share evenly. More are no faster, for submits are then of uneven length.
 */
const wholeChunk = 5120;

/** Floats in one layer's activations, and in all partial gradients: half of the least binding that WebGPU guarantees. */
const mostFloats = 2 ** 24;

/** What a caller puts up with for speed. */
export interface TrainAllowance {
  /** Storage as halves, whose gradients are a thousandth off. */
  readonly half?: boolean;
}

/** Cuts training for the adapter: the first of `trainVariants`. */
export function chooseTrainVariant(lab: LabDevice, layout: ModelLayout, batchSize: number): TrainVariant {
  return trainVariants(lab, layout, batchSize)[0] as TrainVariant;
}

/**
 * Every way of training that may be the fastest on the adapter, the likeliest first. Each fits WebGPU's default limits,
 * and no dispatch takes long. All are accurate to float32, but those that store halves, which come last where allowed.
 */
export function trainVariants(
  lab: LabDevice,
  layout: ModelLayout,
  batchSize: number,
  { half = false }: TrainAllowance = {},
): TrainVariant[] {
  const first = productsFor(lab);
  // Such a program takes tens of seconds to compile what is meant for others.
  if (first === 'uniform') return [layeredVariant(lab, layout, batchSize, first)];
  const second: Products = first === 'quad' ? 'stationary' : 'tiled';
  const layered = [...new Set([first, second])].map((products) =>
    layeredVariant(lab, layout, batchSize, products),
  );
  if (hasQuads(lab) && fitsPrivateTraining(layout)) {
    const rowByRow = privateVariant(batchSize);
    // It takes whole slabs, and most of a small batch's would be empty.
    return batchSize < slabRows ? [...layered, rowByRow] : [rowByRow, ...layered];
  }
  // A barrier takes such adapters, programs that run a workgroup's quads in turn, longer than a layer.
  if (hasQuads(lab) || workgroupRows(layout) === undefined) return layered;
  const fused = workgroupVariants(lab, layout, batchSize, first);
  const halves = half ? fused.map((variant): TrainVariant => ({ ...variant, storage: 'half' })) : [];
  return [...(lab.adapter.isSoftware ? [...layered, ...fused] : [...fused, ...layered]), ...halves];
}

function layeredVariant(
  lab: LabDevice,
  layout: ModelLayout,
  batchSize: number,
  products: Products,
): TrainVariant {
  const microBatchRows = Math.min(rowsTogether(lab, layout), 16 * Math.ceil(batchSize / 16));
  const uniformsPerStage = lab.device.limits.maxUniformBuffersPerShaderStage;
  const slabs =
    products === 'uniform' && holdsRows(layout.widest / 4)
      ? Math.ceil(microBatchRows / rowsOfWeightGradient(uniformsPerStage, layout.widest / 4))
      : Math.min(traitsOf(lab).slabs, Math.ceil(microBatchRows / 32));
  const gradientSlabs = Math.max(1, Math.min(slabs, Math.floor(mostFloats / layout.length)));
  return { family: 'layered', products, microBatchRows, gradientSlabs };
}

/** Rows that the private family takes together: its textures, a row for each 32 rows and layer, then fit any adapter. */
const mostPrivateRows = 4096;

function privateVariant(batchSize: number): TrainVariant {
  const microBatchRows = Math.min(mostPrivateRows, 16 * Math.ceil(batchSize / 16));
  return { family: 'private', products: 'quad', microBatchRows, gradientSlabs: 1 };
}

/** Fewer or more slabs: less to sum, or more for the adapter to do at once. */
function workgroupVariants(
  lab: LabDevice,
  layout: ModelLayout,
  batchSize: number,
  products: Products,
): TrainVariant[] {
  const widths = layout.layers.reduce((sum, { inWidth }) => sum + inWidth, 0);
  const load = { widest: widths, heaviest: 6 * layout.length };
  const microBatchRows = Math.min(rowsTogether(lab, load), 64 * Math.ceil(batchSize / 64));
  const most = Math.min(microBatchRows / 64, Math.floor(mostFloats / layout.length));
  const slabs = [32, 128, 8].map((count) => Math.max(1, Math.min(count, most)));
  return [...new Set(slabs)].map((gradientSlabs) => ({
    family: 'workgroup',
    products,
    microBatchRows,
    gradientSlabs,
  }));
}

/** @throws RangeError naming the field, its value and what is allowed. */
export function checkTrainVariant(variant: TrainVariant, layout: ModelLayout): void {
  const { family = 'layered', products, storage = 'float32', microBatchRows, gradientSlabs } = variant;
  const fits = (each: TrainFamily) =>
    each === 'layered' ||
    (each === 'private' ? fitsPrivateTraining(layout) : workgroupRows(layout) !== undefined);
  requireOneOf('family', family, trainFamilies.filter(fits));
  requireOneOf('products', products, everyProducts);
  requireOneOf('storage', storage, family === 'workgroup' ? trainStorages : ['float32']);
  requireInteger('microBatchRows', microBatchRows, 16, family === 'private' ? mostPrivateRows : 65_536);
  const multiple = family === 'workgroup' ? 64 : 16;
  if (microBatchRows % multiple !== 0) {
    throw new RangeError(`microBatchRows must be a multiple of ${multiple}, got ${microBatchRows}.`);
  }
  requireInteger('gradientSlabs', gradientSlabs, 1, family === 'private' ? 1 : 1024);
}

/** Cuts sampling likewise, for a denoiser of the given load: the first of `sampleVariants`. */
export function chooseSampleVariant(lab: LabDevice, load: SampleLoad): SampleVariant {
  return sampleVariants(lab, { load })[0] as SampleVariant;
}

/** The families that may be the fastest on the adapter for a denoiser, the likeliest first. */
export function sampleVariants(lab: LabDevice, { load }: { readonly load: SampleLoad }): SampleVariant[] {
  const products = productsFor(lab);
  const likely = (family: SampleFamily) => {
    // A barrier takes a program that runs a workgroup's subgroups in turn longer than a layer.
    if (family === 'workgroup') return !lab.adapter.isSoftware;
    return family !== 'whole' || products === 'uniform';
  };
  return inOrder(lab)
    .filter((family) => hasFamily(lab, load, family) && likely(family))
    .map((family) => ({ family, products, chunk: chunkFor(lab, load, family) }));
}

/** @throws RangeError naming the field, its value and what is allowed. */
export function checkSampleVariant(lab: LabDevice, load: SampleLoad, variant: SampleVariant): void {
  const { family = 'layered', products, chunk, rowsPerDispatch = 1 } = variant;
  requireOneOf('products', products, everyProducts);
  requireInteger('chunk', chunk, 1, 65_536);
  if (family === 'private' && load.needsQuads && chunk % 4 !== 0) {
    throw new RangeError(`chunk must be a multiple of 4 for the private family, got ${chunk}.`);
  }
  requireInteger('rowsPerDispatch', rowsPerDispatch, 1, isFused(family) ? 4096 : 1);
  requireOneOf(
    'family',
    family,
    sampleFamilies.filter((each) => hasFamily(lab, load, each)),
  );
}

/** What updating a sample costs beside evaluating it, for each four coordinates. */
export const updateFlops = 500;

/** Rows of a sampler's table that a dispatch of a fused family has time for. */
export function rowsPerDispatch(lab: LabDevice, load: SampleLoad, samples: number): number {
  // A dispatch of a few samples leaves most of the adapter idle: it takes as long as one of some more.
  const { dispatchFlops, leastSamples } = traitsOf(lab);
  const rows = dispatchFlops / (Math.max(samples, leastSamples) * (load.evaluation + updateFlops));
  return Math.max(1, Math.min(256, Math.floor(rows)));
}

function hasFamily(lab: LabDevice, load: SampleLoad, family: SampleFamily): boolean {
  if (!load.families.includes(family)) return false;
  if (family === 'private') return !load.needsQuads || hasQuads(lab);
  // Programs that load storage lane by lane also take tens of seconds to compile what is meant for others.
  return family !== 'workgroup' || productsFor(lab) !== 'uniform';
}

/** The likeliest first. Whole networks were measured on Mesa's lavapipe only: Windows' program has to measure them. */
function inOrder(lab: LabDevice): readonly SampleFamily[] {
  return isBasicRender(lab) ? ['private', 'workgroup', 'layered', 'whole'] : sampleFamilies;
}

function chunkFor(lab: LabDevice, load: SampleLoad, family: SampleFamily): number {
  const { chunk, dispatchFlops } = traitsOf(lab);
  if (family === 'layered') return Math.min(chunk, rowsTogether(lab, load));
  if (family === 'whole') return wholeChunk;
  return Math.max(64, Math.min(chunk, 2 ** Math.floor(Math.log2(dispatchFlops / load.evaluation))));
}

/** What a row costs in the largest layer: floats of activations, and operations. */
export interface Load {
  readonly widest: number;
  readonly heaviest: number;
}

/** The same of a denoiser, and what an evaluation takes in all its layers. */
export interface SampleLoad extends Load {
  readonly evaluation: number;
  /** The families that have kernels for a denoiser of its shape. */
  readonly families: readonly SampleFamily[];
  /** Whether the private family's kernel needs subgroups of four. */
  readonly needsQuads: boolean;
}

/** Rows that go through a layer together: a power of two from 64 on. */
function rowsTogether(lab: LabDevice, { widest, heaviest }: Load): number {
  const most = Math.min(traitsOf(lab).dispatchFlops / heaviest, mostFloats / widest);
  return Math.max(64, 2 ** Math.floor(Math.log2(most)));
}
