import { LimitError, mebibytes, RefusalError, refusalSentence } from '../index.ts';
import { formatNumber } from './format.ts';
import { strings } from './i18n/index.ts';

/** An error of the page itself, which says what went wrong in the language of the moment. */
export class PageError extends Error {
  readonly say: () => string;

  constructor(say: () => string) {
    super(say());
    this.say = say;
  }
}

/**
 * A sentence on an error, for people, in the language of the moment. For what the core refuses and for what does not fit
 * the adapter the page has sentences of its own; what only a fault of the program or of the driver leads to is told in
 * the words it comes with.
 */
export function describeError(error: unknown): () => string {
  if (error instanceof PageError) return error.say;
  if (error instanceof RefusalError) {
    return () => refusalSentence(strings().errors.refusals, error.code, error.values);
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof LimitError) {
    const { needed, allowed } = error.bytes ?? {};
    return () => {
      const { memory, buffer, limit } = strings().errors;
      if (needed === undefined) return limit(message);
      const least = formatNumber(mebibytes(needed, Math.ceil));
      return allowed === undefined
        ? memory(least, message)
        : buffer(least, formatNumber(mebibytes(allowed, Math.floor)), message);
    };
  }
  return () => strings().errors.other(message);
}
