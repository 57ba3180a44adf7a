import type { Strings } from '../strings/index.ts';
import { action } from './action.ts';
import { benchmark } from './benchmark.ts';
import { charts } from './charts.ts';
import { forward } from './forward.ts';
import { kernels } from './kernels.ts';
import { page } from './page.ts';
import { problems } from './problems.ts';
import { questions } from './questions.ts';
import { recipe } from './recipe.ts';
import { results } from './results.ts';
import { share } from './share.ts';
import { stage } from './stage.ts';
import { tradeoff } from './tradeoff.ts';
import { training } from './training.ts';

export const simplifiedChinese: Strings = {
  ...page,
  ...kernels,
  ...benchmark,
  ...stage,
  ...recipe,
  ...problems,
  ...questions,
  ...action,
  ...results,
  ...share,
  ...charts,
  ...tradeoff,
  ...training,
  ...forward,
};
