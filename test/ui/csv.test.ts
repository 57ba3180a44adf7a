import { expect, test } from 'vitest';
import { toCsv } from '../../src/ui/charts/csv.ts';

test('a table is written with its columns first, quoted where it must be, and gaps left empty', () => {
  const table = {
    columns: ['t', 'name'],
    rows: [
      [0.1, 'DDIM, η = 0'],
      [undefined, 'the "right" one'],
      [Number.NaN, 'plain'],
    ],
  };
  expect(toCsv(table)).toBe('t,name\r\n0.1,"DDIM, η = 0"\r\n,"the ""right"" one"\r\n,plain\r\n');
});
