import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runBenchmark } from '../bench/benchmark.ts';
import { toMarkdown } from '../bench/markdown.ts';
import type { Report } from '../bench/report.ts';
import { parts } from '../bench/settings.ts';
import { createDevice, variantWords } from '../index.ts';
import { wholeNumber } from './arguments.ts';
import { benchInChromium } from './bench_chromium.ts';
import { benchInFirefox } from './bench_firefox.ts';
import type { BenchOptions } from './bench_options.ts';
import { activityLine } from './bench_progress.ts';
import { createNodeGpu } from './node_device.ts';

const usage = `Measures this adapter's ceilings, and training and sampling with every kernel variant in interleaved rounds.

  npm run bench -- [--quick] [--in node|chromium|firefox] [--peers] [--parts runs,kernels,sweeps]
                   [--variant NAME] [--rounds N] [--json FILE]

  --quick         fewer and shorter rounds and fewer points
  --in WHERE      node (Dawn in this process; the default), chromium (benchmark.html in the tests' browser)
                  or firefox (the one that is installed)
  --peers         TensorFlow.js and jax-js on the same work, in the same rounds; in Firefox only jax-js
  --parts LIST    some of runs, kernels, sweeps, or none (all of them)
  --variant NAME  only this kernel variant: ${variantWords.join(', ')}
  --rounds N      rounds to take medians over, 1 to 50
  --json FILE     writes every number to FILE as well`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      in: { type: 'string' },
      peers: { type: 'boolean', default: false },
      parts: { type: 'string', default: parts.join(',') },
      variant: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const where = oneOf('--in', values.in ?? (values.peers ? 'chromium' : 'node'), [
    'node',
    'chromium',
    'firefox',
  ]);
  if (values.peers && where === 'node') {
    throw new RangeError(
      '--peers needs a browser: TensorFlow.js and jax-js have WebGPU only there. Leave --in out.',
    );
  }
  const wanted =
    values.parts === 'none' ? [] : values.parts.split(',').map((part) => oneOf('--parts', part, parts));
  const options: BenchOptions = {
    quick: values.quick,
    peers: values.peers,
    parts: wanted,
    ...(values.variant !== undefined && { variant: oneOf('--variant', values.variant, variantWords) }),
    ...(values.rounds !== undefined && { rounds: wholeNumber('--rounds', values.rounds, 1, 50) }),
  };
  const report =
    where === 'node'
      ? await benchInNode(options)
      : await (where === 'chromium' ? benchInChromium : benchInFirefox)(options, say);
  process.stderr.write('\n');
  console.log(toMarkdown(report));
  if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

async function benchInNode({ quick, parts: wanted, variant, rounds }: BenchOptions): Promise<Report> {
  const gpu = await createNodeGpu();
  const openDevice = () => createDevice(gpu);
  const lab = await openDevice();
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Error('Cancelled.')));
  try {
    return await runBenchmark(
      lab,
      {
        quick,
        parts: wanted,
        peers: [],
        runtime: `Node ${process.versions.node} (Dawn)`,
        ...(variant !== undefined && { pinned: variant }),
        ...(rounds !== undefined && { rounds }),
      },
      {
        signal: controller.signal,
        onProgress: ({ activity, fraction }) => say(activityLine(activity), fraction),
        openDevice,
      },
    );
  } finally {
    lab.destroy();
  }
}

let said = '';

/** One line that is written over where the terminal can. */
function say(what: string, fraction: number): void {
  if (what === said && !process.stderr.isTTY) return;
  said = what;
  const line = `${Math.round(100 * fraction)}% ${what}`;
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

function oneOf<T extends string>(name: string, text: string, values: readonly T[]): T {
  const value = values.find((one) => one === text);
  if (value === undefined) throw new RangeError(`${name} must be one of ${values.join(', ')}, got ${text}.`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
