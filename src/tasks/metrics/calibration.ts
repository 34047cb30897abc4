import type { CalibrationBin } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { sigmoid } from './sigmoid.js';

const BINS = 10;

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + maths.log(1 + maths.exp(-Math.abs(x)));
}

/** Mean of -log(probability of the true class), from log-odds and labels of 0 and 1, in nats. */
export function logLoss(logOdds: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += softplus(labels[i] === 1 ? -logOdds[i]! : logOdds[i]!);
  return sum / Math.max(1, labels.length);
}

/**
 * Expected calibration error: over ten equal bins of the probabilities, the mean distance between their mean and the part
 * that is so, weighted by rows (Naeini et al. 2015). `hits` are 1 where what was given this probability is so, else 0.
 */
export function calibrationError(probabilities: ArrayLike<number>, hits: ArrayLike<number>): number {
  const gaps = new Float64Array(BINS);
  for (let i = 0; i < hits.length; i++) {
    const bin = Math.min(BINS - 1, Math.floor(probabilities[i]! * BINS));
    gaps[bin]! += probabilities[i]! - hits[i]!;
  }
  let sum = 0;
  for (const gap of gaps) sum += Math.abs(gap);
  return sum / Math.max(1, hits.length);
}

/** The same bins as a picture: a reliability diagram. Rows without a probability are in none. */
export function calibrationBins(probabilities: ArrayLike<number>, hits: ArrayLike<number>): readonly CalibrationBin[] {
  const [sums, right, rows] = [new Float64Array(BINS), new Float64Array(BINS), new Float64Array(BINS)];
  for (let i = 0; i < hits.length; i++) {
    const bin = Math.min(BINS - 1, Math.floor(probabilities[i]! * BINS));
    if (!(bin >= 0)) continue;
    sums[bin]! += probabilities[i]!;
    right[bin]! += hits[i]!;
    rows[bin]! += 1;
  }
  return Array.from(rows, (count, bin) => ({
    probability: sums[bin]! / count,
    share: right[bin]! / count,
    rows: count,
  })).filter((bin) => bin.rows > 0);
}

/** The probability of a yes of each row. */
export function probabilitiesOf(logOdds: ArrayLike<number>): Float64Array {
  return Float64Array.from(logOdds, sigmoid);
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / Math.max(1, values.length);
}

/** Mean absolute difference of two rows of numbers. */
export function meanDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / Math.max(1, a.length);
}
