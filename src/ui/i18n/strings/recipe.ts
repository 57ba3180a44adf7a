import type { PresetName, SamplerName } from '../../../index.ts';
import type { Column, Stage } from '../../recipe.ts';
import type { FieldName } from '../../recipe_fields.ts';

interface FieldText {
  readonly label: string;
  /** What the setting does, in one sentence. */
  readonly help: string;
}

export interface RecipeStrings {
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
  readonly samplers: Record<SamplerName, string>;
  readonly file: {
    open: string;
    save: string;
    help: string;
    opened(name: string, sampler: string): string;
    saved(name: string): string;
    refused(message: string): string;
  };
}
