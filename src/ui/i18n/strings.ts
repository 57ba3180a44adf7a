import type { DeviceErrorCode, PresetName, SamplerName } from '../../index.ts';
import type { Column, Stage } from '../recipe.ts';
import type { FieldName } from '../recipe_fields.ts';

interface FieldText {
  readonly label: string;
  /** What the setting does, in one sentence. */
  readonly help: string;
}

export type DenoiserName = 'exact' | 'network';

export interface Strings {
  readonly page: { title: string; description: string; tagline: string; skip: string };
  readonly languageName: string;
  readonly units: {
    milliseconds(value: string): string;
    seconds(value: string): string;
    minutes(minutes: string, seconds: string): string;
  };
  readonly settings: { language: string; theme: string; themes: Record<'system' | 'light' | 'dark', string> };
  readonly adapter: {
    starting: string;
    software(name: string): string;
    missing: string;
    label: string;
    problems: Record<DeviceErrorCode, { title: string; advice: string }>;
    intact: string;
    kept: string;
    tryAgain: string;
    trying: string;
  };
  readonly stage: {
    title: string;
    directions: Record<'forward' | 'reverse', string>;
    directionLabel: string;
    captions: Record<'forward' | 'reverse', string>;
    play: string;
    pause: string;
    replay: string;
    time: string;
    timeValue(t: string, last: string): string;
    timeNow(t: string): string;
    evaluations(count: string): string;
    denoiserLabel: string;
    denoisers: Record<DenoiserName, string>;
    denoiserNotes: Record<DenoiserName, string>;
    waiting: string;
    unavailable: string;
    computing: string;
    later: string;
    pictureForward(particles: string, t: string): string;
    pictureReverse(sampler: string, denoiser: string, particles: string, steps: string, t: string): string;
    formulaForward: string;
    formulaReverse: string;
  };
  readonly recipe: {
    title: string;
    preset: string;
    presets: Record<PresetName, { name: string; note: string }>;
    edited: string;
    reset: string;
    more: string;
    moreOf(card: string): string;
    cards: Record<Stage, string>;
    fields: Record<FieldName, FieldText>;
    choices: Record<string, string>;
    keySignal: string;
    keyNoise: string;
    leftOver(share: string): string;
    dataSummary: string;
    dataPicture: string;
    schedulePicture(last: string): string;
    networkSummary(inputs: string, layers: string, parameters: string): string;
    networkPicture(layers: string, width: string): string;
    trainingPicture(loss: string): string;
    trainingPictureEmpty: string;
    samplerPicture: string;
    shortColumns: Record<Column, string>;
    nfe(sampler: string, evaluations: string): string;
  };
  readonly status: {
    changed: string;
    stale: string;
    training(percent: string): string;
    paused: string;
    trained: string;
    partly(step: string): string;
    untrained: string;
    sampling: string;
    sampled: string;
    unsampled: string;
    invalid: string;
    impossible: string;
  };
  readonly problems: {
    notNumber(text: string, range: string, value: string): string;
    notInteger(text: string, range: string, value: string): string;
    notEven(text: string, range: string, value: string): string;
    outside(text: string, range: string, value: string): string;
    empty(range: string, value: string): string;
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
    /** Between two sentences. */
    space: string;
    betaCount(count: string, numTrainTimesteps: string): string;
    zeroSnrSteps: string;
    eta(sampler: string, takers: string): string;
    tooManySteps(steps: string, numTrainTimesteps: string): string;
    logSnrZeroSnr: string;
    epsilonZeroSnr: string;
    articleSchedule(sampler: string): string;
    articlePrediction(sampler: string): string;
    articleSpacing(sampler: string): string;
    articleSteps(sampler: string, steps: string, numTrainTimesteps: string): string;
    articleDivisor(sampler: string, steps: string, numTrainTimesteps: string): string;
  };
  readonly samplers: Record<SamplerName, string>;
  readonly file: {
    open: string;
    save: string;
    help: string;
    opened(name: string, sampler: string): string;
    saved(name: string): string;
    refused(message: string): string;
  };
  readonly action: {
    train: string;
    trainAgain: string;
    sample: string;
    sampleAgain: string;
    sampleExact: string;
    pause: string;
    resume: string;
    cancel: string;
    noteTrain(steps: string, batch: string): string;
    noteSample(count: string): string;
    noteDone: string;
    noteStale(card: string): string;
    notePartly(step: string, total: string): string;
    noteInvalid(labels: string): string;
    noteNoDevice: string;
    noteStarting: string;
    training(step: string, total: string): string;
    preparing: string;
    samplingWith(sampler: string, denoiser: string, step: string, total: string): string;
    measuring: string;
    stepsPerSecond(rate: string): string;
    timeLeft(duration: string): string;
    paused: string;
    failed(message: string): string;
    cancelledSampling: string;
    progress: string;
  };
  readonly results: {
    title: string;
    intro: string;
    empty: string;
    columns: Record<Column, string>;
    columnNotes: Record<Column, string>;
    aside: string;
    histogram(sampler: string, count: string, w1: string): string;
    histogramEmpty: string;
    w1: string;
    w1Help: string;
    floor(mean: string, sd: string): string;
    nfe: string;
    nfeHelp: string;
    time: string;
    timeHelp: string;
    exact: string;
    exactHelp: string;
    masses: string;
    massesHelp: string;
    outside(count: string): string;
    samples(count: string, denoiser: string): string;
  };
  readonly loss: {
    title: string;
    intro: string;
    mean: string;
    range: string;
    floor: string;
    empty: string;
    summary(step: string, loss: string, floor: string): string;
    summaryWithoutFloor(step: string, loss: string): string;
  };
}
