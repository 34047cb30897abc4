import type { Statistic } from './scenario.js';

/** The statistics that an expectation can name, over the final values of its seeds. */
export const statistics: Readonly<Record<Statistic, (values: readonly number[]) => number>> = {
  iqm,
  mean,
  median,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const upper = sorted[Math.floor(values.length / 2)] ?? Number.NaN;
  return values.length % 2 === 1 ? upper : (sorted[values.length / 2 - 1]! + upper) / 2;
}

/**
 * Interquartile mean: the mean of the middle half. Exactly a quarter of the weight is cut at either end, so where the
 * number of values is no multiple of 4 the values at the cut count in part (10 values: half of the 3rd and the 8th). Where
 * it is one, this is `scipy.stats.trim_mean(values, 0.25)`, which otherwise cuts whole values, rounded down.
 */
export function iqm(values: readonly number[]): number {
  const n = values.length;
  const [from, to] = [n / 4, n - n / 4];
  const sorted = ascending(values);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const weight = Math.min(i + 1, to) - Math.max(i, from);
    // A worst value of -Infinity that is cut off must not make a NaN of 0 * Infinity.
    if (weight > 0) sum += weight * sorted[i]!;
  }
  return sum / (to - from);
}

/** Up to so many values are sorted faster one by one. */
const FEW = 24;

/** The values in ascending order, without a function that compares, which takes several times as long: a bootstrap sorts thousands. */
export function ascending(values: readonly number[]): ArrayLike<number> {
  if (values.length > FEW) return new Float64Array(values).sort();
  const sorted = values.slice();
  for (let i = 1; i < sorted.length; i++) {
    const value = sorted[i]!;
    let at = i;
    for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = value;
  }
  return sorted;
}
