import { BUCKETS, type SeriesView } from '../../session/curve.js';

/** Where to go on when only the last bucket has changed, or later ones. */
interface Resume {
  /** The bucket to begin with. */
  readonly bucket: number;
  /** The one with points before it, -1 for none; values behind it are made anew. */
  readonly before: number;
  readonly weighted: number;
  readonly weight: number;
}

const START: Resume = { bucket: 0, before: -1, weighted: 0, weight: 0 };

/**
 * One seed's curve: the mean of each bucket that has points, smoothed, and straight lines between them. `smoothing` w is
 * a debiased exponential average: what lies one point, or a hundredth of the run where points are denser, further back
 * weighs w times as much. A constant stays constant and past points never move.
 */
export function resample(series: SeriesView, smoothing: number, into: Float64Array, from = START): Resume {
  const { count, sum } = series;
  into.fill(Number.NaN, from.before + 1, from === START ? BUCKETS : from.bucket + 1);
  // Nearly every bucket follows the one before it.
  const usual = smoothing ** (100 / BUCKETS);
  let { before, weighted, weight } = from;
  let { bucket: last, before: lastBefore, weighted: lastWeighted, weight: lastWeight } = from;
  for (let i = from.bucket; i < BUCKETS; i++) {
    const points = count[i]!;
    if (points === 0) continue;
    let value = sum[i]! / points;
    if (!Number.isFinite(value)) continue;
    last = i;
    lastBefore = before;
    lastWeighted = weighted;
    lastWeight = weight;
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
  return { bucket: last, before: lastBefore, weighted: lastWeighted, weight: lastWeight };
}

/** A seed's curve as it stands. */
export interface Resampled {
  readonly values: Float64Array;
  /** Of how many points. */
  readonly points: number;
  /** Another one where any value may have changed, not only those from `open` on. */
  readonly edition: number;
  /** The first bucket that a further point can change. */
  readonly open: number;
  /** The first bucket from which on there is no value. */
  readonly end: number;
}

let editions = 0;

/** A seed's curve that follows its series: a point more takes the work of the buckets that it changes. */
export class SeedCurve {
  readonly #series: SeriesView;
  readonly #smoothing: number;
  readonly #values = new Float64Array(BUCKETS);
  #resume = START;
  #signature = '';
  #backward: number | undefined;
  #now: Resampled | null = null;

  constructor(series: SeriesView, smoothing: number) {
    this.#series = series;
    this.#smoothing = smoothing;
  }

  read(): Resampled {
    const series = this.#series;
    const signature = signatureOf(series);
    if (this.#now !== null && signature === this.#signature) return this.#now;
    const onward = this.#now !== null && series.backward !== undefined && series.backward === this.#backward;
    this.#resume = resample(series, this.#smoothing, this.#values, onward ? this.#resume : START);
    this.#signature = signature;
    this.#backward = series.backward;
    this.#now = {
      values: this.#values,
      points: series.points,
      edition: onward ? this.#now!.edition : editions++,
      open: this.#resume.before + 1,
      // The bucket to resume with is the last one that has a value; 0 may be the first, with none.
      end: this.#resume.bucket + 1,
    };
    return this.#now;
  }
}

/** Changes whenever the buckets of a series do. */
export const signatureOf = (series: SeriesView): string => series.version ?? `${series.points}`;
