import { ascending, mean } from '../../scenario/statistics.js';
import { logGamma, studentQuantile } from './special.js';
import { errorOf, variance, welchDegrees } from './welch.js';

/**
 * Hedges' g (1981): the difference of the means of x and y in pooled standard deviations, with the exact correction for
 * small samples. 0 for equal means without spread; NaN where a value is not finite.
 */
export function hedgesG(x: readonly number[], y: readonly number[]): number {
  const df = x.length + y.length - 2;
  const pooled = ((x.length - 1) * variance(x) + (y.length - 1) * variance(y)) / df;
  const difference = mean(x) - mean(y);
  if (difference === 0 && pooled === 0) return 0;
  const correction = Math.exp(logGamma(df / 2) - logGamma((df - 1) / 2)) / Math.sqrt(df / 2);
  return (correction * difference) / Math.sqrt(pooled);
}

/** Share of pairs in which x is above y, ties counted half (Vargha and Delaney's A). Infinite values have their place. */
export function probabilityOfImprovement(x: readonly number[], y: readonly number[]): number {
  const [above, below] = [ascending(x), ascending(y)];
  let [lower, atMost, wins] = [0, 0, 0];
  for (let i = 0; i < above.length; i++) {
    while (below[lower]! < above[i]!) lower++;
    while (below[atMost]! <= above[i]!) atMost++;
    wins += (lower + atMost) / 2;
  }
  return wins / (x.length * y.length);
}

/**
 * The smallest drop in the mean that a one-sided Welch test at level `alpha` finds with probability `power`, for samples
 * of these sizes with these spreads: (t(1 - alpha) + t(power)) standard errors of the difference. Values that are not
 * finite stay out; NaN with fewer than two left on a side, and where y, the reference, has no spread: the formula then says nothing.
 */
export function detectableDrop(x: readonly number[], y: readonly number[], alpha: number, power = 0.8): number {
  const [a, b] = [x.filter(Number.isFinite), y.filter(Number.isFinite)];
  const square = errorOf(a) + errorOf(b);
  if (square === 0 || errorOf(b) === 0) return Number.NaN;
  const df = welchDegrees(a, b);
  return (studentQuantile(1 - alpha, df) + studentQuantile(power, df)) * Math.sqrt(square);
}

/** The same for the mean of paired differences; NaN for fewer than two that are finite, and without any spread. */
export function detectablePairedDrop(differences: readonly number[], alpha: number, power = 0.8): number {
  const finite = differences.filter(Number.isFinite);
  const square = errorOf(finite);
  if (!(square > 0)) return Number.NaN;
  const df = finite.length - 1;
  return (studentQuantile(1 - alpha, df) + studentQuantile(power, df)) * Math.sqrt(square);
}
