import type { PeerLoader } from '../../bench/peers/peer.ts';

/** Other libraries, each in a bundle of its own that is fetched when it is asked for. */
export const peerLoaders: readonly PeerLoader[] = [
  {
    name: 'TensorFlow.js',
    load: async () => (await import('../../bench/peers/tensorflow.ts')).loadTensorFlow(),
  },
  { name: 'jax-js', load: async () => (await import('../../bench/peers/jax.ts')).loadJax() },
];
