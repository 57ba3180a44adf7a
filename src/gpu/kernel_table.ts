import type { WgslModule } from 'wgsl-loader/client';
import adam from '../../shaders/adam.wgsl';
import addNoise from '../../shaders/add_noise.wgsl';
import backwardPrivate from '../../shaders/backward_private.wgsl';
import copyRow from '../../shaders/copy_row.wgsl';
import embedInput from '../../shaders/embed_input.wgsl';
import forwardChain from '../../shaders/forward_chain.wgsl';
import forwardPrivate from '../../shaders/forward_private.wgsl';
import initNoise from '../../shaders/init_noise.wgsl';
import linearBackwardInput from '../../shaders/linear_backward_input.wgsl';
import linearBackwardInputQuad from '../../shaders/linear_backward_input_quad.wgsl';
import linearBackwardInputStationary from '../../shaders/linear_backward_input_stationary.wgsl';
import linearBackwardInputUniform from '../../shaders/linear_backward_input_uniform.wgsl';
import linearBackwardWeight from '../../shaders/linear_backward_weight.wgsl';
import linearBackwardWeightQuad from '../../shaders/linear_backward_weight_quad.wgsl';
import linearBackwardWeightStationary from '../../shaders/linear_backward_weight_stationary.wgsl';
import linearBackwardWeightTexture from '../../shaders/linear_backward_weight_texture.wgsl';
import linearBackwardWeightUniform from '../../shaders/linear_backward_weight_uniform.wgsl';
import linearForward from '../../shaders/linear_forward.wgsl';
import linearForwardQuad from '../../shaders/linear_forward_quad.wgsl';
import linearForwardStationary from '../../shaders/linear_forward_stationary.wgsl';
import linearForwardUniform from '../../shaders/linear_forward_uniform.wgsl';
import measureArithmetic from '../../shaders/measure_arithmetic.wgsl';
import measureBandwidth from '../../shaders/measure_bandwidth.wgsl';
import mixtureDenoise from '../../shaders/mixture_denoise.wgsl';
import mseLoss from '../../shaders/mse_loss.wgsl';
import networkForwardUniform from '../../shaders/network_forward_uniform.wgsl';
import packWeights from '../../shaders/pack_weights.wgsl';
import recordPaths from '../../shaders/record_paths.wgsl';
import sampleMixture from '../../shaders/sample_mixture.wgsl';
import samplePrivate from '../../shaders/sample_private.wgsl';
import sampleWorkgroup from '../../shaders/sample_workgroup.wgsl';
import samplerStep from '../../shaders/sampler_step.wgsl';
import sumGradients from '../../shaders/sum_gradients.wgsl';
import sumLoss from '../../shaders/sum_loss.wgsl';
import sumSlabs from '../../shaders/sum_slabs.wgsl';
import trainWorkgroup from '../../shaders/train_workgroup.wgsl';
import trainWorkgroupHalf from '../../shaders/train_workgroup_half.wgsl';
import transposeWeights from '../../shaders/transpose_weights.wgsl';
import weightGradients from '../../shaders/weight_gradients.wgsl';
import weightGradientsHalf from '../../shaders/weight_gradients_half.wgsl';
import type { BufferWindow } from './windows.ts';

export type Scalar = 'u32' | 'f32';
/**
 * How a kernel binds what it works on: a buffer as storage, 64 KiB of it as a uniform, or several such windows, NAME_0 and so on, as
 * many as its constants say; a texture of vec4f to sample or to write; the sampler that gives the nearest texel.
 */
export type Access = 'read' | 'read_write' | 'window' | 'windows' | 'texture' | 'texture_write' | 'nearest';

/** What TypeScript knows of a kernel; a test holds it equal to what the WGSL itself declares. */
export interface KernelSpec {
  readonly module: WgslModule;
  /** What the device must have for it, as the WGSL says by `enable`. */
  readonly feature?: GPUFeatureName;
  /** Invocations in a workgroup; 64 unless said. */
  readonly workgroupSize?: number;
  /** Binding 0: what a dispatch is. The fields of the kernel's `Args`, in order. */
  readonly args: Readonly<Record<string, Scalar>>;
  /** Binding 1, where there is one: what a step is. The fields of the WGSL struct of that name, in order. */
  readonly step?: StepName;
  /** What it works on, in the order of the bindings, from the first free one. */
  readonly buffers: Readonly<Record<string, Access>>;
}

/** The uniforms that change from step to step, by the name of their WGSL struct. */
export const stepLayouts = {
  /** A prefix of the others, for kernels that only need to know which step it is. */
  Step: { index: 'u32' },
  TrainStep: {
    index: 'u32',
    slot: 'u32',
    seed: 'u32',
    step_size: 'f32',
    second_moment_scale: 'f32',
    weight_keep: 'f32',
    ema_decay: 'f32',
  },
  SampleStep: {
    index: 'u32',
    seed: 'u32',
    clip: 'f32',
    a_x: 'f32',
    a_out: 'f32',
    c_x: 'f32',
    c_out: 'f32',
    c_0: 'f32',
    c_1: 'f32',
    c_2: 'f32',
    c_z: 'f32',
    signal: 'f32',
    sigma: 'f32',
  },
  SampleBlock: { index: 'u32', first: 'u32' },
} as const satisfies Record<string, Readonly<Record<string, Scalar>>>;

export type StepName = keyof typeof stepLayouts;

/** Invocations in a workgroup of a kernel. */
export function workgroupSizeOf(spec: KernelSpec): number {
  return spec.workgroupSize ?? 64;
}

/** The same with floats and with halves in between. */
const trainWorkgroupSpec = {
  workgroupSize: 128,
  args: {
    begin: 'u32',
    rows: 'u32',
    data_count: 'u32',
    data_dim: 'u32',
    num_timesteps: 'u32',
    prediction_type: 'u32',
    hidden_layers: 'u32',
    fourier_features: 'u32',
    fourier_base: 'f32',
    scale: 'f32',
    room: 'u32',
    second_weight: 'u32',
    next_weight: 'u32',
  },
  step: 'TrainStep',
  buffers: {
    data: 'read',
    schedule: 'read',
    time_features: 'read',
    weights: 'read',
    draws: 'read_write',
    activations: 'read_write',
    gradients: 'read_write',
    partial_losses: 'read_write',
  },
} as const;

/** The same with floats and with halves in between. */
const weightGradientsSpec = {
  args: {
    rows: 'u32',
    room: 'u32',
    slab_rows: 'u32',
    slabs: 'u32',
    in_width4: 'u32',
    width4: 'u32',
    out_width4: 'u32',
    hidden_layers: 'u32',
    second_weight: 'u32',
    next_weight: 'u32',
    parameters4: 'u32',
    slab_losses: 'u32',
    losses: 'u32',
    accumulate: 'u32',
  },
  buffers: {
    activations: 'read',
    d_outputs: 'read',
    partial_losses: 'read',
    partial_gradients: 'read_write',
    losses: 'read_write',
  },
} as const;

/** Every kernel, in pipeline order: the forward process, training, sampling, then what measures the adapter. */
export const kernelTable = {
  forward_chain: {
    module: forwardChain,
    args: { begin: 'u32', rows: 'u32', count: 'u32', steps: 'u32', every: 'u32', seed: 'u32' },
    buffers: { x0: 'read', chain: 'read', paths: 'read_write' },
  },
  add_noise: {
    module: addNoise,
    args: {
      begin: 'u32',
      rows: 'u32',
      data_count: 'u32',
      data_dim: 'u32',
      num_timesteps: 'u32',
      prediction_type: 'u32',
      given: 'u32',
    },
    step: 'TrainStep',
    buffers: {
      data: 'read',
      schedule: 'read',
      timesteps: 'read_write',
      noise: 'read_write',
      xt: 'read_write',
      training_target: 'read_write',
    },
  },
  embed_input: {
    module: embedInput,
    args: {
      rows: 'u32',
      begin: 'u32',
      data_dim: 'u32',
      fourier_features: 'u32',
      x_width4: 'u32',
      time_width4: 'u32',
      fourier_base: 'f32',
    },
    buffers: { x: 'read', timesteps: 'read', time_features: 'read', input: 'read_write' },
  },
  linear_forward: {
    module: linearForward,
    args: {
      rows: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      weight_stride4: 'u32',
      bias: 'u32',
      bias_step4: 'u32',
    },
    step: 'Step',
    buffers: {
      input: 'read',
      weights: 'read',
      biases: 'read',
      output: 'read_write',
      derivative: 'read_write',
    },
  },
  linear_forward_stationary: {
    module: linearForwardStationary,
    workgroupSize: 8,
    args: {
      rows: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      weight_stride4: 'u32',
      bias: 'u32',
      bias_step4: 'u32',
      rows_each: 'u32',
    },
    step: 'Step',
    buffers: {
      input: 'read',
      weights: 'read',
      biases: 'read',
      output: 'read_write',
      derivative: 'read_write',
    },
  },
  linear_forward_quad: {
    module: linearForwardQuad,
    feature: 'subgroups',
    workgroupSize: 4,
    args: {
      rows: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      weight_stride4: 'u32',
      bias: 'u32',
      bias_step4: 'u32',
      rows_each: 'u32',
    },
    step: 'Step',
    buffers: {
      input: 'read',
      weights: 'read',
      biases: 'read',
      output: 'read_write',
      derivative: 'read_write',
    },
  },
  linear_forward_uniform: {
    module: linearForwardUniform,
    workgroupSize: 8,
    args: {
      begin: 'u32',
      rows: 'u32',
      window_rows: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      weight_stride4: 'u32',
      bias: 'u32',
      bias_step4: 'u32',
    },
    step: 'Step',
    buffers: {
      weights: 'window',
      biases: 'read',
      output: 'read_write',
      derivative: 'read_write',
      input: 'windows',
    },
  },
  copy_row: {
    module: copyRow,
    args: { width4: 'u32' },
    step: 'Step',
    buffers: { table: 'read', row: 'read_write' },
  },
  network_forward_uniform: {
    module: networkForwardUniform,
    workgroupSize: 8,
    args: {
      begin: 'u32',
      rows: 'u32',
      input_stride: 'u32',
      out_width: 'u32',
      weight_stride4: 'u32',
      bias_1: 'u32',
      bias_2: 'u32',
      bias_3: 'u32',
      bias_last: 'u32',
    },
    buffers: {
      weight_0: 'window',
      weight_1: 'window',
      weight_2: 'window',
      weight_3: 'window',
      weight_last: 'window',
      folded_bias: 'window',
      biases_1: 'window',
      biases_2: 'window',
      biases_3: 'window',
      biases_last: 'window',
      input: 'read',
      output: 'read_write',
    },
  },
  mse_loss: {
    module: mseLoss,
    args: { begin: 'u32', rows: 'u32', data_dim: 'u32', out_width4: 'u32', scale: 'f32' },
    buffers: {
      model_output: 'read',
      training_target: 'read',
      timesteps: 'read',
      schedule: 'read',
      d_output: 'read_write',
      partial_losses: 'read_write',
    },
  },
  sum_loss: {
    module: sumLoss,
    args: { count: 'u32' },
    step: 'TrainStep',
    buffers: { partial_losses: 'read', loss_history: 'read_write' },
  },
  linear_backward_weight: {
    module: linearBackwardWeight,
    args: {
      rows: 'u32',
      slab_rows: 'u32',
      slabs: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      bias: 'u32',
      parameters4: 'u32',
      accumulate: 'u32',
    },
    buffers: { input: 'read', d_output: 'read', partial_gradients: 'read_write' },
  },
  linear_backward_weight_stationary: {
    module: linearBackwardWeightStationary,
    workgroupSize: 8,
    args: {
      rows: 'u32',
      slab_rows: 'u32',
      slabs: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      bias: 'u32',
      parameters4: 'u32',
      accumulate: 'u32',
    },
    buffers: { input: 'read', d_output: 'read', partial_gradients: 'read_write' },
  },
  linear_backward_weight_quad: {
    module: linearBackwardWeightQuad,
    feature: 'subgroups',
    workgroupSize: 4,
    args: {
      rows: 'u32',
      slab_rows: 'u32',
      slabs: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      bias: 'u32',
      parameters4: 'u32',
      accumulate: 'u32',
    },
    buffers: { input: 'read', d_output: 'read', partial_gradients: 'read_write' },
  },
  linear_backward_weight_uniform: {
    module: linearBackwardWeightUniform,
    workgroupSize: 8,
    args: {
      rows: 'u32',
      window_rows: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      input: 'u32',
      d_output: 'u32',
      weight: 'u32',
      bias: 'u32',
      accumulate: 'u32',
    },
    buffers: {
      partial_gradients: 'read_write',
      input: 'windows',
      d_output: 'windows',
    },
  },
  linear_backward_input: {
    module: linearBackwardInput,
    args: { rows: 'u32', in_width4: 'u32', out_width4: 'u32', weight: 'u32' },
    buffers: { d_output: 'read', weights: 'read', derivative: 'read', d_input: 'read_write' },
  },
  linear_backward_input_stationary: {
    module: linearBackwardInputStationary,
    workgroupSize: 8,
    args: { rows: 'u32', in_width4: 'u32', out_width4: 'u32', weight: 'u32', rows_each: 'u32' },
    buffers: { d_output: 'read', weights: 'read', derivative: 'read', d_input: 'read_write' },
  },
  linear_backward_input_quad: {
    module: linearBackwardInputQuad,
    feature: 'subgroups',
    workgroupSize: 4,
    args: { rows: 'u32', in_width4: 'u32', out_width4: 'u32', weight: 'u32', rows_each: 'u32' },
    buffers: { d_output: 'read', weights: 'read', derivative: 'read', d_input: 'read_write' },
  },
  linear_backward_input_uniform: {
    module: linearBackwardInputUniform,
    workgroupSize: 8,
    args: {
      begin: 'u32',
      rows: 'u32',
      window_rows: 'u32',
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
    },
    buffers: {
      weights: 'window',
      d_input: 'read_write',
      d_output: 'windows',
      derivative: 'windows',
    },
  },
  sum_gradients: {
    module: sumGradients,
    args: { begin: 'u32', count: 'u32', slabs: 'u32', accumulate: 'u32' },
    buffers: {
      gradient: 'read_write',
      slab: 'windows',
    },
  },
  train_workgroup: { module: trainWorkgroup, ...trainWorkgroupSpec },
  train_workgroup_half: { module: trainWorkgroupHalf, ...trainWorkgroupSpec },
  weight_gradients: { module: weightGradients, ...weightGradientsSpec },
  weight_gradients_half: { module: weightGradientsHalf, ...weightGradientsSpec },
  forward_private: {
    module: forwardPrivate,
    feature: 'subgroups',
    workgroupSize: 4,
    args: { rows: 'u32', hidden_layers: 'u32' },
    buffers: {
      input_rows: 'read',
      packed: 'texture',
      nearest: 'nearest',
      biases: 'read',
      activations: 'texture_write',
      derivatives: 'texture_write',
      model_output: 'read_write',
    },
  },
  backward_private: {
    module: backwardPrivate,
    feature: 'subgroups',
    workgroupSize: 4,
    args: { rows: 'u32', hidden_layers: 'u32' },
    buffers: {
      d_output: 'read',
      packed: 'texture',
      nearest: 'nearest',
      derivatives: 'texture',
      gradients: 'texture_write',
    },
  },
  linear_backward_weight_texture: {
    module: linearBackwardWeightTexture,
    feature: 'subgroups',
    workgroupSize: 4,
    args: {
      in_width4: 'u32',
      out_width4: 'u32',
      layer: 'u32',
      layers: 'u32',
      weight: 'u32',
      bias: 'u32',
      slab_texels: 'u32',
    },
    buffers: {
      input: 'texture',
      d_output: 'texture',
      nearest: 'nearest',
      partial_gradients: 'texture_write',
    },
  },
  sum_slabs: {
    module: sumSlabs,
    args: { parameters4: 'u32', slabs: 'u32', slab_texels: 'u32', accumulate: 'u32' },
    buffers: { partial_gradients: 'texture', nearest: 'nearest', gradient: 'read_write' },
  },
  adam: {
    module: adam,
    args: {
      parameters4: 'u32',
      slabs: 'u32',
      beta1: 'f32',
      beta2: 'f32',
      one_minus_beta1: 'f32',
      one_minus_beta2: 'f32',
      eps: 'f32',
      losses: 'u32',
    },
    step: 'TrainStep',
    buffers: {
      partial_gradients: 'read',
      weights: 'read_write',
      first_moment: 'read_write',
      second_moment: 'read_write',
      ema_weights: 'read_write',
      losses: 'read',
      loss_history: 'read_write',
    },
  },
  init_noise: {
    module: initNoise,
    args: {
      begin: 'u32',
      rows: 'u32',
      count: 'u32',
      data_dim: 'u32',
      seed: 'u32',
      stratified: 'u32',
    },
    buffers: { x: 'read_write' },
  },
  mixture_denoise: {
    module: mixtureDenoise,
    args: {
      begin: 'u32',
      rows: 'u32',
      data_dim: 'u32',
      out_width4: 'u32',
      components: 'u32',
      prediction_type: 'u32',
    },
    step: 'SampleStep',
    buffers: { x: 'read', mixture: 'read', model_output: 'read_write' },
  },
  sampler_step: {
    module: samplerStep,
    args: { begin: 'u32', rows: 'u32', count: 'u32', data_dim: 'u32', out_width4: 'u32', history: 'u32' },
    step: 'SampleStep',
    buffers: { model_output: 'read', x: 'read_write', x0_history: 'read_write' },
  },
  pack_weights: {
    module: packWeights,
    args: {
      in_width4: 'u32',
      weight_stride4: 'u32',
      width4: 'u32',
      out_width4: 'u32',
      hidden_layers: 'u32',
      second_weight: 'u32',
      next_weight: 'u32',
      rows: 'u32',
      texels: 'u32',
    },
    buffers: { weights: 'read', packed: 'texture_write', biases: 'read_write' },
  },
  sample_private: {
    module: samplePrivate,
    feature: 'subgroups',
    workgroupSize: 4,
    args: {
      begin: 'u32',
      rows: 'u32',
      count: 'u32',
      data_dim: 'u32',
      history: 'u32',
      hidden_layers: 'u32',
      fourier_features: 'u32',
      fourier_base: 'f32',
    },
    step: 'SampleBlock',
    buffers: {
      table: 'read',
      packed: 'texture',
      nearest: 'nearest',
      biases: 'read',
      folded_bias: 'read',
      x: 'read_write',
      x0_history: 'read_write',
    },
  },
  sample_mixture: {
    module: sampleMixture,
    args: {
      begin: 'u32',
      rows: 'u32',
      count: 'u32',
      data_dim: 'u32',
      history: 'u32',
      components: 'u32',
      prediction_type: 'u32',
    },
    step: 'SampleBlock',
    buffers: { table: 'read', mixture: 'read', x: 'read_write', x0_history: 'read_write' },
  },
  transpose_weights: {
    module: transposeWeights,
    args: {
      in_width4: 'u32',
      out_width4: 'u32',
      weight: 'u32',
      weight_stride4: 'u32',
      bias: 'u32',
      transposed_at: 'u32',
    },
    buffers: { weights: 'read', transposed: 'read_write' },
  },
  sample_workgroup: {
    module: sampleWorkgroup,
    workgroupSize: 128,
    args: {
      begin: 'u32',
      rows: 'u32',
      count: 'u32',
      data_dim: 'u32',
      history: 'u32',
      hidden_layers: 'u32',
      fourier_features: 'u32',
      fourier_base: 'f32',
    },
    step: 'SampleBlock',
    buffers: {
      table: 'read',
      transposed: 'read',
      folded_bias: 'read',
      x: 'read_write',
      x0_history: 'read_write',
    },
  },
  record_paths: {
    module: recordPaths,
    args: { count: 'u32', every: 'u32', steps: 'u32' },
    step: 'Step',
    buffers: { x: 'read', paths: 'read_write' },
  },
  measure_arithmetic: {
    module: measureArithmetic,
    args: { count: 'u32', iterations: 'u32', multiplier: 'f32', addend: 'f32' },
    buffers: { sums: 'read_write' },
  },
  measure_bandwidth: {
    module: measureBandwidth,
    args: { count: 'u32', reads: 'u32' },
    buffers: { source: 'read', sums: 'read_write' },
  },
} as const satisfies Record<string, KernelSpec>;

export type KernelName = keyof typeof kernelTable;
export type KernelArgs<N extends KernelName> = Readonly<
  Record<keyof (typeof kernelTable)[N]['args'], number>
>;

/** What is bound by each access; a plan has the sampler itself. */
interface BoundBy {
  readonly read: GPUBuffer;
  readonly read_write: GPUBuffer;
  readonly window: BufferWindow;
  readonly windows: readonly BufferWindow[];
  readonly texture: GPUTexture;
  readonly texture_write: GPUTexture;
}
export type Bound = BoundBy[keyof BoundBy];
/** What takes one binding. */
export type BoundOne = BoundBy[Exclude<keyof BoundBy, 'windows'>];
type Buffers<N extends KernelName> = (typeof kernelTable)[N]['buffers'];
export type KernelBuffers<N extends KernelName> = {
  readonly [B in keyof Buffers<N> as Buffers<N>[B] extends 'nearest'
    ? never
    : B]: Buffers<N>[B] extends keyof BoundBy ? BoundBy[Buffers<N>[B]] : never;
};
