import { language, strings } from './i18n/index.ts';

/** Numbers as people read them in the chosen language, with as many digits as they deserve and a real minus sign. */

function formatted(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language(), { signDisplay: 'negative', ...options })
    .format(value)
    .replace('-', '−');
}

/** A count or a setting: 65,536; 0.0001; 1e-8. */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && magnitude < 1e-5) return value.toExponential();
  return formatted(value, { maximumSignificantDigits: 10 });
}

/** A measured number with `digits` after the point. */
export function formatFixed(value: number, digits: number): string {
  return formatted(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A measured number with three significant digits. */
export function formatSignificant(value: number): string {
  return formatted(value, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
}

/** A tiny measured number as a power of ten: 4.0 × 10⁻⁵. */
export function formatTiny(value: number): string {
  const [digits = '', power = ''] = value.toExponential(1).split('e');
  const superscript = [...power.replace('+', '')].map((sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(sign)]);
  return `${digits.replace('-', '−')}\u00a0×\u00a010${superscript.join('')}`;
}

/** A number on an axis. */
export function formatTick(value: number): string {
  return formatted(value, { maximumSignificantDigits: 3 });
}

/** A rate such as steps per second: 6.9, 61, 1,204. */
export function formatRate(value: number): string {
  return formatted(value, { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** A rate that may be large: 203K, 1.23B; 20.3万, 12.3亿. */
export function formatCompactRate(value: number): string {
  return formatted(value, { notation: 'compact', maximumSignificantDigits: 3 });
}

export function formatPercent(fraction: number): string {
  return formatted(fraction, { style: 'percent', maximumFractionDigits: 0 });
}

/** A span of time: 340 ms, 5.2 s, 41 s, 3 min 20 s. */
export function formatDuration(seconds: number): string {
  const units = strings().units;
  if (!Number.isFinite(seconds)) return '…';
  if (seconds < 1) return units.milliseconds(formatted(seconds * 1000, { maximumFractionDigits: 0 }));
  if (seconds < 9.95) return units.seconds(formatFixed(seconds, 1));
  const whole = Math.round(seconds);
  if (whole < 60) return units.seconds(formatNumber(whole));
  return units.minutes(formatNumber(Math.floor(whole / 60)), formatNumber(whole % 60));
}
