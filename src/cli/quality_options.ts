import { parseArgs } from 'node:util';
import { type ExperimentConfig, presets } from '../index.ts';
import { wholeNumber } from './arguments.ts';
import { type QualityCase, qualityCases } from './quality_cases.ts';

const usage = `Trains the default preset and compares its samples with the exact denoiser's.

  npm run quality -- [--seeds N] [--samples N] [--preset NAME] [--set NAME=VALUE]
                    [--only TEXT] [--json FILE]

  --seeds N      training runs to average over, 1 to 20 (3)
  --samples N    samples a measurement, 1000 to 1000000 (20000)
  --preset NAME  ${Object.keys(presets).join(', ')} (default)
  --set N=V      changes a setting of the preset, such as model.hiddenLayers=3; may be repeated
  --only TEXT    only the samplers whose line in the table contains TEXT
  --json FILE    writes every number to FILE as well`;

/** What the command line asks for. */
export interface QualityOptions {
  readonly seeds: number;
  readonly samples: number;
  readonly experiment: ExperimentConfig;
  readonly cases: readonly QualityCase[];
  readonly json: string | undefined;
}

/**
 * Reads the command line; undefined when it only asked for help.
 *
 * @throws RangeError naming the option, its value and what is allowed.
 */
export function readOptions(): QualityOptions | undefined {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '3' },
      samples: { type: 'string', default: '20000' },
      preset: { type: 'string', default: 'default' },
      set: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return undefined;
  }
  const { preset } = values;
  if (!isPreset(preset)) {
    throw new RangeError(`--preset must be one of ${Object.keys(presets).join(', ')}, got ${preset}.`);
  }
  return {
    seeds: wholeNumber('--seeds', values.seeds, 1, 20),
    samples: wholeNumber('--samples', values.samples, 1000, 1_000_000),
    experiment: values.set.reduce(changeSetting, presets[preset]),
    cases: selectCases(values.only),
    json: values.json,
  };
}

function isPreset(name: string): name is keyof typeof presets {
  return Object.hasOwn(presets, name);
}

function selectCases(text: string): readonly QualityCase[] {
  const cases = qualityCases.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  if (cases.length === 0) {
    const names = qualityCases.map(({ name }) => name).join('; ');
    throw new RangeError(`--only must occur in one of "${names}", got ${text}.`);
  }
  return cases;
}

/** The experiment with one setting changed, by `part.name=value`. What the value may be is checked where it is used. */
function changeSetting(experiment: ExperimentConfig, assignment: string): ExperimentConfig {
  const [path = '', text = ''] = assignment.split('=', 2);
  const [part = '', name = ''] = path.split('.', 2);
  const group = Object.entries(experiment).find(([key]) => key === part)?.[1] as unknown;
  const before =
    typeof group === 'object' && group ? Object.entries(group).find(([key]) => key === name) : undefined;
  if (!before) {
    const names = (['schedule', 'model', 'training'] as const).flatMap((key) =>
      Object.keys(experiment[key]).map((field) => `${key}.${field}`),
    );
    throw new RangeError(`--set must name one of ${names.join(', ')}, got ${assignment}.`);
  }
  const value = typeof before[1] === 'number' ? Number(text) : text;
  return { ...experiment, [part]: { ...(group as object), [name]: value } };
}
