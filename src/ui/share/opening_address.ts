import { readQuery } from './query.ts';

/** What the address said when the page was opened: the page's state is read from it once. */
export const opening = readQuery(location.search);
