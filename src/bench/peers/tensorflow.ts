import * as tf from '@tensorflow/tfjs-core';
// The package registers no gradients and no methods of tensors by itself; its own code uses both.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-backend-webgpu';
import type { Contestant, Task } from '../contestant.ts';
import { timeFeatures, trainConfigOf } from '../work.ts';
import type { PeerEngine } from './peer.ts';
import {
  featuresAt,
  type Layer,
  layersOf,
  measurePeer,
  type PeerRun,
  sampleSteps,
  standardisedData,
  tables,
} from './same_work.ts';

const name = 'TensorFlow.js';

/** TensorFlow.js with its WebGPU backend: fused matrix products with bias, its own Adam, `tidy` around each step. */
export async function loadTensorFlow(): Promise<PeerEngine> {
  if (!(await tf.setBackend('webgpu'))) {
    throw new Error('its WebGPU backend did not start in this browser.');
  }
  await tf.ready();
  return {
    name,
    version: tf.version_core,
    async contestant(task, weights) {
      const layers = layersOf(weights);
      return task.work === 'training' ? trainingContestant(task, layers) : samplingContestant(task, layers);
    },
    async evaluate(weights, x, t) {
      const variables = variablesOf(layersOf(weights));
      const answers = tf.tidy(() =>
        forwardAt(variables, tf.tensor2d(x, [x.length, 1]), tf.tensor2d(featuresAt(t), [1, timeFeatures])),
      );
      const values = await answers.data<'float32'>();
      tf.dispose([answers, variables]);
      return values;
    },
  };
}

type Variables = { readonly weight: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> }[];

function variablesOf(layers: readonly Layer[]): Variables {
  return layers.map(({ weight, bias, into, out }) => ({
    weight: tf.variable(tf.tensor2d(weight, [into, out])),
    bias: tf.variable(tf.tensor1d(bias)),
  }));
}

function silu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.sigmoid(x));
}

/** [B, in] -> [B, out of the last layer], from `first` on. */
function forward(variables: Variables, input: tf.Tensor2D, first = 0): tf.Tensor2D {
  let x = input;
  for (const [i, { weight, bias }] of variables.entries()) {
    if (i < first) continue;
    const sum = tf.fused.matMul({ a: x, b: weight, bias }) as tf.Tensor2D;
    x = i < variables.length - 1 ? silu(sum) : sum;
  }
  return x;
}

/** At one time for all rows: its features are folded into the first bias, as ours are. */
function forwardAt(variables: Variables, x: tf.Tensor2D, features: tf.Tensor2D): tf.Tensor2D {
  const [first] = variables;
  if (!first) return x;
  const fromX = tf.slice2d(first.weight, [0, 0], [1, -1]);
  const fromTime = tf.slice2d(first.weight, [1, 0], [timeFeatures, -1]);
  const folded = tf.add(tf.matMul(features, fromTime), first.bias);
  return forward(variables, silu(tf.add(tf.mul(x, fromX), folded)), 1);
}

function trainingContestant(task: Task, layers: readonly Layer[]): Contestant {
  const variables = variablesOf(layers);
  const { learningRate, beta1, beta2, eps } = trainConfigOf(task.rows);
  const optimizer = tf.train.adam(learningRate, beta1, beta2, eps);
  const points = standardisedData();
  const data = tf.tensor1d(points);
  const signal = tf.tensor1d(tables.signal);
  const noise = tf.tensor1d(tables.noise);
  const features = tf.tensor2d(tables.features, [tables.numTimesteps, timeFeatures]);
  const batch = task.rows;
  let loss: tf.Scalar | undefined;
  return contestantOf(
    {
      task,
      step() {
        loss?.dispose();
        loss = tf.tidy(() => {
          const x0 = tf.gather(data, tf.randomUniform([batch], 0, points.length, 'int32'));
          const t = tf.randomUniform([batch], 0, tables.numTimesteps, 'int32') as tf.Tensor1D;
          const drawn = tf.randomNormal([batch]);
          const xt = tf.add(tf.mul(tf.gather(signal, t), x0), tf.mul(tf.gather(noise, t), drawn));
          const input = tf.concat([tf.reshape(xt, [batch, 1]), tf.gather(features, t)], 1) as tf.Tensor2D;
          const target = tf.reshape(drawn, [batch, 1]);
          const cost = optimizer.minimize(
            () => tf.mean(tf.squaredDifference(forward(variables, input), target)) as tf.Scalar,
            true,
          );
          if (!cost) throw new Error('its optimizer told no loss.');
          return cost;
        });
      },
      settle: async () => (await loss?.data())?.[0],
    },
    () => {
      tf.dispose([data, signal, noise, features]);
      tf.dispose(variables.flatMap(({ weight, bias }) => [weight, bias]));
      loss?.dispose();
      optimizer.dispose();
    },
  );
}

function samplingContestant(task: Task, layers: readonly Layer[]): Contestant {
  const variables = variablesOf(layers);
  const steps = sampleSteps(task.steps).map((step) => ({
    ...step,
    time: tf.tensor2d(step.features, [1, timeFeatures]),
  }));
  const count = task.rows;
  let x = tf.randomNormal([count, 1]) as tf.Tensor2D;
  return contestantOf(
    {
      task,
      step(index) {
        const { fromX, fromOutput, fromNoise, time } = steps[index] as (typeof steps)[number];
        const before = x;
        x = tf.tidy((): tf.Tensor2D => {
          const output = forwardAt(variables, before, time);
          const moved: tf.Tensor2D = tf.add(tf.mul(before, fromX), tf.mul(output, fromOutput));
          const z = tf.randomNormal([count, 1]);
          return fromNoise === 0 ? moved : tf.add(moved, tf.mul(z, fromNoise));
        });
        before.dispose();
      },
      async settle() {
        const probe = tf.slice2d(x, [0, 0], [1, 1]);
        await probe.data();
        probe.dispose();
        return undefined;
      },
    },
    () => {
      tf.dispose(variables.flatMap(({ weight, bias }) => [weight, bias]));
      tf.dispose(steps.map(({ time }) => time));
      x.dispose();
    },
  );
}

function contestantOf(run: PeerRun, destroy: () => void): Contestant {
  return {
    engine: name,
    task: run.task,
    measure: (seconds, signal) => measurePeer(run, seconds, signal),
    destroy,
  };
}
