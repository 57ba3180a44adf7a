import { expect, test } from 'vitest';
import type { ModelConfig } from '../../src/lab/layout.ts';
import type { TrainConfig } from '../../src/lab/train_config.ts';
import { createTrainer } from '../../src/lab/trainer.ts';
import type { TrainVariant } from '../../src/lab/variant.ts';
import { testWithDevice } from '../device.ts';
import { expectClose } from '../kernels/close.ts';
import { halfTolerance } from '../kernels/halves.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { uniformValues } from '../kernels/values.ts';
import { drawBatch, lossAndGradients, type Network, type Tensors, tensorsOf } from './reference_network.ts';
import { oddConfig, schedule, smallData, smallModel, standardised, trainConfig } from './small_model.ts';

interface Case {
  readonly config: ModelConfig;
  readonly batchSize: number;
  readonly variant: TrainVariant;
  readonly training?: Partial<TrainConfig>;
}

const planar = oddConfig(3);
const halves = { family: 'workgroup', products: 'tiled', storage: 'half' } as const;
const cases: Readonly<Record<string, Case>> = {
  'one micro-batch, D = 1': {
    config: oddConfig(1),
    batchSize: 50,
    variant: { products: 'tiled', microBatchRows: 64, gradientSlabs: 1 },
  },
  'four micro-batches with a ragged last one, D = 3': {
    config: planar,
    batchSize: 50,
    variant: { products: 'tiled', microBatchRows: 16, gradientSlabs: 3 },
  },
  'the same by stationary products': {
    config: planar,
    batchSize: 50,
    variant: { products: 'stationary', microBatchRows: 16, gradientSlabs: 3 },
  },
  'the same by products in quads': {
    config: planar,
    batchSize: 50,
    variant: { products: 'quad', microBatchRows: 16, gradientSlabs: 3 },
  },
  'products in quads, several blocks and tiles': {
    config: { ...planar, hiddenWidth: 200 },
    batchSize: 300,
    variant: { products: 'quad', microBatchRows: 304, gradientSlabs: 2 },
  },
  'the same by products of uniforms': {
    config: planar,
    batchSize: 50,
    variant: { products: 'uniform', microBatchRows: 16, gradientSlabs: 3 },
  },
  'products of uniforms: several windows, pairs of windows and slabs of a batch': {
    config: { ...planar, hiddenWidth: 120 },
    batchSize: 700,
    variant: { products: 'uniform', microBatchRows: 704, gradientSlabs: 9 },
  },
  'products of uniforms, some too large for a window': {
    config: { ...planar, hiddenWidth: 200 },
    batchSize: 300,
    variant: { products: 'uniform', microBatchRows: 304, gradientSlabs: 1 },
  },
  'rows kept private, D = 1': {
    config: oddConfig(1),
    batchSize: 50,
    variant: { family: 'private', products: 'quad', microBatchRows: 64, gradientSlabs: 1 },
  },
  'rows kept private, micro-batches with a ragged last one, several slabs and tiles': {
    config: { ...planar, hiddenWidth: 100, hiddenLayers: 3, activation: 'gelu' },
    batchSize: 350,
    variant: { family: 'private', products: 'quad', microBatchRows: 144, gradientSlabs: 1 },
  },
  'rows kept private, 64 dimensions, narrower layers than the answer': {
    config: { ...oddConfig(64), hiddenWidth: 9, fourierFeatures: 0, predictionType: 'sample' },
    batchSize: 33,
    variant: { family: 'private', products: 'quad', microBatchRows: 48, gradientSlabs: 1 },
  },
  'rows kept private, as many derivatives as there is room for, ReLU, v weighted by min-SNR': {
    config: {
      ...planar,
      activation: 'relu',
      hiddenWidth: 128,
      hiddenLayers: 4,
      predictionType: 'v_prediction',
    },
    batchSize: 100,
    variant: { family: 'private', products: 'quad', microBatchRows: 112, gradientSlabs: 1 },
    training: { lossWeighting: 'min_snr', timestepSampling: 'logsnr' },
  },
  'by workgroups, D = 1': {
    config: oddConfig(1),
    batchSize: 50,
    variant: { family: 'workgroup', products: 'tiled', microBatchRows: 64, gradientSlabs: 1 },
  },
  'by workgroups, micro-batches with a ragged last one, D = 3': {
    config: { ...planar, hiddenWidth: 100, activation: 'gelu' },
    batchSize: 150,
    variant: { family: 'workgroup', products: 'tiled', microBatchRows: 64, gradientSlabs: 2 },
  },
  'by workgroups, a wide network, v weighted by min-SNR, t drawn by importance': {
    config: { ...planar, hiddenWidth: 200, hiddenLayers: 1, predictionType: 'v_prediction' },
    batchSize: 100,
    variant: { family: 'workgroup', products: 'tiled', microBatchRows: 128, gradientSlabs: 8 },
    training: { lossWeighting: 'min_snr', timestepSampling: 'logsnr' },
  },
  'by workgroups, 64 dimensions, narrower layers than the answer': {
    config: { ...oddConfig(64), hiddenWidth: 9, fourierFeatures: 0, predictionType: 'sample' },
    batchSize: 33,
    variant: { family: 'workgroup', products: 'tiled', microBatchRows: 64, gradientSlabs: 1 },
  },
  'by workgroups that store halves, D = 1': {
    config: oddConfig(1),
    batchSize: 50,
    variant: { ...halves, microBatchRows: 64, gradientSlabs: 1 },
  },
  'by workgroups that store halves, micro-batches with a ragged last one, D = 3': {
    config: { ...planar, hiddenWidth: 100, hiddenLayers: 4, activation: 'gelu' },
    batchSize: 150,
    variant: { ...halves, microBatchRows: 64, gradientSlabs: 2 },
  },
  'by workgroups that store halves, a wide network, x_0 weighted by min-SNR': {
    config: { ...planar, hiddenWidth: 200, hiddenLayers: 1, predictionType: 'sample' },
    batchSize: 100,
    variant: { ...halves, microBatchRows: 128, gradientSlabs: 8 },
    training: { lossWeighting: 'min_snr', timestepSampling: 'logsnr' },
  },
  'by workgroups that store halves, 2000 rows of 64 dimensions': {
    config: { ...oddConfig(64), hiddenWidth: 9, fourierFeatures: 0 },
    batchSize: 2000,
    variant: { ...halves, microBatchRows: 1024, gradientSlabs: 3 },
  },
  'GELU, one hidden layer, the answer is x_0': {
    config: { ...planar, activation: 'gelu', hiddenLayers: 1, predictionType: 'sample', fourierFeatures: 0 },
    batchSize: 33,
    variant: { products: 'stationary', microBatchRows: 48, gradientSlabs: 8 },
  },
  'ReLU, four hidden layers, the answer is v, conditioned on the log-SNR': {
    config: {
      ...planar,
      activation: 'relu',
      hiddenLayers: 4,
      predictionType: 'v_prediction',
      timeConditioning: 'logsnr',
    },
    batchSize: 1,
    variant: { products: 'tiled', microBatchRows: 16, gradientSlabs: 1 },
  },
  'the noise, weighted by min-SNR': {
    config: planar,
    batchSize: 50,
    variant: { products: 'tiled', microBatchRows: 32, gradientSlabs: 2 },
    training: { lossWeighting: 'min_snr', snrGamma: 2 },
  },
  'v, weighted by min-SNR, t drawn by importance': {
    config: { ...planar, predictionType: 'v_prediction' },
    batchSize: 50,
    variant: { products: 'stationary', microBatchRows: 32, gradientSlabs: 2 },
    training: { lossWeighting: 'min_snr', timestepSampling: 'logsnr' },
  },
  't drawn by importance, D = 1': {
    config: oddConfig(1),
    batchSize: 50,
    variant: { products: 'tiled', microBatchRows: 64, gradientSlabs: 1 },
    training: { timestepSampling: 'logsnr' },
  },
};

for (const [name, { config, batchSize, variant, training }] of Object.entries(cases)) {
  testWithDevice(`loss and gradients of a whole step: ${name}`, async (device) => {
    const lab = asLab(device);
    const { dataDim } = config;
    const data = smallData(dataDim);
    const model = await smallModel(lab, config);
    const tensors = tensorsOf(await model.readWeights('raw'));
    const settings = { ...trainConfig, batchSize, ...training };
    const trainer = await createTrainer(lab, { model, data, config: settings, variant });
    const losses = [];
    for await (const progress of trainer.train()) losses.push(...progress.losses);

    const network = { config, schedule };
    const batch = drawBatch(network, standardised(data, dataDim), settings, 0);
    const expected = lossAndGradients(network, tensors, batch);
    // The noise is exact to some 1e-6 (see normalTolerance), an evaluation of so small a network to as much: relative
    // errors of some 1e-5 of the loss and of the largest gradient.
    expectClose('loss', losses, [expected.loss], { atol: 0, rtol: 2e-5 });
    // As halves a layer's input, the gradient that meets it and each derivative on that one's way are 2^-10 off at most.
    const stored = variant.storage === 'half' ? (2 + config.hiddenLayers) * halfTolerance.rtol : 0;
    const gradients = await trainer.readGradients();
    expect(gradients.map((tensor) => tensor.name).sort()).toEqual([...expected.gradients.keys()].sort());
    for (const { name: tensor, data: gradient } of gradients) {
      const should = expected.gradients.get(tensor) as Float64Array;
      const largest = Math.max(...should.map(Math.abs));
      expect(largest).toBeGreaterThan(1e-4);
      expectClose(tensor, gradient, should, { atol: (2e-5 + stored) * largest, rtol: 2e-5 });
    }
    trainer.destroy();
    model.destroy();
  });
}

for (const activation of ['silu', 'relu', 'gelu'] as const) {
  test(`the reference's gradient is the slope of its loss: ${activation}`, () => {
    const config: ModelConfig = { ...oddConfig(2), hiddenWidth: 9, activation };
    const network: Network = { config, schedule };
    const tensors = randomTensors(config);
    const data = standardised(smallData(2), 2);
    const batch = drawBatch(network, data, { ...trainConfig, batchSize: 5, lossWeighting: 'min_snr' }, 0);
    const { gradients } = lossAndGradients(network, tensors, batch);
    for (const [name, values] of tensors) {
      for (let i = 0; i < values.length; i += 7) {
        // An error of h^2 from the third derivative and of 1e-16 / h from rounding: both about 1e-10.
        const h = 1e-5;
        const at = values[i] as number;
        const lossAt = (value: number) => {
          values[i] = value;
          const { loss } = lossAndGradients(network, tensors, batch);
          values[i] = at;
          return loss;
        };
        const slope = (lossAt(at + h) - lossAt(at - h)) / (2 * h);
        const gradient = gradients.get(name)?.[i];
        expectClose(`${name}[${i}]`, [gradient as number], [slope], { atol: 2e-9, rtol: 1e-6 });
      }
    }
  });
}

function randomTensors(config: ModelConfig): Tensors {
  const { dataDim, hiddenWidth, hiddenLayers, timeFeatures, fourierFeatures } = config;
  const widths = [
    dataDim * (1 + 2 * fourierFeatures) + timeFeatures,
    ...Array<number>(hiddenLayers).fill(hiddenWidth),
  ];
  return new Map(
    widths.flatMap((inFeatures, i) => {
      const outFeatures = widths[i + 1] ?? dataDim;
      const bound = 1 / Math.sqrt(inFeatures);
      return [
        [`layers.${i}.weight`, Float64Array.from(uniformValues(outFeatures * inFeatures, 2 * i, bound))],
        [`layers.${i}.bias`, Float64Array.from(uniformValues(outFeatures, 2 * i + 1, bound))],
      ] as const;
    }),
  );
}
