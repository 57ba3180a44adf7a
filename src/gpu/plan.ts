import { BufferSet, buildWithBuffers, checked, LimitError } from './buffers.ts';
import type { LabDevice } from './device.ts';
import {
  type BufferSizes,
  type Constants,
  getKernel,
  type Kernel,
  packUniform,
  uniformStride,
} from './kernel.ts';
import {
  type Bound,
  type BoundOne,
  type KernelArgs,
  type KernelBuffers,
  type KernelName,
  type KernelSpec,
  kernelTable,
  type StepName,
  stepLayouts,
  workgroupSizeOf,
} from './kernel_table.ts';

/** Steps that one submit may hold: as many uniforms of steps are kept on the device. */
export const maxStepsPerSubmit = 128;

/** What a dispatch costs beside its arithmetic, in floating-point operations of the same duration. */
const dispatchOverhead = 50_000;

interface Dispatch {
  readonly kernel: Kernel;
  readonly bindGroup: GPUBindGroup;
  readonly argsOffset: number;
  readonly usesStep: boolean;
  readonly workgroups: number;
  readonly cost: number;
}

/** A dispatch as it is asked for. */
export interface DispatchRequest<N extends KernelName> {
  readonly args: KernelArgs<N>;
  readonly buffers: KernelBuffers<N>;
  /** Invocations; rounded up to whole workgroups, and the kernel guards the rest. */
  readonly threads: number;
  /** Floating-point operations, for cutting the work into submits of even duration. */
  readonly flops: number;
  readonly constants?: Constants;
}

/**
 * The dispatches of one step, made once: pipelines, bind groups and argument uniforms. Running a step only encodes.
 * What differs from step to step is a uniform of its own, found by a dynamic offset.
 */
export class Plan {
  readonly #lab: LabDevice;
  readonly #buffers: BufferSet;
  readonly #dispatches: readonly Dispatch[];
  readonly #stepUniforms: GPUBuffer;
  readonly #stepData: DataView<ArrayBuffer>;
  readonly #stepName: StepName;

  constructor(
    lab: LabDevice,
    buffers: BufferSet,
    dispatches: readonly Dispatch[],
    stepUniforms: GPUBuffer,
    stepName: StepName,
  ) {
    this.#lab = lab;
    this.#buffers = buffers;
    this.#dispatches = dispatches;
    this.#stepName = stepName;
    this.#stepUniforms = stepUniforms;
    this.#stepData = new DataView(new ArrayBuffer(maxStepsPerSubmit * uniformStride));
  }

  /** Dispatches in a step. */
  get length(): number {
    return this.#dispatches.length;
  }

  /** The kernel of the i-th dispatch of a step. */
  kernelName(index: number): KernelName {
    const dispatch = this.#dispatches[index];
    if (!dispatch) throw new RangeError(`The plan has ${this.length} dispatches, not one at ${index}.`);
    return dispatch.kernel.name;
  }

  /** Cost of the i-th dispatch of a step, in floating-point operations or their like. */
  cost(index: number): number {
    return this.#dispatches[index]?.cost ?? 0;
  }

  /** Puts a step's numbers into a slot of this submit; `upload` sends them. */
  setStep(slot: number, values: Readonly<Record<string, number>>): void {
    packUniform(stepLayouts[this.#stepName], values, this.#stepData, slot * uniformStride);
  }

  upload(slots: number): void {
    this.#lab.device.queue.writeBuffer(
      this.#stepUniforms,
      0,
      this.#stepData.buffer,
      0,
      slots * uniformStride,
    );
  }

  /** Encodes the i-th dispatch of the step in `slot`. */
  encode(pass: GPUComputePassEncoder, index: number, slot: number): void {
    const dispatch = this.#dispatches[index];
    if (!dispatch) throw new RangeError(`The plan has ${this.length} dispatches, not one at ${index}.`);
    pass.setPipeline(dispatch.kernel.pipeline);
    const offsets = dispatch.usesStep ? [dispatch.argsOffset, slot * uniformStride] : [dispatch.argsOffset];
    pass.setBindGroup(0, dispatch.bindGroup, offsets);
    pass.dispatchWorkgroups(dispatch.workgroups);
  }

  /**
   * Dispatches no workgroup of each kernel: drivers that make machine code no sooner than at a kernel's first dispatch do so
   * while the host compiles others. Indirectly, as Dawn warns of those that are plainly of no workgroup.
   */
  warmUp(): void {
    const { device } = this.#lab;
    const buffers = new BufferSet(this.#lab, 'warm up');
    const none = buffers.noWorkgroups('none');
    const encoder = device.createCommandEncoder({ label: 'warm up' });
    const pass = encoder.beginComputePass({ label: 'warm up' });
    const oneEach = new Map(this.#dispatches.map((dispatch) => [dispatch.kernel, dispatch]));
    for (const { kernel, bindGroup, argsOffset, usesStep } of oneEach.values()) {
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, bindGroup, usesStep ? [argsOffset, 0] : [argsOffset]);
      pass.dispatchWorkgroupsIndirect(none, 0);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
    buffers.destroy();
  }

  destroy(): void {
    this.#buffers.destroy();
  }

  /** A plan from the dispatches that `describe` adds, in their order. `stepName` says what `setStep` takes. */
  static async build(
    lab: LabDevice,
    label: string,
    stepName: StepName,
    describe: (builder: PlanBuilder) => void,
  ): Promise<Plan> {
    const builder = new PlanBuilder(lab.device.limits.maxUniformBuffersPerShaderStage);
    describe(builder);
    const { requests } = builder;
    const kernels = await Promise.all(
      requests.map(({ name, constants, buffers }) =>
        getKernel(lab.device, name, constants, lab.adapter.isSoftware ? sizesOf(buffers) : {}),
      ),
    );
    return buildWithBuffers(lab, label, (buffers) =>
      checked(lab, buffers, `The plan “${label}”`, () => makePlan(lab, buffers, stepName, requests, kernels)),
    );
  }
}

type AnyRequest = { readonly name: KernelName } & DispatchRequest<KernelName>;

/** Collects the dispatches of a plan. */
export class PlanBuilder {
  readonly requests: AnyRequest[] = [];
  /** How many uniforms a kernel may bind. */
  readonly uniformsPerStage: number;

  constructor(uniformsPerStage: number) {
    this.uniformsPerStage = uniformsPerStage;
  }

  add<N extends KernelName>(name: N, request: DispatchRequest<NoInfer<N>>): void {
    this.requests.push({ name, ...request } as AnyRequest);
  }
}

/** Sizes of what is bound as storage; windows and textures have theirs elsewhere. */
function sizesOf(buffers: Readonly<Record<string, Bound>>): BufferSizes {
  const isStorage = (bound: Bound): bound is GPUBuffer => 'size' in bound && !('buffer' in bound);
  const sizes = Object.entries(buffers).map(([name, bound]) => [name, isStorage(bound) ? bound.size : 0]);
  return Object.fromEntries(sizes);
}

function makePlan(
  lab: LabDevice,
  buffers: BufferSet,
  stepName: StepName,
  requests: readonly AnyRequest[],
  kernels: readonly Kernel[],
): Plan {
  const argsData = new DataView(new ArrayBuffer(Math.max(1, requests.length) * uniformStride));
  const argsUniforms = buffers.uniform('args', argsData.byteLength);
  const stepUniforms = buffers.uniform('steps', maxStepsPerSubmit * uniformStride);
  const bindGroups = new BindGroupCache(lab.device);
  const dispatches = requests.map((request, index): Dispatch => {
    const kernel = kernels[index] as Kernel;
    const spec: KernelSpec = kernelTable[request.name];
    packUniform(spec.args, request.args, argsData, index * uniformStride);
    const uniforms = spec.step ? [argsUniforms, stepUniforms] : [argsUniforms];
    const workgroups = Math.ceil(request.threads / workgroupSizeOf(spec));
    const most = lab.device.limits.maxComputeWorkgroupsPerDimension;
    if (workgroups > most) {
      throw new LimitError(`${request.name} needs ${workgroups} workgroups; this adapter allows ${most}.`);
    }
    const named = request.buffers as Readonly<Record<string, Bound>>;
    const bound = Object.entries(spec.buffers).flatMap(([name, access]) =>
      access === 'nearest' ? bindGroups.nearest : (named[name] as Bound),
    );
    return {
      kernel,
      bindGroup: bindGroups.get(kernel, uniforms, bound),
      argsOffset: index * uniformStride,
      usesStep: spec.step !== undefined,
      workgroups,
      cost: request.flops + dispatchOverhead,
    };
  });
  lab.device.queue.writeBuffer(argsUniforms, 0, argsData.buffer);
  return new Plan(lab, buffers, dispatches, stepUniforms, stepName);
}

/** A buffer as a whole, a window of one, a texture, or the sampler, as an entry of a bind group takes it. */
function resourceOf(part: BoundOne | GPUSampler): GPUBindingResource {
  if ('buffer' in part) return part;
  if ('createView' in part) return part.createView();
  return 'size' in part ? { buffer: part } : part;
}

/** Bind groups by kernel and buffers: a plan's thousands of chunks and micro-batches differ in their arguments only. */
class BindGroupCache {
  readonly #device: GPUDevice;
  readonly #ids = new Map<unknown, number>();
  readonly #groups = new Map<string, GPUBindGroup>();
  /** The sampler that gives the nearest texel. */
  readonly nearest: GPUSampler;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.nearest = device.createSampler({ label: 'nearest' });
  }

  get(
    kernel: Kernel,
    uniforms: readonly GPUBuffer[],
    bound: readonly (BoundOne | GPUSampler)[],
  ): GPUBindGroup {
    const places = bound.map((part) =>
      'buffer' in part ? `${this.#id(part.buffer)}+${part.offset}` : this.#id(part),
    );
    const key = [this.#id(kernel), ...places].join(' ');
    let group = this.#groups.get(key);
    if (!group) {
      group = this.#device.createBindGroup({
        label: kernel.name,
        layout: kernel.layout,
        entries: [
          ...uniforms.map((buffer, binding) => ({ binding, resource: { buffer, size: uniformStride } })),
          ...bound.map((part, i) => ({ binding: uniforms.length + i, resource: resourceOf(part) })),
        ],
      });
      this.#groups.set(key, group);
    }
    return group;
  }

  #id(part: unknown): number {
    const id = this.#ids.get(part) ?? this.#ids.size;
    this.#ids.set(part, id);
    return id;
  }
}
