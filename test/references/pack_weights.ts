export interface PackWeightsInput {
  /** [outFeatures, stride], of which the first inFeatures of each row are packed */
  readonly weight: ArrayLike<number>;
  readonly stride: number;
  readonly inFeatures: number;
  /** [outFeatures] */
  readonly bias: ArrayLike<number>;
}

/**
 * A layer's weights as a quad reads them. For each output, in blocks of 16 inputs: for each lane the four inputs 4 j + lane
 * of the block.
 */
export function packWeights({ weight, stride, inFeatures, bias }: PackWeightsInput): number[] {
  const packed: number[] = [];
  for (let out = 0; out < bias.length; out++) {
    for (let block = 0; block < inFeatures; block += 16) {
      for (let lane = 0; lane < 4; lane++) {
        for (let j = 0; j < 4; j++) {
          const input = block + 4 * j + lane;
          packed.push(input < inFeatures ? (weight[out * stride + input] as number) : 0);
        }
      }
    }
  }
  return packed;
}
