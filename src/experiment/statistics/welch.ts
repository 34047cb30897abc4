import { mean } from '../../scenario/statistics.js';
import { studentCdf } from './special.js';

export interface Welch {
  readonly t: number;
  readonly df: number;
  /** One-sided p-value of "the mean of x is less than that of y". */
  readonly less: number;
  readonly greater: number;
}

/**
 * Welch's t-test (1947) of two means with unequal variances. Samples without any spread on either side leave no doubt:
 * p is 0 or 1 as the means differ or not. Where a value is not finite there is no mean, and p is 1 on both sides.
 */
export function welch(x: readonly number[], y: readonly number[]): Welch {
  const [a, b] = [errorOf(x), errorOf(y)];
  const difference = mean(x) - mean(y);
  const square = a + b;
  if (!Number.isFinite(difference) || Number.isNaN(square)) {
    return { t: Number.NaN, df: Number.NaN, less: 1, greater: 1 };
  }
  if (square === 0) {
    const less = difference < 0 ? 0 : 1;
    const greater = difference > 0 ? 0 : 1;
    return { t: difference === 0 ? 0 : difference / 0, df: x.length + y.length - 2, less, greater };
  }
  const t = difference / Math.sqrt(square);
  const df = welchDegrees(x, y);
  return { t, df, less: studentCdf(t, df), greater: studentCdf(-t, df) };
}

/** Degrees of freedom by Welch and Satterthwaite. */
export function welchDegrees(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [errorOf(x), errorOf(y)];
  const square = a + b;
  return (square * square) / ((a * a) / (x.length - 1) + (b * b) / (y.length - 1));
}

/** Square of the standard error of a mean. */
export function errorOf(values: readonly number[]): number {
  return variance(values) / values.length;
}

/** Sample variance, n - 1 below; exactly 0 for values that are all the same. NaN for fewer than two. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  if (values.every((value) => value === values[0])) return Number.isFinite(values[0]!) ? 0 : Number.NaN;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
