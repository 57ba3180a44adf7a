import { runBenchmark } from '../../src/bench/benchmark.ts';
import { type Part, parts } from '../../src/bench/settings.ts';
import { createDevice } from '../../src/index.ts';

// The benchmark without a page around it, for browsers that Playwright does not drive: it measures what the address asks
// for, as benchmark.html does, and posts what it is doing and the report. src/cli/bench_firefox.ts opens it and listens.

interface Page {
  readonly location: { readonly search: string };
  readonly navigator: { readonly gpu?: GPU; readonly userAgent: string };
}

function post(result: object): Promise<unknown> {
  return fetch('/result', { method: 'POST', body: JSON.stringify(result) });
}

/** jax-js is the peer here: TensorFlow.js takes minutes for a step on this browser's software adapter. */
const jax = {
  name: 'jax-js',
  load: async () => (await import('../../src/bench/peers/jax.ts')).loadJax(),
};

async function run(): Promise<void> {
  const { location, navigator } = globalThis as unknown as Page;
  const asked = new URLSearchParams(location.search);
  const wanted = asked.get('parts')?.split(',') ?? [];
  const pinned = asked.get('variant');
  const rounds = asked.get('rounds');
  const openDevice = () => createDevice(navigator.gpu);
  const report = await runBenchmark(
    await openDevice(),
    {
      quick: asked.get('length') === 'quick',
      parts: parts.filter((part: Part) => wanted.includes(part)),
      peers: asked.get('peers') ? [jax] : [],
      runtime: navigator.userAgent,
      ...(pinned !== null && { pinned }),
      ...(rounds !== null && { rounds: Number(rounds) }),
    },
    {
      signal: new AbortController().signal,
      onProgress: ({ activity, fraction }) => void post({ kind: 'progress', activity, fraction }),
      openDevice,
    },
  );
  await post({ kind: 'report', report });
}

await run().catch((error: unknown) =>
  post({ kind: 'failed', text: error instanceof Error ? error.message : String(error) }),
);
