import { connectDevice, deviceState } from '../device_state.ts';
import { button, element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { effect } from '../signal.ts';
import { pageLink, topBar } from '../top_bar.ts';
import { runState } from './bench_state.ts';
import { rooflineView, sweepsView } from './charts.ts';
import { controls } from './controls.ts';
import { exportBar } from './export_bar.ts';
import { formulasView } from './formulas_view.ts';
import { tables } from './tables.ts';

const texts = () => strings().benchmark;

/** What to do when there is no GPU. */
function notice(): HTMLElement {
  const problem = () => {
    const state = deviceState();
    return state.status === 'failed' ? strings().adapter.problems[state.problem] : undefined;
  };
  return element(
    'div',
    { class: 'notice', role: 'alert', hidden: () => problem() === undefined },
    element(
      'div',
      {},
      element('p', { class: 'notice-title' }, () => problem()?.title ?? ''),
      element('p', {}, () => problem()?.advice ?? ''),
    ),
    button(
      { class: 'quiet', 'data-action': 'reconnect' },
      () => void connectDevice(),
      () => strings().adapter.tryAgain,
    ),
  );
}

const main = element(
  'main',
  { class: 'benchmark', 'data-state': runState },
  notice(),
  element('h1', {}, () => texts().heading),
  element('p', { class: 'bench-intro' }, () => texts().intro),
  controls(),
  exportBar(),
  tables.failures(),
  tables.contestTable(),
  tables.peersTable(),
  rooflineView(),
  tables.ceilingsTable(),
  tables.runsTable(),
  tables.kernelsTable(),
  sweepsView(),
  tables.checksTable(),
  formulasView(),
);

document.querySelector('#page')?.replaceChildren(
  topBar({
    skipTo: '#settings',
    skip: () => texts().skip,
    tagline: () => texts().tagline,
    beside: [pageLink('./index.html', () => texts().back)],
  }),
  main,
);

effect(() => {
  document.title = texts().title;
  document.querySelector('meta[name="description"]')?.setAttribute('content', texts().description);
});

void connectDevice();
