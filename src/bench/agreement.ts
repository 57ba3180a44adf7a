import { createEvaluator, type LabDevice, type Model, networkDenoiser } from '../index.ts';
import type { PeerEngine } from './peers/peer.ts';
import { schedule } from './work.ts';

/** How a peer's numbers compare with ours, from the same weights. */
export interface Agreement {
  readonly engine: string;
  readonly version: string;
  /** Largest difference between the network's answers on the same inputs. */
  readonly largestDifference: number;
  /** Loss of the first training step, on points of its own; ours beside it. */
  readonly firstLoss: number;
  readonly ourFirstLoss: number;
  /** Whether both are as close as float32 and the draw of a batch let them be. */
  readonly holds: boolean;
}

const times = [0, 250, 500, 999];
const points = Float32Array.from({ length: 101 }, (_, i) => (i - 50) / 15);

/** Answers are of the order of 1 and sums of 128 float32 products three times over; features of t differ by sin and cos. */
const mostDifference = 1e-3;
/** A batch's loss is a mean of 4096 squares of normals, sqrt(2 / 4096) = 2% either way: five times the difference of two. */
const mostLossDifference = 0.15;

/** Compares a peer's network, and the loss of its first training step, with ours. */
export async function agreementOf(
  lab: LabDevice,
  model: Model,
  peer: PeerEngine,
  { ours: ourFirstLoss, theirs: firstLoss }: { readonly ours: number; readonly theirs: number },
): Promise<Agreement> {
  const weights = await model.readWeights('raw');
  const ours = await ourAnswers(lab, model);
  let largestDifference = 0;
  for (const [i, t] of times.entries()) {
    const theirs = await peer.evaluate(weights, points, t);
    for (const [j, answer] of theirs.entries()) {
      const difference = Math.abs(answer - (ours[i * points.length + j] as number));
      // Not Math.max, which would let a NaN be the largest and then compare as neither.
      if (!(difference <= largestDifference)) largestDifference = difference;
    }
  }
  const holds =
    largestDifference < mostDifference && Math.abs(firstLoss / ourFirstLoss - 1) < mostLossDifference;
  const { name: engine, version } = peer;
  return { engine, version, largestDifference, firstLoss, ourFirstLoss, holds };
}

/** [times, points] */
async function ourAnswers(lab: LabDevice, model: Model): Promise<Float32Array> {
  const levels = times.map((t) => ({
    t,
    sqrtAlphaCumprod: schedule.sqrtAlphasCumprod[t] as number,
    sqrtOneMinusAlphaCumprod: schedule.sqrtOneMinusAlphasCumprod[t] as number,
  }));
  const evaluator = await createEvaluator(lab, {
    denoiser: networkDenoiser(model, 'raw'),
    levels,
    numPoints: points.length,
  });
  try {
    return await evaluator.evaluate(
      Float32Array.from(
        { length: times.length * points.length },
        (_, i) => points[i % points.length] as number,
      ),
    );
  } finally {
    evaluator.destroy();
  }
}
