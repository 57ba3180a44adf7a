import { fileURLToPath } from 'node:url';
import { runInFirefox } from '../../tools/firefox/browser.mjs';
import type { Report } from '../bench/report.ts';
import type { Activity } from '../bench/settings.ts';
import { type BenchOptions, benchQuery } from './bench_options.ts';
import { activityLine } from './bench_progress.ts';

type Posted =
  | { readonly kind: 'progress'; readonly activity: Activity; readonly fraction: number }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'failed'; readonly text: string };

/**
 * Builds test/firefox/bench.html, opens it in a headless Firefox and lets it run.
 *
 * @param say told what the page is doing
 * @throws Error with the page's own sentence when it fails
 */
export function benchInFirefox(
  options: BenchOptions,
  say: (what: string, fraction: number) => void,
): Promise<Report> {
  return runInFirefox({
    // This program is two folders deep, as a source and as a bundle.
    folder: fileURLToPath(new URL('../../test/firefox', import.meta.url)),
    page: `bench.html?${benchQuery(options)}`,
    minutes: 60,
    // Mesa keeps what it compiles on disk, and would tell how fast it finds it there.
    environment: { MESA_SHADER_CACHE_DISABLE: 'true' },
    onResult(posted: Posted): Report | undefined {
      if (posted.kind === 'failed') throw new Error(posted.text);
      if (posted.kind === 'report') return posted.report;
      say(activityLine(posted.activity), posted.fraction);
      return undefined;
    },
  });
}
