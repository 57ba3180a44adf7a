import type { PeerEngine } from './peer.ts';
export async function loadJax(): Promise<PeerEngine> {
  throw new Error('x');
}
