import type { LabDevice } from '../gpu/device.ts';

// What an adapter tells of itself, and what follows for the kernels.

/**
 * Which kernels multiply matrices: `tiled` keeps a tile of the result in registers, for GPUs; `stationary` keeps a
 * block of one factor to itself, for programs on the CPU, where a load costs ten multiplications; `quad` does so with
 * four invocations that swap what they have loaded, where the device has subgroups; `uniform` loads both factors as
 * uniforms, for programs that load storage lane by lane.
 */
export type Products = (typeof everyProducts)[number];
export const everyProducts = ['tiled', 'stationary', 'quad', 'uniform'] as const;

const traits = {
  // A layer's dispatch should take some tens of milliseconds; a few slabs keep two cores busy.
  software: { dispatchFlops: 2 ** 28, slabs: 8, chunk: 4096, leastSamples: 64 },
  hardware: { dispatchFlops: 2 ** 31, slabs: 64, chunk: 65_536, leastSamples: 4096 },
} as const;

/** The products that suit the adapter. */
export function productsFor(lab: LabDevice): Products {
  if (!lab.adapter.isSoftware) return 'tiled';
  if (hasQuads(lab)) return 'quad';
  return /swiftshader/i.test(wordsOf(lab)) ? 'stationary' : 'uniform';
}

/** Windows' software adapter, where it gives its name. */
export function isBasicRender(lab: LabDevice): boolean {
  return /basic render/i.test(wordsOf(lab));
}

/** What the adapter tells of itself; nothing in some browsers. */
function wordsOf({ adapter: { vendor, architecture, description } }: LabDevice): string {
  return `${vendor} ${architecture} ${description}`;
}

/** Whether every subgroup is a quad: its invocations are the lanes of one CPU register and swap them in a cycle. */
export function hasQuads({ adapter, device }: LabDevice): boolean {
  if (!adapter.isSoftware || !device.features.has('subgroups')) return false;
  const { subgroupMinSize, subgroupMaxSize } = device.adapterInfo;
  return subgroupMinSize === 4 && subgroupMaxSize === 4;
}

/** How much work suits the adapter. */
export function traitsOf(lab: LabDevice): (typeof traits)['software' | 'hardware'] {
  return traits[lab.adapter.isSoftware ? 'software' : 'hardware'];
}
