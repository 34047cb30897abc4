import type { Histogram } from './scope.js';

/** Odd, so that 0 has a bin of its own in the middle. */
const BINS = 31;

/** Values of both signs in bins around 0; the widest decides the range. Null when none is finite. */
export function histogramAround0(title: string, values: ArrayLike<number>): Histogram | null {
  let most = 0;
  let finite = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    finite++;
    most = Math.max(most, Math.abs(values[i]!));
  }
  if (finite === 0) return null;
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const share = most === 0 ? 0.5 : (value / most + 1) / 2;
    counts[Math.min(BINS - 1, Math.floor(share * BINS))]!++;
  }
  return { title, low: -most, high: most, counts };
}

/** Bins of {@link histogramOf}: a power of 2, so that the factor between their edges comes from square roots. */
const FINE = 32;
/** Values that span more than this factor are told apart by factors. */
const WIDE = 100;
/** Factor below the largest value at which the first bin begins at the lowest: rounding errors would else take the room. */
const DEEPEST = 1e-6;

/**
 * Values from the smallest to the largest, exact zeros apart. Where none is below 0 and the largest is more than 100 times
 * the smallest, in bins of equal factors, smaller ones than a millionth of the largest in the first. `bins` is a power of
 * 2. Null when none is finite.
 */
export function histogramOf(title: string, values: ArrayLike<number>, bins = FINE): Histogram | null {
  let [low, high, zeros, others] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === 0) zeros++;
    if (value === 0 || !Number.isFinite(value)) continue;
    others++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (zeros + others === 0) return null;
  const counts = new Array<number>(bins).fill(0);
  if (others === 0) return { title, low: 0, high: 0, counts, zeros };
  const log = low > 0 && high > WIDE * low;
  const open = log && low < high * DEEPEST;
  if (open) low = high * DEEPEST;
  const placeOf = log ? byFactors(low, high, bins) : byWidths(low, high, bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== 0 && Number.isFinite(value)) counts[placeOf(value)]!++;
  }
  return { title, low, high, counts, log, open, zeros };
}

function byWidths(low: number, high: number, bins: number): (value: number) => number {
  // By halves: the difference of two doubles may be too large for one.
  const width = high / 2 - low / 2;
  // The middle, where all are the same.
  if (!(width > 0)) return () => bins >> 1;
  return (value) => Math.min(bins - 1, Math.floor(((value / 2 - low / 2) / width) * bins));
}

function byFactors(low: number, high: number, bins: number): (value: number) => number {
  let factor = high / low;
  for (let parts = 1; parts < bins; parts *= 2) factor = Math.sqrt(factor);
  const edges: number[] = [];
  for (let edge = low * factor; edges.length < bins - 1; edge *= factor) edges.push(edge);
  return (value) => {
    let [from, to] = [0, edges.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (value >= edges[middle]!) from = middle + 1;
      else to = middle;
    }
    return from;
  };
}
