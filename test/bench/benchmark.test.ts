import { expect } from 'vitest';
import { runBenchmark } from '../../src/bench/benchmark.ts';
import type { PeerLoader } from '../../src/bench/peers/peer.ts';
import { createNodeGpu } from '../../src/cli/node_device.ts';
import { createDevice } from '../../src/index.ts';
import { testWithDevice } from '../device.ts';

/** Another engine that answers nothing but zeros, in no time. */
const peer: PeerLoader = {
  name: 'peer',
  load: async () => ({
    name: 'peer',
    version: '1',
    contestant: async (task) => {
      let loss = 3;
      const measure = async () => ({ rowsPerSecond: 1, loss: loss-- });
      return { engine: 'peer', task, measure, destroy() {} };
    },
    evaluate: async (_, x) => new Float32Array(x.length),
  }),
};

testWithDevice(
  'every contestant of ours tells its preparation, a peer only what it does first',
  async (_, lab) => {
    const gpu = await createNodeGpu();
    const settings = {
      quick: true,
      parts: [],
      peers: [peer, peer],
      pinned: 'layered',
      rounds: 1,
      runtime: 'test',
    };
    const options = {
      signal: new AbortController().signal,
      onProgress() {},
      openDevice: () => createDevice(gpu),
    };
    const { contest, agreements, failures } = await runBenchmark(lab, settings, options);
    expect(failures).toEqual([]);
    const told = contest.filter(({ preparationSeconds = 0 }) => preparationSeconds > 0);
    const names = (results: typeof contest) => results.map(({ engine, task }) => `${engine} ${task.work}`);
    const ours = names(contest).filter((name) => name.startsWith('ddpm-lab'));
    // It keeps what it has compiled, for its other tasks and for when it is asked again.
    expect(names(told)).toEqual([...ours, 'peer training']);
    expect(names(contest)).toEqual([...ours, ...Array(2).fill(['peer training', 'peer sampling']).flat()]);
    expect(new Set(ours)).toEqual(new Set(['ddpm-lab training', 'ddpm-lab sampling']));
    // The loss of the step that it was prepared with, the only one by the first weights.
    expect(agreements).toMatchObject([{ firstLoss: 3 }, { firstLoss: 3 }]);
  },
  60_000,
);
