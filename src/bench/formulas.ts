import type { NetworkShape } from './work.ts';

// What the work costs by formula. Operations are the plain network's, whatever an engine saves or wastes, so that rates
// compare; a multiply-add counts as two. Bytes are what must at least pass the memory, the weights' left out where
// many rows share them.

/** [in, out] of each layer. */
export function layerSizes({ inputs, width, depth, outputs }: NetworkShape): [number, number][] {
  return Array.from({ length: depth + 1 }, (_, i) => [
    i === 0 ? inputs : width,
    i === depth ? outputs : width,
  ]);
}

/** P, the weights without biases. */
export function weightCount(shape: NetworkShape): number {
  return layerSizes(shape).reduce((sum, [into, out]) => sum + into * out, 0);
}

/** Forward: 2 P. */
export function evaluationFlops(shape: NetworkShape): number {
  return 2 * weightCount(shape);
}

/** Forward, weights' gradients, inputs' gradients: 6 P a row, less the gradient of the network's input, which nobody needs. */
export function trainingFlops(shape: NetworkShape, batch: number): number {
  return batch * (6 * weightCount(shape) - 2 * shape.inputs * shape.width);
}

/**
 * Whether each layer is a dispatch whose results go through memory, or a dispatch runs the whole network: `whole` from
 * features to answers, `fused` with what comes before and after; `half`: and leaves half-precision numbers.
 */
export type Family = 'layered' | 'whole' | 'fused' | 'half';

/**
 * Bytes of one network evaluation of a sample. Fused: x read and written. Whole: also the answer, written and read again.
 * Layered: the result of every layer, likewise; features of t are folded into a bias.
 */
export function evaluationBytes(shape: NetworkShape, family: Family): number {
  const x = 4 * 2 * shape.outputs;
  if (family === 'whole') return 2 * x;
  if (family !== 'layered') return x;
  const results = layerSizes(shape).reduce((sum, [, out]) => sum + out, 0);
  return x + 4 * 2 * results;
}

/**
 * Bytes of a training step. Fused: the inputs and output gradients of every layer are written and read once, for the
 * weights' gradients. Layered: the forward pass reads a layer's input and writes its output and derivative, the backward
 * pass reads input, output gradient (twice) and derivative and writes the input gradient. Adam reads the gradient,
 * weights and both moments and writes the latter three, 28 P. Half: as fused, 2 bytes a number but Adam's.
 */
export function trainingBytes(shape: NetworkShape, batch: number, family: Family): number {
  const adam = 28 * weightCount(shape);
  const row = layerSizes(shape).reduce((sum, [into, out], i) => {
    if (family !== 'layered') return sum + 2 * (into + out);
    const hidden = i < shape.depth;
    const forward = into + out + (hidden ? out : 0);
    const weightGradient = into + out;
    const inputGradient = i > 0 ? out + 2 * into : 0;
    return sum + forward + weightGradient + inputGradient;
  }, 0);
  return (family === 'half' ? 2 : 4) * batch * row + adam;
}

/** The rate that the ceilings allow work of this intensity (operations a byte): the roofline of Williams et al. 2009. */
export function roofline(intensity: number, arithmeticRate: number, bandwidth: number): number {
  return Math.min(arithmeticRate, intensity * bandwidth);
}
