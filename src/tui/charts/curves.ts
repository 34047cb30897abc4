import { FEWEST_FOR_INTERVAL } from '../../experiment/statistics/intervals.js';
import { BUCKETS, type SeriesView } from '../../session/curve.js';
import { type Resampled, SeedCurve, signatureOf } from './resampled.js';

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
  /** The first bucket from which on there is no value. */
  end: number;
  /** Seeds that have any value. */
  n: number;
  /** Extremes over the single seeds' curves, where there is a band: an axis need not show it beyond them. */
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
    end: 0,
    n: 0,
    lowest: Number.NaN,
    highest: Number.NaN,
  };
}

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

/** The curve of one seed with its lowest and highest points as the band, in some buckets. */
function fillSeed(curve: Curve, series: SeriesView, values: Float64Array, from: number, to: number): void {
  curve.lowest = series.lowest;
  curve.highest = series.highest;
  curve.n = series.points > 0 ? 1 : 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const inside = series.count[i]! > 0;
    curve.mean[i] = value;
    curve.seeds[i] = Number.isNaN(value) ? 0 : 1;
    curve.low[i] = inside ? series.min[i]! : Number.NaN;
    curve.high[i] = inside ? series.max[i]! : Number.NaN;
  }
}

/** Mean and band over seeds, bucket by bucket from `from` to `to`, of the seeds that have reached it. */
function fillGroup(
  curve: Curve,
  filled: readonly SeriesView[],
  all: readonly Float64Array[],
  kind: 'ci' | 'std' | 'range' | 'none',
  from: number,
  to: number,
): void {
  const { mean, low, high, seeds } = curve;
  const count = filled.length;
  curve.n = count;
  for (let i = from; i < to; i++) {
    let n = 0;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const value = all[k]![i]!;
      if (Number.isNaN(value)) continue;
      n++;
      sum += value;
    }
    const middle = n === 0 ? Number.NaN : sum / n;
    mean[i] = middle;
    seeds[i] = Math.min(255, n);
    low[i] = Number.NaN;
    high[i] = Number.NaN;
    if (kind === 'range' && n > 0) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < count; k++) {
        const value = all[k]![i]!;
        if (Number.isNaN(value)) continue;
        const inside = filled[k]!.count[i]! > 0;
        least = Math.min(least, inside ? filled[k]!.min[i]! : value);
        most = Math.max(most, inside ? filled[k]!.max[i]! : value);
      }
      low[i] = least;
      high[i] = most;
    } else if (kind === 'std' ? n > 1 : kind === 'ci' && n >= FEWEST_FOR_INTERVAL) {
      let squares = 0;
      for (let k = 0; k < count; k++) {
        const value = all[k]![i]!;
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
  return new Curves().group('', all, smoothing, band);
}

/** Curves kept, of 25 KB each: more than a frame of the largest terminal asks for. */
const MOST_CURVES = 256;
/** Seeds kept, of 8 KB each. */
const MOST_SEEDS = 1024;

/** A curve, what it was made of, and how far each of its seeds was then. */
interface Kept {
  readonly curve: Curve;
  signature: string;
  series: readonly SeriesView[];
  seeds: readonly Omit<Resampled, 'values'>[];
}

/**
 * Keeps curves until one of their series gets a new point: panels ask for the same curves several times a frame, and
 * between two frames most have changed at their end only. Those that nobody asked for longest make room for others.
 */
export class Curves {
  readonly #kept = new Recent<string, Kept>(MOST_CURVES);
  readonly #seeds = new Recent<SeriesView, Map<number, SeedCurve>>(MOST_SEEDS);
  readonly #arrays = new Recent<string, { readonly signature: string; readonly values: Float64Array | null }>(
    MOST_CURVES,
  );

  /** The mean curve of these series under `key`, which names the group and the metric; `none` for one drawn without a band. */
  group(key: string, all: readonly SeriesView[], smoothing: number, band: BandKind | 'none'): Curve {
    return this.#get(`${key}\n${smoothing}\n${band}`, all, smoothing, band);
  }

  /** The curve of one seed under `key`, which names the run and the metric. */
  seed(key: string, series: SeriesView, smoothing: number): Curve {
    return this.#get(`${key}\n${smoothing}`, [series], smoothing, 'none');
  }

  /** An array made by `fill` under `key`, kept while the signature stays the same. */
  array(key: string, signature: string, fill: () => Float64Array | null): Float64Array | null {
    const kept = this.#arrays.get(key);
    if (kept?.signature === signature) return kept.values;
    const values = fill();
    this.#arrays.set(key, { signature, values });
    return values;
  }

  #get(key: string, all: readonly SeriesView[], smoothing: number, band: BandKind | 'none'): Curve {
    const signature = all.map(signatureOf).join(',');
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      kept = { curve: emptyCurve(), signature: 'none yet', series: [], seeds: [] };
      this.#kept.set(key, kept);
    }
    if (kept.signature !== signature) {
      this.#fill(kept, all, smoothing, band);
      kept.signature = signature;
    }
    return kept.curve;
  }

  #fill(kept: Kept, all: readonly SeriesView[], smoothing: number, band: BandKind | 'none'): void {
    const { curve } = kept;
    const filled = all.filter(({ points }) => points > 0);
    const seeds = filled.map((series) => this.#seed(series, smoothing));
    const from = changedFrom(kept, filled, seeds);
    const end = Math.max(0, ...seeds.map((seed) => seed.end));
    // Where there were values before and are none any more, too.
    const to = Math.max(end, curve.end);
    curve.end = end;
    kept.series = filled;
    kept.seeds = seeds.map(({ points, edition, open, end: last }) => ({ points, edition, open, end: last }));
    if (filled.length === 1) {
      fillSeed(curve, filled[0]!, seeds[0]!.values, from, to);
      return;
    }
    const kind = band === 'none' ? 'none' : effectiveBand(band, filled.length);
    const values = seeds.map((seed) => seed.values);
    fillGroup(curve, filled, values, kind, from, to);
    [curve.lowest, curve.highest] = kind === 'none' ? [Number.NaN, Number.NaN] : extremes(values, end);
  }

  /** A seed resampled: the same for every curve that it is in. */
  #seed(series: SeriesView, smoothing: number): Resampled {
    let bySmoothing = this.#seeds.get(series);
    if (bySmoothing === undefined) {
      bySmoothing = new Map();
      this.#seeds.set(series, bySmoothing);
    }
    let seed = bySmoothing.get(smoothing);
    if (seed === undefined) {
      // One smoothing, and none for what is dimmed behind it.
      if (bySmoothing.size > 2) bySmoothing.clear();
      seed = new SeedCurve(series, smoothing);
      bySmoothing.set(smoothing, seed);
    }
    return seed.read();
  }
}

/** The first bucket that differs from when a curve was made; 0 where it was of other seeds. */
function changedFrom(kept: Kept, filled: readonly SeriesView[], seeds: readonly Resampled[]): number {
  if (filled.length !== kept.series.length || filled.some((series, k) => series !== kept.series[k])) return 0;
  return Math.min(
    BUCKETS,
    ...seeds.map((seed, k) => {
      const before = kept.seeds[k]!;
      if (seed.edition !== before.edition) return 0;
      return seed.points === before.points ? BUCKETS : before.open;
    }),
  );
}

function extremes(all: readonly Float64Array[], end: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of all) {
    for (let i = 0; i < end; i++) {
      const value = values[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** Values by their keys; those that nobody asked for longest make room for others. */
class Recent<K, T> {
  readonly #most: number;
  #young = new Map<K, T>();
  #old = new Map<K, T>();

  /** At least so many are kept, at most twice as many. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): T | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: T): void {
    if (this.#young.size >= this.#most && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
