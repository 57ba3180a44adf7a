import { isNamed, type LabDevice, type Model, measureCeilings, variantName } from '../index.ts';
import { agreementOf } from './agreement.ts';
import { ownVariant, pinnedVariants, type Variant, variantNamed } from './candidates.ts';
import {
  benchmarkModel,
  type Contestant,
  firstLossOf,
  labContestant,
  labEngine,
  type Task,
  variantsOf,
} from './contestant.ts';
import type { PeerEngine, PeerLoader } from './peers/peer.ts';
import { type BenchmarkPlan, planFor, turnsOf } from './plan.ts';
import { type Entrant, measurePreparation, type Prepared, prepare } from './preparation.ts';
import { checksOf, higherCeilings, type Report, type Result, resultOf, sweepNames } from './report.ts';
import { measureRounds } from './rounds.ts';
import type { Activity, BenchmarkOptions, BenchmarkSettings } from './settings.ts';
import { standardShape } from './work.ts';

/**
 * Measures the adapter's ceilings, training and sampling by every kernel variant and by peers in interleaved rounds, and
 * what else is asked for. What fails is told in the report's `failures`, and the rest goes on.
 *
 * @throws DeviceError when the device is lost, and the signal's reason when it is aborted.
 */
export async function runBenchmark(
  lab: LabDevice,
  settings: BenchmarkSettings,
  options: BenchmarkOptions,
): Promise<Report> {
  const run = new Run(lab, settings, options);
  await run.ceilings();
  await run.contest();
  if (settings.parts.includes('runs')) await run.runs();
  if (settings.parts.includes('kernels')) await run.kernels();
  if (settings.parts.includes('sweeps')) await run.sweeps();
  return run.finish();
}

/** Peers that have worked on this page. They keep what they have compiled. */
const warmPeers = new WeakSet<PeerLoader>();

class Run {
  readonly #lab: LabDevice;
  readonly #settings: BenchmarkSettings;
  readonly #options: BenchmarkOptions;
  readonly #plan: BenchmarkPlan;
  #turns = Number.POSITIVE_INFINITY;
  #turn = 0;
  #report: Report;

  constructor(lab: LabDevice, settings: BenchmarkSettings, options: BenchmarkOptions) {
    this.#lab = lab;
    this.#settings = settings;
    this.#options = options;
    const plan = planFor(lab.adapter.isSoftware, settings.quick);
    this.#plan = { ...plan, rounds: settings.rounds ?? plan.rounds };
    this.#report = {
      format: 'ddpm-lab benchmark 1',
      when: new Date().toISOString(),
      runtime: settings.runtime,
      adapter: lab.adapter,
      quick: settings.quick,
      rounds: this.#plan.rounds,
      secondsEach: this.#plan.secondsEach,
      ...(settings.pinned !== undefined && { pinned: settings.pinned }),
      contest: [],
      runs: [],
      kernels: [],
      sweeps: { batch: [], width: [], depth: [], samples: [] },
      checks: [],
      agreements: [],
      failures: [],
    };
  }

  async ceilings(): Promise<void> {
    this.#tell({ kind: 'ceilings' });
    const { signal } = this.#options;
    const ceilings = await measureCeilings(this.#lab, () => signal.throwIfAborted());
    this.#report = { ...this.#report, ceilings: higherCeilings(ceilings, this.#report.ceilings) };
    this.#turn++;
  }

  async contest(): Promise<void> {
    const { contest: tasks, rounds, secondsEach } = this.#plan;
    const entrants: Entrant[] = [];
    try {
      for (const task of tasks) entrants.push(...(await this.#candidates(task)));
      for (const loader of this.#settings.peers) entrants.push(...(await this.#peer(loader, tasks)));
      this.#turns = turnsOf(this.#plan, this.#settings.parts, entrants.length);
      const contestants = entrants.map(({ contestant }) => contestant);
      const measured = await measureRounds(contestants, {
        rounds,
        seconds: secondsEach,
        signal: this.#options.signal,
        onTurn: (contestant, round) => {
          this.#measuring(contestant);
          if (round > 0) this.#turn++;
        },
      });
      // Once more: whatever else the machine did at the beginning only took away.
      await this.ceilings();
      const contest = entrants.map(({ contestant, preparationSeconds: seconds }, i) =>
        resultOf(contestant, measured[i] ?? [], this.#report.ceilings, seconds),
      );
      this.#report = { ...this.#report, contest };
    } finally {
      for (const { contestant } of entrants) contestant.destroy();
    }
  }

  /** Many samples and steps, with the variant that won the contest. */
  async runs(): Promise<void> {
    const { tasks, rounds, secondsEach } = this.#plan.runs;
    const runs = await this.#measureEach(tasks, rounds, secondsEach, (results) => {
      this.#report = { ...this.#report, runs: results };
    });
    this.#report = { ...this.#report, runs };
  }

  async kernels(): Promise<void> {
    for (const task of this.#plan.kernels) {
      this.#tell({ kind: 'kernels' });
      const contestant = await this.#attempt(() => labContestant(this.#lab, task, this.#winner(task)));
      if (!contestant) continue;
      try {
        for await (const time of contestant.profile()) {
          this.#options.signal.throwIfAborted();
          this.#report = {
            ...this.#report,
            kernels: [...this.#report.kernels, { ...time, work: task.work }],
          };
          this.#tell({ kind: 'kernels' });
        }
      } finally {
        contestant.destroy();
      }
      this.#turn++;
    }
  }

  async sweeps(): Promise<void> {
    const { tasks, rounds, secondsEach } = this.#plan.sweeps;
    for (const name of sweepNames) {
      await this.#measureEach(tasks[name], rounds, secondsEach, (results) => {
        this.#report = { ...this.#report, sweeps: { ...this.#report.sweeps, [name]: results } };
      });
    }
  }

  finish(): Report {
    const { runs, sweeps } = this.#report;
    this.#report = { ...this.#report, checks: checksOf(runs, sweeps.batch) };
    return this.#report;
  }

  /** Contestants of this project, one for each variant, or only the pinned one. */
  async #candidates(task: Task): Promise<Entrant[]> {
    const { openDevice, signal } = this.#options;
    const entrants: Entrant[] = [];
    for (const variant of pinnedVariants(await variantsOf(this.#lab, task), this.#settings.pinned)) {
      const name = variantName(variant);
      this.#tell({ kind: 'prepare', engine: labEngine, task, variant: name });
      const choose = variantNamed(name);
      // Before the run's own device compiles the same: browsers may keep a part of that for all devices.
      const who = `${labEngine} ${name}, ${task.work}`;
      const seconds = await this.#attempt(() => measurePreparation(openDevice, task, choose, signal), who);
      const contestant = await this.#attempt(() => labContestant(this.#lab, task, choose), who);
      if (contestant) entrants.push({ contestant, preparationSeconds: seconds });
    }
    return entrants;
  }

  /** A peer's contestants, after its network was compared with ours. */
  async #peer(loader: PeerLoader, tasks: readonly Task[]): Promise<Entrant[]> {
    const { name } = loader;
    const { signal } = this.#options;
    this.#tell({ kind: 'load', engine: name });
    const found = await this.#attempt(async () => {
      const engine = await loader.load();
      const model = await benchmarkModel(this.#lab, standardShape);
      const entrants: Entrant[] = [];
      try {
        const weights = await model.readWeights('raw');
        for (const task of tasks) {
          this.#tell({ kind: 'prepare', engine: name, task });
          const make = () => engine.contestant(task, weights);
          const isFirst = !warmPeers.has(loader);
          warmPeers.add(loader);
          if (task.work === 'training') {
            const theirs = await prepare(make, signal);
            entrants.push(isFirst ? theirs : { contestant: theirs.contestant });
            this.#tell({ kind: 'agreement', engine: name });
            await this.#compare(model, engine, theirs);
          } else {
            entrants.push({ contestant: await make() });
          }
        }
        return entrants;
      } catch (error) {
        for (const { contestant } of entrants) contestant.destroy();
        throw error;
      } finally {
        model.destroy();
      }
    }, name);
    return found ?? [];
  }

  async #compare(model: Model, engine: PeerEngine, theirs: Prepared): Promise<void> {
    const ours = await labContestant(this.#lab, theirs.contestant.task, ownVariant);
    try {
      const losses = { ours: await firstLossOf(ours), theirs: theirs.loss ?? Number.NaN };
      const agreement = await agreementOf(this.#lab, model, engine, losses);
      this.#report = { ...this.#report, agreements: [...this.#report.agreements, agreement] };
    } finally {
      ours.destroy();
    }
  }

  /**
   * Picks the kernels that were fastest in the contest, or else the adapter's own, cut for the work at hand. Those that
   * store halves are picked only where nothing else was measured.
   */
  #winner({ work }: Task): (variants: readonly Variant[]) => Variant {
    const ours = this.#report.contest.filter(
      ({ engine, task }) => engine === labEngine && task.work === work,
    );
    const rate = ({ rowsPerSecond }: Result) => rowsPerSecond.median;
    const halves = ({ variant }: Result) => Number(variant !== undefined && isNamed(variant, 'half'));
    const best = [...ours].sort((a, b) => halves(a) - halves(b) || rate(b) - rate(a))[0]?.variant;
    return (variants) =>
      variants.find((variant) => best && variantName(variant) === variantName(best)) ?? ownVariant(variants);
  }

  /** Measures tasks one after another: the first of a size compiles, and its first round warms up. */
  async #measureEach(
    tasks: readonly Task[],
    rounds: number,
    seconds: number,
    keep: (results: readonly Result[]) => void,
  ): Promise<readonly Result[]> {
    const results: Result[] = [];
    for (const task of tasks) {
      this.#tell({ kind: 'prepare', engine: labEngine, task });
      const contestant = await this.#attempt(() => labContestant(this.#lab, task, this.#winner(task)));
      if (contestant) {
        try {
          const [measured = []] = await measureRounds([contestant], {
            rounds,
            seconds,
            signal: this.#options.signal,
            onTurn: (one) => this.#measuring(one),
          });
          results.push(resultOf(contestant, measured, this.#report.ceilings));
          keep([...results]);
        } finally {
          contestant.destroy();
        }
      }
      this.#turn++;
    }
    return results;
  }

  #measuring({ engine, task, variant }: Contestant): void {
    this.#tell({
      kind: 'measure',
      engine,
      task,
      ...(variant && { variant: variantName(variant) }),
    });
  }

  /** What cannot be measured is reported, unless nothing can be: a lost device, a cancelled run. */
  async #attempt<T>(make: () => Promise<T>, who = labEngine): Promise<T | undefined> {
    this.#options.signal.throwIfAborted();
    try {
      return await make();
    } catch (error) {
      this.#options.signal.throwIfAborted();
      this.#lab.assertAlive();
      const message = error instanceof Error ? error.message : String(error);
      // What fails on one device fails on another.
      const failures = new Set([...this.#report.failures, `${who}: ${message}`]);
      this.#report = { ...this.#report, failures: [...failures] };
      return undefined;
    }
  }

  #tell(activity: Activity): void {
    const fraction = Math.min(1, this.#turn / this.#turns);
    this.#options.onProgress({ activity, fraction, report: this.#report });
  }
}
