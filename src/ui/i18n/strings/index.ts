import type { ActionStrings } from './action.ts';
import type { BenchmarkStrings } from './benchmark.ts';
import type { ChartsStrings } from './charts.ts';
import type { ForwardStrings } from './forward.ts';
import type { KernelsStrings } from './kernels.ts';
import type { PageStrings } from './page.ts';
import type { ProblemsStrings } from './problems.ts';
import type { QuestionsStrings } from './questions.ts';
import type { RecipeStrings } from './recipe.ts';
import type { ResultsStrings } from './results.ts';
import type { ShareStrings } from './share.ts';
import type { StageStrings } from './stage.ts';
import type { TradeoffStrings } from './tradeoff.ts';
import type { TrainingStrings } from './training.ts';

/** Every text of the page, by room. */
export interface Strings
  extends ActionStrings,
    BenchmarkStrings,
    TradeoffStrings,
    TrainingStrings,
    ChartsStrings,
    ForwardStrings,
    KernelsStrings,
    PageStrings,
    ProblemsStrings,
    QuestionsStrings,
    RecipeStrings,
    ResultsStrings,
    ShareStrings,
    StageStrings {}
