/**
 * Every sentence with which a setting, a file or samples are refused, by kind. The core speaks English; whoever speaks
 * another language has a sentence of the same kind for the same values.
 */
export const refusalSentences = {
  notInteger: (name: string, min: number, max: number, got: unknown) =>
    `${name} must be an integer from ${min} to ${max}, got ${got}`,
  notNumber: (name: string, min: number, max: number, got: unknown) =>
    `${name} must be a finite number from ${min} to ${max}, got ${got}`,
  outside: (name: string, min: number, max: number, got: number) =>
    `${name} must be a number from ${min} to ${max}, got ${got}`,
  notEven: (name: string, got: number) => `${name} must be even, got ${got}`,
  notPositive: (name: string, got: unknown) => `${name} must be a finite number above 0, got ${got}`,
  notAmong: (name: string, allowed: readonly string[], got: unknown) =>
    `${name} must be one of ${allowed.join(', ')}, got ${got}`,
  notBoolean: (name: string, got: string) => `${name} must be true or false, got ${got}`,
  notString: (name: string, got: string) => `${name} must be a string, got ${got}`,
  notNumeric: (name: string, got: string) => `${name} must be a number, got ${got}`,
  notNumbers: (name: string, got: string) => `${name} must be a list of numbers, got ${got}`,

  betaOrder: (betaStart: number, betaEnd: number) =>
    `betaStart must be at most betaEnd = ${betaEnd}, got ${betaStart}`,
  betaCount: (numTrainTimesteps: number, got: number) =>
    `trainedBetas must hold numTrainTimesteps = ${numTrainTimesteps} numbers, got ${got}`,
  zeroSnrSteps: () => 'rescaleBetasZeroSnr needs at least 2 training timesteps, got numTrainTimesteps 1',

  offsetSpacing: (spacing: string, got: number) =>
    `stepsOffset must be 0 with ${spacing} spacing, got ${got}`,
  offsetRange: (most: number, steps: number, numTrainTimesteps: number, got: number) =>
    `stepsOffset must be at most ${most} with ${steps} leading steps of ${numTrainTimesteps}, got ${got}`,
  logSnrZeroSnr: (last: number) =>
    'logsnr spacing needs a finite log-SNR at every timestep, but this schedule has zero terminal SNR ' +
    `(alphasCumprod[${last}] = 0); use trailing spacing`,
  logSnrSingle: (got: number) =>
    `numInferenceSteps must be 1 with logsnr spacing of a single timestep, got ${got}`,
  timestepCount: (steps: number, got: number) =>
    `timesteps must hold numInferenceSteps = ${steps} numbers, got ${got}`,
  timestepOrder: (i: number, t: number, previous: number) =>
    `timesteps must descend, but timesteps[${i}] = ${t} follows ${previous}`,
  timestepZeroSnr: (below: number, got: number) =>
    `t must be an integer above ${below} on a schedule with zero terminal SNR, ` +
    `where there is no log-SNR to interpolate, got ${got}`,

  strangeSetting: (setting: string, takers: readonly string[], sampler: string, got: unknown) =>
    `${setting} is a setting of ${takers.join(' and ')}; with ${sampler} it must be left out, got ${got}`,
  inversionLanding: () => 'setAlphaToOne must be true with ddim_inversion, which starts from x_0, got false',
  epsilonZeroSnr: (t: number) =>
    `predictionType epsilon cannot sample from zero SNR: alphasCumprod is 0 at t = ${t}, so x holds ` +
    'nothing of x_0 and the noise does not determine it; use sample or v_prediction',
  epsilonTraining: () =>
    'predictionType epsilon cannot be trained at zero terminal SNR, where x_t is the noise itself; use sample or v_prediction',
  articleSchedule: (sampler: string) =>
    `sampler must be article_ddpm or article_ddim on a schedule with the article's noise coefficient, got ` +
    `${sampler}: its formulas rest on sqrt(1 - alphasCumprod)`,
  mustBe: (setting: string, value: string, sampler: string, got: unknown) =>
    `${setting} must be ${value} with ${sampler}, got ${got}`,
  mustBeLeftOut: (setting: string, sampler: string, got: unknown) =>
    `${setting} must be left out with ${sampler}, got ${got}`,
  mustBeAtLeast: (setting: string, least: number, sampler: string, got: number) =>
    `${setting} must be at least ${least} with ${sampler}, got ${got}`,
  mustDivide: (setting: string, numTrainTimesteps: number, sampler: string, got: number) =>
    `${setting} must be a divisor of numTrainTimesteps = ${numTrainTimesteps} with ${sampler}, got ${got}`,

  notJson: (reason: string) => `scheduler_config.json is not valid JSON: ${reason}`,
  notObject: () => 'scheduler_config.json must hold an object of fields',
  noClassName: (known: readonly string[]) =>
    `_class_name must be one of ${known.join(', ')}, but scheduler_config.json has none`,
  unknownFields: (className: string, fields: readonly string[]) =>
    `${className} has fields that are unknown here: ${fields.join(', ')}`,
  unsupportedFields: (
    className: string,
    fields: readonly { readonly name: string; readonly got: string; readonly only: string }[],
  ) =>
    `${className} asks for what is not supported: ` +
    fields.map(({ name, got, only }) => `${name} = ${got} (only ${only})`).join(', '),
  unknownVariant: (className: string, known: readonly (readonly string[])[], got: readonly string[]) =>
    `${className} must have ${known.map((fields) => fields.join(' and ')).join(' or ')}, got ${got.join(' and ')}`,
  sigmaGrid: (className: string) =>
    `timestep_spacing linspace of ${className} interpolates between sigmas, which is not supported; ` +
    'use leading or trailing',
  noClass: (sampler: string) => `diffusers has no scheduler that does ${sampler}`,
  notExpressible: (className: string, setting: string, value: unknown) =>
    `${className} of diffusers cannot express ${setting} = ${value}`,
  noSpacing: (className: string, steps: number, spacing: string) =>
    `${className} of diffusers has no spacing that visits these ${steps} timesteps (${spacing})`,
  noSpacingForList: (className: string, steps: number) =>
    `${className} of diffusers has no spacing that visits these ${steps} timesteps (an explicit list)`,

  histogramRange: (min: number, max: number) =>
    `min and max must be finite numbers with min < max, got ${min} and ${max}`,
  noSamples: () => 'samples must hold at least 1 number, got 0',
  notFinite: (got: number) => `samples must all be finite numbers, got ${got}`,
};

/** A sentence of every kind, in some language. */
export type RefusalSentences = typeof refusalSentences;
export type RefusalCode = keyof RefusalSentences;
export type RefusalValues = Parameters<RefusalSentences[RefusalCode]>;

/** What is wrong with what was asked for: a sentence to show, and code and values to say it in another language. */
export class RefusalError extends RangeError {
  readonly #code: RefusalCode;
  readonly #values: RefusalValues;

  constructor(code: RefusalCode, values: RefusalValues) {
    super(refusalSentence(refusalSentences, code, values));
    this.#code = code;
    this.#values = values;
  }

  get code(): RefusalCode {
    return this.#code;
  }

  get values(): RefusalValues {
    return this.#values;
  }
}

/** The sentence of a kind for some values, in the language of `sentences`. */
export function refusalSentence(
  sentences: RefusalSentences,
  code: RefusalCode,
  values: RefusalValues,
): string {
  const sentence = sentences[code] as (...values: RefusalValues) => string;
  return sentence(...values);
}

/** Throws a RefusalError, which is a RangeError. */
export function refuse<K extends RefusalCode>(code: K, ...values: Parameters<RefusalSentences[K]>): never {
  throw new RefusalError(code, values);
}

/** What `attempt` makes, or undefined where it is refused. Other errors are faults, and pass. */
export function unlessRefused<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof RefusalError) return undefined;
    throw error;
  }
}
