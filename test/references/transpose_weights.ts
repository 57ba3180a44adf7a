import type { PackWeightsInput } from './pack_weights.ts';

/** A layer's weights as [inFeatures, outFeatures], and the bias behind. */
export function transposeWeights({ weight, stride, inFeatures, bias }: PackWeightsInput): number[] {
  const transposed: number[] = [];
  for (let input = 0; input < inFeatures; input++) {
    for (let out = 0; out < bias.length; out++) transposed.push(weight[out * stride + input] as number);
  }
  return [...transposed, ...Array.from(bias)];
}
