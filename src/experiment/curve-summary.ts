import { BUCKETS, type SeriesView } from '../session/curve.js';
import { sampleEfficiency } from './statistics/curves.js';

/** Points of a summary; as many as a run has evaluations by default. */
const POINTS = 50;
const DIGITS = 6;

/** A metric over all seeds along the steps, short enough for a committed file. */
export interface CurveSummary {
  readonly metric: string;
  readonly seeds: number;
  readonly steps: readonly number[];
  readonly mean: readonly number[];
  /** Lowest and highest seed. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Interquartile mean with its 95 % bootstrap interval. */
  readonly iqm: readonly number[];
  readonly iqmLow: readonly number[];
  readonly iqmHigh: readonly number[];
}

/**
 * Sums up the curves of the seeds of one variant, whose budget is `steps`: the mean of what fell between two grid points
 * stands at the later one, straight lines bridge what is empty. Steps that no seed has reached are left out. null when no
 * seed has any point.
 */
export function summariseCurves(metric: string, all: readonly SeriesView[], steps: number): CurveSummary | null {
  const curves = all.map(onGrid).filter((curve) => curve.some(Number.isFinite));
  if (curves.length === 0) return null;
  const reached = Array.from({ length: POINTS + 1 }, (_, k) => k).filter((k) =>
    curves.some((curve) => Number.isFinite(curve[k])),
  );
  const along = sampleEfficiency(curves.map((curve) => reached.map((k) => curve[k]!)));
  const short = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(DIGITS)));
  return {
    metric,
    seeds: curves.length,
    steps: reached.map((k) => Math.round((k * steps) / POINTS)),
    mean: short(along.mean),
    low: short(along.low),
    high: short(along.high),
    iqm: short(along.iqm),
    iqmLow: short(along.iqmLow),
    iqmHigh: short(along.iqmHigh),
  };
}

/** Values at the grid points 0 .. POINTS. An evaluation at a grid point falls into the bucket that begins there. */
function onGrid({ count, sum }: SeriesView): readonly number[] {
  const sums = new Float64Array(POINTS + 1);
  const counts = new Float64Array(POINTS + 1);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const k = Math.ceil((bucket * POINTS) / BUCKETS);
    sums[k]! += sum[bucket]!;
    counts[k]! += count[bucket]!;
  }
  const values = Array.from(sums, (total, k) => (counts[k] === 0 ? Number.NaN : total / counts[k]!));
  let before = -1;
  values.forEach((value, k) => {
    if (Number.isNaN(value)) return;
    for (let j = before + 1; before >= 0 && j < k; j++) {
      values[j] = values[before]! + ((value - values[before]!) * (j - before)) / (k - before);
    }
    before = k;
  });
  return values;
}
