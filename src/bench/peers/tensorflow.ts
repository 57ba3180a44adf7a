import type { PeerEngine } from './peer.ts';
export async function loadTensorFlow(): Promise<PeerEngine> {
  throw new Error('x');
}
