import { BUCKETS, type SeriesView } from '../session/curve.js';

/** Grid intervals of the budget; as many as a run has evaluations by default. */
const INTERVALS = 50;
const DIGITS = 6;

/** The curve of one seed at the steps of its {@link SeedCurves}; NaN where it has no value. */
export interface SeedCurve {
  readonly seed: number;
  readonly values: readonly number[];
}

/** One metric along the steps, seed by seed, short enough for a committed file. */
export interface SeedCurves {
  readonly metric: string;
  /** Ascending; steps that no seed has reached are left out. */
  readonly steps: readonly number[];
  /** Those that have any point. */
  readonly seeds: readonly SeedCurve[];
}

/** What one seed recorded of a metric. */
export interface SeedSeries {
  readonly seed: number;
  readonly series: SeriesView;
}

/**
 * The curves of the seeds of one variant, whose budget is `steps`, on one grid: the mean of what fell between two grid points
 * stands at the later one, straight lines bridge what is empty. null when no seed has any point.
 */
export function seedCurves(metric: string, all: readonly SeedSeries[], steps: number): SeedCurves | null {
  const curves = all
    .map(({ seed, series }) => ({ seed, values: onGrid(series) }))
    .filter(({ values }) => values.some(Number.isFinite));
  if (curves.length === 0) return null;
  const reached = Array.from({ length: INTERVALS + 1 }, (_, k) => k).filter((k) =>
    curves.some(({ values }) => Number.isFinite(values[k])),
  );
  return {
    metric,
    steps: reached.map((k) => Math.round((k * steps) / INTERVALS)),
    seeds: curves.map(({ seed, values }) => ({
      seed,
      values: reached.map((k) => Number(values[k]!.toPrecision(DIGITS))),
    })),
  };
}

/** Values at the grid points. An evaluation at a grid point falls into the bucket that begins there. */
function onGrid({ count, sum }: SeriesView): readonly number[] {
  const sums = new Float64Array(INTERVALS + 1);
  const counts = new Float64Array(INTERVALS + 1);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const k = Math.ceil((bucket * INTERVALS) / BUCKETS);
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
