// Checks of public inputs. Every failure is a sentence with the offending value and what is allowed.

import { refuse } from './refusal.ts';

/** Throws a RangeError unless `value` is an integer from `min` to `max`. */
export function requireInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    refuse('notInteger', name, min, max, value);
  }
}

/** Throws a RangeError unless `value` is a finite number from `min` to `max`, both included. */
export function requireNumber(name: string, value: number, min: number, max: number): void {
  if (typeof value !== 'number' || !(value >= min && value <= max) || !Number.isFinite(value)) {
    refuse('notNumber', name, min, max, value);
  }
}

/** Throws a RangeError unless `value` is a finite number above 0. */
export function requirePositive(name: string, value: number): void {
  if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value)) {
    refuse('notPositive', name, value);
  }
}

/** Throws a RangeError unless `value` is one of `allowed`. */
export function requireOneOf<T extends string>(name: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value)) {
    refuse('notAmong', name, allowed, value);
  }
}
