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
 * of the block. A row is `texels` texels long, zeros past the last input.
 */
export function packWeights(
  { weight, stride, inFeatures, bias }: PackWeightsInput,
  texels: number,
): number[] {
  const packed: number[] = [];
  for (let out = 0; out < bias.length; out++) {
    for (let texel = 0; texel < texels; texel++) {
      for (let j = 0; j < 4; j++) {
        const [block, lane] = [Math.floor(texel / 4), texel % 4];
        const input = 16 * block + 4 * j + lane;
        packed.push(input < inFeatures ? (weight[out * stride + input] as number) : 0);
      }
    }
  }
  return packed;
}

/** A matrix [rows, columns] turned into [columns, rows]. */
export function transposed(matrix: ArrayLike<number>, columns: number): number[] {
  const rows = matrix.length / columns;
  return Array.from(
    { length: matrix.length },
    (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)] as number,
  );
}
