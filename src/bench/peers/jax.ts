import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  nn,
  numpy as np,
  random,
  valueAndGrad,
} from '@jax-js/jax';
import type { Contestant, Task } from '../contestant.ts';
import { timeFeatures, trainConfigOf } from '../work.ts';
import type { PeerEngine } from './peer.ts';
import {
  fastestOf,
  featuresAt,
  type Layer,
  layersOf,
  measurePeer,
  type PeerRun,
  sampleSteps,
  standardisedData,
  tables,
} from './same_work.ts';

const name = 'jax-js';
/** The package does not tell its version; a test compares this with package.json. */
export const jaxVersion = '0.1.25';

type Arrays = np.Array[];
/** Weights [in, out] and biases [out], layer by layer. */
type Parameters = { weights: Arrays; biases: Arrays };

/**
 * jax-js with its WebGPU backend: a whole training step is one `jit` function, a sampling step one or two. Its arrays are
 * counted: a function consumes what it is given, and `ref` keeps another hold on an array.
 */
export async function loadJax(): Promise<PeerEngine> {
  const devices = await init('webgpu');
  if (!devices.includes('webgpu')) throw new Error('its WebGPU backend did not start in this browser.');
  defaultDevice('webgpu');
  return {
    name,
    version: jaxVersion,
    async contestant(task, weights) {
      const layers = layersOf(weights);
      return task.work === 'training'
        ? trainingContestant(task, layers)
        : fastestOf({
            'one function a step': samplingContestant(task, layers, oneFunction),
            'first layer apart': samplingContestant(task, layers, firstLayerApart),
          });
    },
    async evaluate(weights, x, t) {
      const answers = forwardAt(
        parametersOf(layersOf(weights)),
        np.array(Float32Array.from(x)).reshape([x.length, 1]),
        np.array(featuresAt(t)).reshape([1, timeFeatures]),
      );
      return Float32Array.from(await answers.data());
    },
  };
}

function parametersOf(layers: readonly Layer[]): Parameters {
  return {
    weights: layers.map(({ weight, into, out }) => np.array(weight).reshape([into, out])),
    biases: layers.map(({ bias }) => np.array(bias)),
  };
}

/** [B, in] -> [B, out of the last layer], from layer `first` on. Consumes its arguments. */
function forward({ weights, biases }: Parameters, input: np.Array, first = 0): np.Array {
  let x = input;
  for (let i = first; i < weights.length; i++) {
    const sum = np.matmul(x, weights[i] as np.Array).add(biases[i] as np.Array);
    x = i < weights.length - 1 ? nn.silu(sum) : sum;
  }
  return x;
}

/** The first layer at one time for all rows: its features are folded into the bias, as ours are. */
function firstAt({ weights, biases }: Parameters, x: np.Array, features: np.Array): np.Array {
  const [weight, bias] = [weights[0] as np.Array, biases[0] as np.Array];
  const fromX = weight.ref.slice([0, 1]);
  const folded = np.matmul(features, weight.slice([1])).add(bias);
  return nn.silu(x.mul(fromX).add(folded));
}

function forwardAt(parameters: Parameters, x: np.Array, features: np.Array): np.Array {
  return forward(parameters, firstAt(parameters, x, features), 1);
}

type TrainState = { parameters: Parameters; first: Parameters; second: Parameters; count: np.Array };

function mapParameters(f: (...arrays: Arrays) => np.Array, ...of: Parameters[]): Parameters {
  const each = (key: keyof Parameters) =>
    (of[0] as Parameters)[key].map((_, i) => f(...of.map((one) => one[key][i] as np.Array)));
  return { weights: each('weights'), biases: each('biases') };
}

function trainingContestant(task: Task, layers: readonly Layer[]): Contestant {
  const batch = task.rows;
  const { learningRate, beta1, beta2, eps } = trainConfigOf(batch);
  const points = standardisedData();
  const constants = {
    data: np.array(points),
    signal: np.array(tables.signal),
    noise: np.array(tables.noise),
    features: np.array(tables.features).reshape([tables.numTimesteps, timeFeatures]),
  };
  const gradient = valueAndGrad((parameters: Parameters, input: np.Array, target: np.Array) =>
    np.mean(np.square(forward(parameters, input).sub(target))),
  );
  const trainStep = jit((state: TrainState, key: np.Array, given: typeof constants) => {
    const keys = random.split(key, 3);
    const index = random.randint(keys.ref.slice(0), {
      minval: 0,
      maxval: points.length,
      shape: [batch],
    });
    const t = random.randint(keys.ref.slice(1), {
      minval: 0,
      maxval: tables.numTimesteps,
      shape: [batch],
    });
    const drawn = random.normal(keys.slice(2), [batch]);
    const xt = given.signal
      .slice(t.ref)
      .mul(given.data.slice(index))
      .add(given.noise.slice(t.ref).mul(drawn.ref));
    const input = np.concatenate([xt.reshape([batch, 1]), given.features.slice(t)], 1);
    const [loss, gradients] = gradient(
      mapParameters((a) => a.ref as np.Array, state.parameters),
      input,
      drawn.reshape([batch, 1]),
    );
    const count = state.count.add(1);
    const scale = (beta: number) => np.subtract(1, np.exp(count.ref.mul(Math.log(beta))));
    const first = mapParameters((m, g) => m.mul(beta1).add(g.ref.mul(1 - beta1)), state.first, gradients);
    const second = mapParameters(
      (v, g) => v.mul(beta2).add(np.square(g).mul(1 - beta2)),
      state.second,
      gradients,
    );
    const [scale1, scale2] = [scale(beta1), scale(beta2)];
    const parameters = mapParameters(
      (w, m, v) =>
        w.sub(
          m.ref
            .div(scale1.ref)
            .mul(learningRate)
            .div(np.sqrt(v.ref.div(scale2.ref)).add(eps)),
        ),
      state.parameters,
      first,
      second,
    );
    return { state: { parameters, first, second, count }, loss };
  });
  const parameters = parametersOf(layers);
  const zeros = () => mapParameters((a) => np.zeros(a.shape), parameters);
  let state: TrainState = { parameters, first: zeros(), second: zeros(), count: np.array(0) };
  let loss: np.Array | undefined;
  let seed = 0;
  return contestantOf(
    {
      task,
      step() {
        loss?.dispose();
        const done = trainStep(state, random.key(seed++), refs(constants));
        state = done.state;
        loss = done.loss;
      },
      async settle() {
        if (!loss) return undefined;
        await blockUntilReady(state);
        return (await loss.ref.data())[0];
      },
    },
    () => {
      for (const array of [...arraysOf(state), ...Object.values(constants)]) array.dispose();
      loss?.dispose();
      trainStep.dispose();
    },
  );
}

function refs<T extends Record<string, np.Array>>(arrays: T): T {
  return Object.fromEntries(Object.entries(arrays).map(([key, array]) => [key, array.ref])) as T;
}

function arraysOf({ parameters, first, second, count }: TrainState): Arrays {
  return [count, ...[parameters, first, second].flatMap(({ weights, biases }) => [...weights, ...biases])];
}

/** A step of sampling: x at the next time. Consumes its arguments. */
interface SampleStep {
  run(given: Parameters, x: np.Array, factors: np.Array, features: np.Array, key: np.Array): np.Array;
  dispose(): void;
}

function updated(x: np.Array, output: np.Array, factors: np.Array, key: np.Array): np.Array {
  return x
    .mul(factors.ref.slice(0))
    .add(output.mul(factors.ref.slice(1)))
    .add(random.normal(key, x.shape).mul(factors.slice(2)));
}

function oneFunction(): SampleStep {
  const step = jit((given: Parameters, x: np.Array, factors: np.Array, features: np.Array, key: np.Array) =>
    updated(x.ref, forwardAt(given, x, features), factors, key),
  );
  return { run: step, dispose: () => step.dispose() };
}

/** Keeps the first layer's result in memory: in one function its activation is computed again for each product. */
function firstLayerApart(): SampleStep {
  const first = jit(firstAt);
  const rest = jit((given: Parameters, x: np.Array, hidden: np.Array, factors: np.Array, key: np.Array) =>
    updated(x, forward(given, hidden), factors, key),
  );
  return {
    run({ weights, biases }, x, factors, features, key) {
      const [before, after] = [
        { weights: weights.slice(0, 1), biases: biases.slice(0, 1) },
        { weights: weights.slice(1), biases: biases.slice(1) },
      ];
      return rest(after, x, first(before, x.ref, features), factors, key);
    },
    dispose() {
      first.dispose();
      rest.dispose();
    },
  };
}

function samplingContestant(task: Task, layers: readonly Layer[], make: () => SampleStep): Contestant {
  const parameters = parametersOf(layers);
  const count = task.rows;
  const steps = sampleSteps(task.steps).map(({ fromX, fromOutput, fromNoise, features }) => ({
    factors: np.array([fromX, fromOutput, fromNoise]),
    features: np.array(features).reshape([1, timeFeatures]),
  }));
  const sampleStep = make();
  let x = random.normal(random.key(1), [count, 1]);
  let seed = 2;
  return contestantOf(
    {
      task,
      step(index) {
        const { factors, features } = steps[index] as (typeof steps)[number];
        const kept = mapParameters((a) => a.ref, parameters);
        x = sampleStep.run(kept, x, factors.ref, features.ref, random.key(seed++));
      },
      async settle() {
        await blockUntilReady(x);
        return undefined;
      },
    },
    () => {
      for (const array of [...parameters.weights, ...parameters.biases, x]) array.dispose();
      for (const { factors, features } of steps) {
        factors.dispose();
        features.dispose();
      }
      sampleStep.dispose();
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
