import { FEWEST_FOR_INTERVAL } from '../../experiment/statistics/intervals.js';
import { BUCKETS, type SeriesView } from '../../session/curve.js';

/** What a band around the mean over seeds tells. */
export type BandKind = 'ci' | 'std' | 'range' | 'seeds';

/** One curve over the run's whole budget, a value per bucket, NaN where it has none. Filled anew in place. */
export interface Curve {
  /** The mean over seeds, or one seed's own. */
  readonly mean: Float64Array;
  /** The band's edges; for a single seed the lowest and highest point of the bucket. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many seeds have reached each bucket. */
  readonly seeds: Uint8Array;
  /** Seeds that have any value. */
  n: number;
  /** Extremes over the single seeds' curves; an axis need not show a band beyond them. */
  lowest: number;
  highest: number;
}

/** What the band of so many seeds tells: below five the lowest and the highest in place of an interval. */
export function effectiveBand(band: BandKind, n: number): 'ci' | 'std' | 'range' {
  const kind = band === 'seeds' ? 'ci' : band;
  return kind === 'ci' && n < FEWEST_FOR_INTERVAL ? 'range' : kind;
}

function emptyCurve(): Curve {
  const values = (): Float64Array => new Float64Array(BUCKETS).fill(Number.NaN);
  return {
    mean: values(),
    low: values(),
    high: values(),
    seeds: new Uint8Array(BUCKETS),
    n: 0,
    lowest: Number.NaN,
    highest: Number.NaN,
  };
}

/** One array per seed for the work of `fillGroup`, kept because curves are made ten times a second. */
const scratch: Float64Array[] = [];

/** Half-width of a two-sided 95 % interval in standard errors: Student's t by degrees of freedom 1..30, then normal. */
const T95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** 95 % confidence half-width of a mean of `n` values with this sample standard deviation; NaN for one value. */
export function confidence(deviation: number, n: number): number {
  if (n < 2) return Number.NaN;
  return ((T95[n - 2] ?? 1.96) * deviation) / Math.sqrt(n);
}

/** Mean and sample standard deviation (NaN for fewer than two) of the finite values. */
export function moments(values: readonly number[]): { n: number; mean: number; deviation: number } {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, deviation: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)) };
}

/**
 * One seed's curve: the mean of each bucket that has points, smoothed, and straight lines between them. `smoothing` w is
 * a debiased exponential average: what lies one point, or a hundredth of the run where points are denser, further back
 * weighs w times as much. A constant stays constant and past points never move.
 */
export function resample(series: SeriesView, smoothing: number, into: Float64Array): void {
  into.fill(Number.NaN);
  // Nearly every bucket follows the one before it.
  const usual = smoothing ** (100 / BUCKETS);
  let weighted = 0;
  let weight = 0;
  let before = -1;
  for (let i = 0; i < BUCKETS; i++) {
    const count = series.count[i]!;
    if (count === 0) continue;
    let value = series.sum[i]! / count;
    if (!Number.isFinite(value)) continue;
    if (smoothing > 0) {
      const gap = i - before;
      const decay = before < 0 ? 0 : gap === 1 ? usual : smoothing ** Math.min(1, (gap * 100) / BUCKETS);
      weighted = weighted * decay + value;
      weight = weight * decay + 1;
      value = weighted / weight;
    }
    into[i] = value;
    if (before >= 0) {
      const start = into[before]!;
      for (let j = before + 1; j < i; j++) into[j] = start + ((value - start) * (j - before)) / (i - before);
    }
    before = i;
  }
}

/** The curve of one seed with its lowest and highest points as the band. */
function fillSeed(curve: Curve, series: SeriesView, smoothing: number): void {
  resample(series, smoothing, curve.mean);
  curve.lowest = series.lowest;
  curve.highest = series.highest;
  for (let i = 0; i < BUCKETS; i++) {
    const inside = series.count[i]! > 0;
    curve.seeds[i] = Number.isNaN(curve.mean[i]!) ? 0 : 1;
    curve.low[i] = inside ? series.min[i]! : Number.NaN;
    curve.high[i] = inside ? series.max[i]! : Number.NaN;
  }
  curve.n = series.points > 0 ? 1 : 0;
}

/** Mean and band over seeds, bucket by bucket, of the seeds that have reached it. */
function fillGroup(curve: Curve, all: readonly SeriesView[], smoothing: number, band: BandKind | 'none'): void {
  const filled = all.filter((series) => series.points > 0);
  if (filled.length === 1) {
    fillSeed(curve, filled[0]!, smoothing);
    return;
  }
  for (const [k, series] of filled.entries()) {
    scratch[k] ??= new Float64Array(BUCKETS);
    resample(series, smoothing, scratch[k]);
  }
  const { mean, low, high, seeds } = curve;
  const kind = band === 'none' ? 'none' : effectiveBand(band, filled.length);
  curve.n = filled.length;
  curve.lowest = Number.POSITIVE_INFINITY;
  curve.highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < BUCKETS; i++) {
    let n = 0;
    let sum = 0;
    for (let k = 0; k < filled.length; k++) {
      const value = scratch[k]![i]!;
      if (Number.isNaN(value)) continue;
      n++;
      sum += value;
      curve.lowest = Math.min(curve.lowest, value);
      curve.highest = Math.max(curve.highest, value);
    }
    const middle = n === 0 ? Number.NaN : sum / n;
    mean[i] = middle;
    seeds[i] = Math.min(255, n);
    low[i] = Number.NaN;
    high[i] = Number.NaN;
    if (kind === 'range' && n > 0) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < filled.length; k++) {
        const value = scratch[k]![i]!;
        if (Number.isNaN(value)) continue;
        const inside = filled[k]!.count[i]! > 0;
        least = Math.min(least, inside ? filled[k]!.min[i]! : value);
        most = Math.max(most, inside ? filled[k]!.max[i]! : value);
      }
      low[i] = least;
      high[i] = most;
    } else if (kind === 'std' ? n > 1 : kind === 'ci' && n >= FEWEST_FOR_INTERVAL) {
      let squares = 0;
      for (let k = 0; k < filled.length; k++) {
        const value = scratch[k]![i]!;
        if (!Number.isNaN(value)) squares += (value - middle) ** 2;
      }
      const deviation = Math.sqrt(squares / (n - 1));
      const half = kind === 'std' ? deviation : confidence(deviation, n);
      low[i] = middle - half;
      high[i] = middle + half;
    }
  }
}

/** The mean curve of these series; see `Curve`. */
export function groupCurve(all: readonly SeriesView[], smoothing: number, band: BandKind): Curve {
  const curve = emptyCurve();
  fillGroup(curve, all, smoothing, band);
  return curve;
}

/** Curves kept, of 25 KB each: more than two frames of the largest terminal ask for. */
const MOST_KEPT = 512;

/**
 * Keeps curves until one of their series gets a new point: panels ask for the same curves several times a frame, and
 * between two frames most have not changed. Those that nobody asked for longest make room for others.
 */
export class Curves {
  readonly #kept = new Map<string, { readonly signature: string; readonly curve: Curve }>();
  readonly #arrays = new Map<string, { readonly signature: string; readonly values: Float64Array | null }>();

  /** The mean curve of these series under `key`, which names the group and the metric; `none` for one drawn without a band. */
  group(key: string, all: readonly SeriesView[], smoothing: number, band: BandKind | 'none'): Curve {
    return this.#get(`${key}\n${smoothing}\n${band}`, all, (curve) => fillGroup(curve, all, smoothing, band));
  }

  /** The curve of one seed under `key`, which names the run and the metric. */
  seed(key: string, series: SeriesView, smoothing: number): Curve {
    return this.#get(`${key}\n${smoothing}`, [series], (curve) => fillSeed(curve, series, smoothing));
  }

  /** An array made by `fill` under `key`, kept while the signature stays the same. */
  array(key: string, signature: string, fill: () => Float64Array | null): Float64Array | null {
    const kept = this.#arrays.get(key);
    const values = kept?.signature === signature ? kept.values : fill();
    keep(this.#arrays, key, { signature, values });
    return values;
  }

  #get(key: string, all: readonly SeriesView[], fill: (curve: Curve) => void): Curve {
    const signature = all.map((series) => series.version ?? series.points).join(',');
    const kept = this.#kept.get(key);
    const curve = kept?.curve ?? emptyCurve();
    if (kept?.signature !== signature) fill(curve);
    keep(this.#kept, key, { signature, curve });
    return curve;
  }
}

/** Puts a value last, as the one asked for latest, and takes out the first when there are too many. */
function keep<T>(all: Map<string, T>, key: string, value: T): void {
  all.delete(key);
  all.set(key, value);
  if (all.size > MOST_KEPT) all.delete(all.keys().next().value!);
}
