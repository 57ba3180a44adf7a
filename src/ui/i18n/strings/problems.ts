import type { RefusalSentences } from '../../../index.ts';

export interface ProblemsStrings {
  /** Errors of the core, whose own message is English. */
  readonly errors: {
    readonly refusals: RefusalSentences;
    /** One buffer is larger than the adapter allows, or all of them take more memory than is free; in MiB. */
    buffer(needed: string, allowed: string, message: string): string;
    memory(needed: string, message: string): string;
    /** Another limit of the adapter. */
    limit(message: string): string;
    metrics: string;
    other(message: string): string;
  };
  readonly problems: {
    notNumber(text: string): string;
    notInteger(text: string): string;
    notEven(text: string): string;
    notAmong(text: string): string;
    outside(text: string): string;
    empty: string;
    /** Between two sentences. */
    space: string;
    give(range: string, value: string): string;
    among(choices: string): string;
    /** Any of the choices, or the word for none of them. */
    some(choices: string, none: string): string;
    rangeInteger(min: string, max: string): string;
    rangeEven(min: string, max: string): string;
    range(min: string, max: string): string;
    rangeList(min: string, max: string): string;
    /** A list of so many numbers, as the value that stays in force. */
    list(count: string): string;
    item(text: string, place: string): string;
  };
  /** Settings that are valid, but not together. */
  readonly combinations: {
    ofColumn(column: string, problem: string): string;
    betaCount(count: string, numTrainTimesteps: string): string;
    zeroSnrSteps: string;
    eta(sampler: string, takers: string): string;
    variance(sampler: string): string;
    timestepCount(count: string, steps: string): string;
    timestepRange(t: string, last: string): string;
    timestepOrder(before: string, after: string): string;
    timestepZeroSnr: string;
    offsetSpacing: string;
    offsetRange(offset: string, most: string, steps: string, numTrainTimesteps: string): string;
    logSnrSingle: string;
    articleClip(sampler: string): string;
    articleLanding(sampler: string): string;
    articleShort(sampler: string): string;
    tooManySteps(steps: string, numTrainTimesteps: string): string;
    logSnrZeroSnr: string;
    epsilonZeroSnr: string;
    articleSchedule(sampler: string): string;
    articlePrediction(sampler: string): string;
    articleSpacing(sampler: string): string;
    articleSteps(sampler: string, steps: string, numTrainTimesteps: string): string;
    articleDivisor(sampler: string, steps: string, numTrainTimesteps: string): string;
  };
}
