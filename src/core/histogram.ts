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
