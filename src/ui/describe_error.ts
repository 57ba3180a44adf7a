import { LimitError } from '../index.ts';
import { strings } from './i18n/index.ts';

/**
 * An error of the core, for people. The core speaks English; where that is not the page's language, a sentence of the
 * page's own comes first and says what to do.
 */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { errors } = strings();
  return error instanceof LimitError ? errors.limit(message) : errors.other(message);
}
