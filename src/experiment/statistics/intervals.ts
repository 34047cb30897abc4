import { iqm, mean } from '../../scenario/statistics.js';
import type { Interval } from './bootstrap.js';
import { probabilityOfImprovement } from './effect.js';
import { normalQuantile, studentQuantile } from './special.js';
import { errorOf, variance, welchDegrees } from './welch.js';

/** Of fewer values no interval deserves the name of 95 %: they are shown one by one. */
export const FEWEST_FOR_INTERVAL = 5;
/** What people are told of the intervals. */
export const INTERVAL_METHODS = {
  mean: "Student's t",
  iqm: "Tukey-McLaughlin's of the interquartile mean",
  improvement: "Newcombe's method 5",
} as const;

const CONFIDENCE = 0.95;
const TRIMMED = 0.25;
/** Bisections of a range from 0 to 1: as exact as a double. */
const HALVINGS = 60;

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

/**
 * The interval of the probability that a value of x is above one of y, by Newcombe (2006, Statistics in Medicine 25, 559-573,
 * method 5): the shares p whose distance to the observed one is at most z standard errors, which are taken at p itself.
 * So it stays within 0 and 1, and says something where every value of x is above all of y, where a bootstrap has no spread.
 */
export function improvementInterval(x: readonly number[], y: readonly number[]): Interval | null {
  const [m, n] = [x.length, y.length];
  if (Math.min(m, n) < FEWEST_FOR_INTERVAL) return null;
  const observed = probabilityOfImprovement(x, y);
  const z = normalQuantile((1 + CONFIDENCE) / 2);
  const more = (m + n) / 2 - 1;
  const square = (p: number) => (p * (1 - p) * (1 + (more * (1 - p)) / (2 - p) + (more * p) / (1 + p))) / (m * n);
  const isFar = (p: number) => Math.abs(p - observed) > z * Math.sqrt(square(p));
  const end = (far: number) => {
    let [outside, inside] = [far, observed];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (outside + inside) / 2;
      if (isFar(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return [observed === 0 ? 0 : end(0), observed === 1 ? 1 : end(1)];
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
