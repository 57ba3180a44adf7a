import { formatNumber, formatSignificant } from '../format.ts';
import { language } from '../i18n/index.ts';

// Numbers as the tables show them; empty where there is none.

export function giga(value: number | undefined): string {
  return value === undefined ? '' : formatSignificant(value / 1e9);
}

/** 91,200 rather than 91,234: as many digits as a median of a few rounds deserves. */
export function three(value: number): string {
  return value >= 1000 ? formatNumber(Number(value.toPrecision(3))) : formatSignificant(value);
}

export function share(fraction: number | undefined): string {
  if (fraction === undefined) return '';
  const format = new Intl.NumberFormat(language(), { style: 'percent', maximumSignificantDigits: 2 });
  return format.format(fraction);
}

export function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${three(bytes / 2 ** 20)} MiB`;
}
