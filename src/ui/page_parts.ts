/** The parts of the page that can be gone to, in its order; the address names them: #questions. */
export const pageParts = [
  'picture',
  'recipe',
  'forward',
  'training',
  'results',
  'tradeoff',
  'questions',
] as const;
export type PagePart = (typeof pageParts)[number];
