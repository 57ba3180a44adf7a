import { toMarkdown } from '../../bench/markdown.ts';
import { button, element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { effect, signal } from '../signal.ts';
import { report, runState } from './bench_state.ts';

const outcome = signal<'copied' | 'copyFailed' | undefined>(undefined);

async function copy(): Promise<void> {
  const current = report.peek();
  if (!current) return;
  try {
    await navigator.clipboard.writeText(toMarkdown(current));
    outcome.set('copied');
  } catch {
    outcome.set('copyFailed');
  }
}

function download(): void {
  const current = report.peek();
  if (!current) return;
  const blob = new Blob([`${JSON.stringify(current, null, 2)}\n`], { type: 'application/json' });
  const link = element('a', { href: URL.createObjectURL(blob), download: 'ddpm-lab-benchmark.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The report to take along: as Markdown on the clipboard, as a JSON file. */
export function exportBar(): HTMLElement {
  const texts = () => strings().benchmark;
  effect(() => {
    // A new report has not been copied yet.
    report();
    outcome.set(undefined);
  });
  const isOff = () => report() === undefined || runState() === 'running';
  return element(
    'div',
    { class: 'bench-export' },
    button(
      { class: 'quiet', 'data-action': 'copy', disabled: isOff },
      () => void copy(),
      () => texts().copy,
    ),
    button({ class: 'quiet', 'data-action': 'download', disabled: isOff }, download, () => texts().download),
    element('p', { class: 'note', 'aria-live': 'polite' }, () => {
      const said = outcome();
      return said === undefined ? '' : texts()[said];
    }),
  );
}
