/** Rows of numbers and names, as a chart gives them to whoever wants to go on with them. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string | undefined)[])[];
}

function cell(value: number | string | undefined): string {
  if (value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Comma-separated values (RFC 4180), the columns' names first; a missing number is an empty cell. */
export function toCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
