import { requireInteger } from '../diffusion/checks.ts';
import type { Level } from '../diffusion/prediction.ts';
import { buildWithBuffers, checked, readFloats } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import { workDone } from '../gpu/news.ts';
import { maxStepsPerSubmit, Plan } from '../gpu/plan.ts';
import { runSteps } from '../gpu/run_steps.ts';
import type { Denoiser } from './denoiser.ts';
import { padded } from './layout.ts';
import { chooseSampleVariant, isFused, type SampleVariant } from './variant.ts';

export interface EvaluatorOptions {
  readonly denoiser: Denoiser;
  /** The times to ask at, whole or fractional, and what x is made of there, [times]. */
  readonly levels: readonly Level[];
  /** N, the points asked at each time. */
  readonly numPoints: number;
  /**
   * How the work is cut; by default what suits the adapter. Where a family's dispatches update samples as well, its products
   * answer layer by layer.
   */
  readonly variant?: SampleVariant;
}

/** Asks a denoiser what it answers, away from any sampler. */
export interface Evaluator {
  /** What it answers with. */
  readonly variant: SampleVariant;
  /** Bytes on the GPU. */
  readonly bytes: number;
  /**
   * What the denoiser, as it is now, answers to x at the evaluator's times. In between two steps of a training run it
   * takes its turn behind what is already submitted.
   *
   * @param x [times, N, D] in the denoiser's units
   * @returns [times, N, D]: noise, x_0 or v, as the denoiser's predictionType says
   * @throws RangeError when x has another length, DeviceError when the device is lost
   */
  evaluate(x: Float32Array): Promise<Float32Array<ArrayBuffer>>;
  destroy(): void;
}

/** How long a submit should take, in milliseconds. */
const targetMs = 50;

/**
 * Prepares the evaluation of a denoiser at given times: makes every buffer and pipeline.
 *
 * @throws RangeError for settings out of range, LimitError when the adapter has too little memory.
 */
export async function createEvaluator(lab: LabDevice, options: EvaluatorOptions): Promise<Evaluator> {
  const { denoiser, levels, numPoints } = options;
  requireInteger('the number of times', levels.length, 1, 65_536);
  requireInteger('numPoints', numPoints, 1, 2 ** 24);
  const { dataDim } = denoiser;
  const chosen = options.variant ?? chooseSampleVariant(lab, denoiser.load);
  requireInteger('chunk', chosen.chunk, 1, 65_536);
  const { family = 'layered', products } = chosen;
  const variant: SampleVariant = {
    family: isFused(family) ? 'layered' : family,
    products,
    chunk: Math.min(chosen.chunk, numPoints),
  };
  const pieces = piecesOf(levels.length, numPoints, variant.chunk);
  const outWidth = padded(dataDim);
  return buildWithBuffers(lab, 'Evaluating', async (set) => {
    const buffers = await checked(lab, set, 'Evaluating', () => ({
      points: set.storage('points', levels.length * numPoints * dataDim),
      x: set.storage('x', variant.chunk * dataDim),
      answers: set.storage('answers', levels.length * numPoints * outWidth),
      bound: denoiser.bind(set, levels, variant),
    }));
    const prepare = await Plan.build(lab, 'prepare answers', 'Step', (builder) =>
      buffers.bound.addPreparation(builder),
    );
    const ask = await Plan.build(lab, 'answer', 'SampleStep', (builder) => {
      buffers.bound.addStepBegin(builder);
      buffers.bound.addEvaluation(builder, buffers.x, 0, variant.chunk);
    }).catch((error: unknown) => {
      prepare.destroy();
      throw error;
    });
    let piecesPerSubmit = 1;

    async function submit(some: readonly Piece[]): Promise<void> {
      const encoder = lab.device.createCommandEncoder({ label: 'answer' });
      for (const [slot, { level, begin, rows }] of some.entries()) {
        ask.setStep(slot, stepOf(levels[level] as Level, level));
        const at = level * numPoints + begin;
        encoder.copyBufferToBuffer(buffers.points, 4 * at * dataDim, buffers.x, 0, 4 * rows * dataDim);
        const pass = encoder.beginComputePass({ label: 'answer' });
        for (let i = 0; i < ask.length; i++) ask.encode(pass, i, slot);
        pass.end();
        const { modelOutput } = buffers.bound;
        encoder.copyBufferToBuffer(modelOutput, 0, buffers.answers, 4 * at * outWidth, 4 * rows * outWidth);
      }
      ask.upload(some.length);
      const submittedAt = performance.now();
      lab.device.queue.submit([encoder.finish()]);
      await workDone(lab);
      lab.assertAlive();
      const each = (performance.now() - submittedAt) / some.length;
      piecesPerSubmit = Math.max(1, Math.min(maxStepsPerSubmit, Math.floor(targetMs / Math.max(each, 0.01))));
    }

    return {
      variant,
      get bytes() {
        return set.bytes;
      },
      async evaluate(x) {
        set.assertUsable();
        const length = levels.length * numPoints * dataDim;
        if (x.length !== length) {
          throw new RangeError(
            `x must hold times * numPoints * dataDim = ${length} numbers, got ${x.length}.`,
          );
        }
        lab.assertAlive();
        lab.device.queue.writeBuffer(buffers.points, 0, Float32Array.from(x));
        const once = { begin: 0, end: prepare.length > 0 ? 1 : 0, describeStep: () => ({ index: 0 }) };
        for await (const _ of runSteps(lab, prepare, once));
        for (let done = 0; done < pieces.length; ) {
          const some = pieces.slice(done, done + piecesPerSubmit);
          await submit(some);
          done += some.length;
        }
        const wide = await readFloats(lab, buffers.answers, levels.length * numPoints * outWidth);
        return Float32Array.from(
          { length },
          (_, i) => wide[Math.floor(i / dataDim) * outWidth + (i % dataDim)] as number,
        );
      },
      destroy() {
        prepare.destroy();
        ask.destroy();
        set.destroy();
      },
    };
  });
}

/** Some of the points of one time: what goes through the denoiser together. */
interface Piece {
  readonly level: number;
  readonly begin: number;
  readonly rows: number;
}

function piecesOf(levels: number, numPoints: number, chunk: number): Piece[] {
  const pieces: Piece[] = [];
  for (let level = 0; level < levels; level++) {
    for (let begin = 0; begin < numPoints; begin += chunk) {
      pieces.push({ level, begin, rows: Math.min(chunk, numPoints - begin) });
    }
  }
  return pieces;
}

/** A step that evaluates and updates nothing. */
function stepOf(level: Level, index: number): Record<string, number> {
  return {
    index,
    seed: 0,
    clip: 0,
    a_x: 0,
    a_out: 0,
    c_x: 0,
    c_out: 0,
    c_0: 0,
    c_1: 0,
    c_2: 0,
    c_z: 0,
    signal: level.sqrtAlphaCumprod,
    sigma: level.sqrtOneMinusAlphaCumprod,
  };
}
