import { iqm, mean } from '../../scenario/statistics.js';
import type { Interval } from './bootstrap.js';
import { studentQuantile } from './special.js';
import { errorOf, variance, welchDegrees } from './welch.js';

/** Of fewer values no interval deserves the name of 95 %: they are shown one by one. */
export const FEWEST_FOR_INTERVAL = 5;
/** What people are told of the intervals. */
export const INTERVAL_METHOD = "Student's t";

const CONFIDENCE = 0.95;
const TRIMMED = 0.25;

/** Student's interval of the mean; null for too few values. A value that is not finite leaves no bounds. */
export function meanInterval(values: readonly number[]): Interval | null {
  if (values.length < FEWEST_FOR_INTERVAL) return null;
  return around(mean(values), Math.sqrt(errorOf(values)), values.length - 1);
}

/**
 * The interval of the interquartile mean by Tukey and McLaughlin (1963): the error of a trimmed mean from the variance of the
 * values winsorised at a quarter on either side. Values that broke and are cut off do not spoil it.
 */
export function iqmInterval(values: readonly number[]): Interval | null {
  if (values.length < FEWEST_FOR_INTERVAL) return null;
  return around(iqm(values), Math.sqrt(trimmedError(values)), kept(values) - 1);
}

/** Welch's interval of the difference of two means, x minus y. */
export function differenceInterval(x: readonly number[], y: readonly number[]): Interval | null {
  if (Math.min(x.length, y.length) < FEWEST_FOR_INTERVAL) return null;
  const square = errorOf(x) + errorOf(y);
  return around(minus(mean(x), mean(y)), Math.sqrt(square), square === 0 ? 1 : welchDegrees(x, y));
}

/** Yuen's (1974) interval of the difference of two interquartile means, x minus y. */
export function iqmDifferenceInterval(x: readonly number[], y: readonly number[]): Interval | null {
  if (Math.min(x.length, y.length) < FEWEST_FOR_INTERVAL) return null;
  const [a, b] = [yuenError(x), yuenError(y)];
  const square = a + b;
  const df = square === 0 ? 1 : square ** 2 / (a ** 2 / (kept(x) - 1) + b ** 2 / (kept(y) - 1));
  return around(minus(iqm(x), iqm(y)), Math.sqrt(square), df);
}

function around(middle: number, error: number, df: number): Interval {
  if (!Number.isFinite(middle)) return [middle, middle];
  if (!Number.isFinite(error)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const half = error === 0 ? 0 : studentQuantile((1 + CONFIDENCE) / 2, df) * error;
  return [middle - half, middle + half];
}

/** Two groups that broke alike do not differ. */
function minus(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function cut({ length }: readonly number[]): number {
  return Math.floor(TRIMMED * length);
}

function kept(values: readonly number[]): number {
  return values.length - 2 * cut(values);
}

/** Variance of the values with those that are cut off pulled in to the outermost that are kept. */
function winsorisedVariance(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[cut(values)]!, sorted[values.length - 1 - cut(values)]!];
  return variance(sorted.map((value) => Math.min(high, Math.max(low, value))));
}

/** Square of the standard error of a trimmed mean. */
function trimmedError(values: readonly number[]): number {
  return winsorisedVariance(values) / ((1 - 2 * TRIMMED) ** 2 * values.length);
}

function yuenError(values: readonly number[]): number {
  const h = kept(values);
  return ((values.length - 1) * winsorisedVariance(values)) / (h * (h - 1));
}
