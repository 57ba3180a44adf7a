import type { BufferSet } from '../gpu/buffers.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { addDrawnRows, type DrawnBuffers, makeDrawnBuffers } from './drawn_rows.ts';
import { addBackward, addForward, type BackwardBuffers } from './network.ts';
import type { TrainerOptions } from './trainer.ts';
import { addAdam, type TrainBuffers } from './training_buffers.ts';
import { addLoss, addLossSum, partialLossCount } from './training_loss.ts';
import { addGradientSum, rowsOfSlabUnit } from './uniform_products.ts';
import type { TrainVariant } from './variant.ts';

/** What passes between the dispatches of a layered step. */
interface LayeredBuffers extends TrainBuffers {
  readonly drawn: DrawnBuffers;
  readonly backward: BackwardBuffers;
  /** The partial gradients' sum, where the optimiser does not sum them itself. */
  readonly gradient: GPUBuffer | undefined;
  readonly partialLosses: GPUBuffer;
}

/** A training step layer by layer, a dispatch for each product: makes its buffers and returns what describes it. */
export function layeredTraining(
  set: BufferSet,
  options: TrainerOptions,
  variant: TrainVariant,
  shared: TrainBuffers,
): (builder: PlanBuilder) => void {
  const buffers = makeBuffers(set, options, variant, shared);
  return (builder) => describeStep(builder, options, variant, buffers);
}

function makeBuffers(
  set: BufferSet,
  { model, config }: TrainerOptions,
  variant: TrainVariant,
  shared: TrainBuffers,
): LayeredBuffers {
  const { layout } = model;
  const rows = variant.microBatchRows;
  const hidden = layout.layers.slice(0, -1);
  const windows = { windows: variant.products === 'uniform' };
  const drawn = makeDrawnBuffers(set, model, rows, windows);
  return {
    ...shared,
    drawn,
    backward: {
      forward: {
        input: drawn.input,
        outputs: layout.layers.map(({ outWidth }, i) => set.storage(`output ${i}`, rows * outWidth, windows)),
        derivatives: hidden.map(({ outWidth }, i) =>
          set.storage(`derivative ${i}`, rows * outWidth, windows),
        ),
        weights: model.buffers.raw,
        products: variant.products,
        unused: shared.unused,
      },
      // As long as those below: kernels that know the sizes of their buffers are then the same for all layers.
      dOutput: set.storage('d output', rows * layout.widest, windows),
      dHidden: [
        set.storage('d hidden 0', rows * layout.widest, windows),
        set.storage('d hidden 1', rows * layout.widest, windows),
      ],
      partialGradients: shared.partialGradients,
    },
    gradient: windows.windows ? set.storage('gradient', layout.length) : undefined,
    partialLosses: set.storage('partial losses', partialLossCount(config.batchSize)),
  };
}

function describeStep(
  builder: PlanBuilder,
  options: TrainerOptions,
  variant: TrainVariant,
  buffers: LayeredBuffers,
): void {
  const { batchSize } = options.config;
  for (let begin = 0; begin < batchSize; begin += variant.microBatchRows) {
    const rows = Math.min(variant.microBatchRows, batchSize - begin);
    addDrawnRows(builder, options, { ...buffers, ...buffers.drawn }, { begin, rows });
    addMicroBatch(builder, options, variant, buffers, { begin, rows });
  }
  const { gradient, partialGradients } = buffers;
  const { gradientSlabs } = variant;
  if (gradient) {
    const parameters4 = options.model.layout.length / 4;
    addGradientSum(builder, { partialGradients, gradient }, { slabs: gradientSlabs, parameters4 });
  }
  // These two come last, as `runSteps` wants it.
  addLossSum(builder, batchSize, buffers);
  addAdam(builder, options, buffers, {
    gradients: gradient ?? partialGradients,
    slabs: gradient ? 1 : gradientSlabs,
  });
}

/** From x_t and t of some rows to their share of the loss and of the gradient. */
function addMicroBatch(
  builder: PlanBuilder,
  options: TrainerOptions,
  variant: TrainVariant,
  buffers: LayeredBuffers,
  { begin, rows }: { readonly begin: number; readonly rows: number },
): void {
  const { config, layout } = options.model;
  const { forward } = buffers.backward;
  addForward(builder, config, layout, forward, rows);
  const modelOutput = forward.outputs.at(-1) as GPUBuffer;
  const { dOutput } = buffers.backward;
  addLoss(builder, options, { ...buffers, ...buffers.drawn, modelOutput, dOutput }, { begin, rows });
  // Other kernels than those with windows take four rows at a time.
  const unit = variant.products === 'uniform' ? rowsOfSlabUnit(builder.uniformsPerStage) : 4;
  const slabRows = unit * Math.ceil(variant.microBatchRows / variant.gradientSlabs / unit);
  addBackward(builder, layout, buffers.backward, { rows, slabRows, accumulate: begin > 0 });
}
