export interface EmbedInputInput {
  /** [B, D] */
  readonly x: ArrayLike<number>;
  readonly dataDim: number;
  /** Sine and cosine pairs per coordinate, and the lowest frequency in turns per unit of x. */
  readonly fourierFeatures: number;
  readonly fourierBase: number;
  /** Features of each row's t, [B][number of features]; empty lists where they are folded into the bias. */
  readonly timeFeatures: readonly ArrayLike<number>[];
}

/**
 * The network's input: the D coordinates, for each frequency (doubling from the base) and each coordinate sin and cos of
 * 2 pi frequency x (Tancik et al. 2020, eq. 1), then the features of t.
 *
 * @returns features of x [B, D (1 + 2 fourierFeatures)] and of t [B, …], apart
 */
export function embedInput(input: EmbedInputInput): { xFeatures: number[][]; timeFeatures: number[][] } {
  const { x, dataDim, fourierFeatures, fourierBase, timeFeatures } = input;
  const rows = Array.from({ length: x.length / dataDim }, (_, row) =>
    Array.from({ length: dataDim }, (_, d) => x[row * dataDim + d] as number),
  );
  const frequencies = Array.from({ length: fourierFeatures }, (_, i) => fourierBase * 2 ** i);
  return {
    xFeatures: rows.map((coordinates) => [
      ...coordinates,
      ...frequencies.flatMap((frequency) =>
        coordinates.flatMap((value) => {
          const angle = 2 * Math.PI * frequency * value;
          return [Math.sin(angle), Math.cos(angle)];
        }),
      ),
    ]),
    timeFeatures: timeFeatures.map((features) => Array.from(features)),
  };
}
