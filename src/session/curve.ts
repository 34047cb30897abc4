import type { MetricSpec } from '../core/learner.js';

/** Number of display buckets of a curve over the run's whole budget. */
export const BUCKETS = 1024;

/** A curve folded for display: per bucket of steps the count, sum, minimum and maximum, so that no spike is lost. */
export interface SeriesView {
  readonly spec: MetricSpec;
  /** Changes whenever the buckets do, where the number of points does not tell it. */
  readonly version?: string;
  /** How often a point fell before the latest bucket; while it stays the same, only that bucket and later ones change. */
  readonly backward?: number;
  /** Per bucket; 0 where no point fell. The mean is sum / count. */
  readonly count: Uint32Array;
  readonly sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** The last value of each bucket. */
  readonly latest: Float64Array;
  /** Points folded so far, non-finite ones included. */
  readonly points: number;
  readonly last: number;
  readonly lastStep: number;
  /** Over the finite points; Infinity and -Infinity when there are none. */
  readonly lowest: number;
  readonly highest: number;
  /** Step of the first NaN or Infinity, or null. */
  readonly firstNonFinite: number | null;
}

const EMPTY_COUNTS = new Uint32Array(BUCKETS);
const EMPTY_VALUES = new Float64Array(BUCKETS);

/** A {@link SeriesView} that grows point by point. Non-finite points count as points but stay out of the buckets. */
export class Series implements SeriesView {
  readonly spec: MetricSpec;
  count = new Uint32Array(BUCKETS);
  sum = new Float64Array(BUCKETS);
  min = new Float64Array(BUCKETS);
  max = new Float64Array(BUCKETS);
  latest = new Float64Array(BUCKETS);
  points = 0;
  last = Number.NaN;
  lastStep = 0;
  lowest = Number.POSITIVE_INFINITY;
  highest = Number.NEGATIVE_INFINITY;
  firstNonFinite: number | null = null;
  backward = 0;
  #latestBucket = 0;
  readonly #steps: number;

  /** `steps` is the run's whole budget: bucket b holds steps from b * steps / BUCKETS on. */
  constructor(spec: MetricSpec, steps: number) {
    this.spec = spec;
    this.#steps = steps;
  }

  /** A copy that grows on its own, over another budget. Points of one bucket stay together. */
  copy(steps: number): Series {
    const copy = new Series(this.spec, steps);
    const { points, last, lastStep, lowest, highest, firstNonFinite } = this;
    Object.assign(copy, { points, last, lastStep, lowest, highest, firstNonFinite });
    for (let b = 0; b < BUCKETS; b++) {
      if (this.count[b]! === 0) continue;
      const into = bucketOf(((b + 0.5) * this.#steps) / BUCKETS, steps);
      const empty = copy.count[into] === 0;
      copy.min[into] = empty ? this.min[b]! : Math.min(copy.min[into]!, this.min[b]!);
      copy.max[into] = empty ? this.max[b]! : Math.max(copy.max[into]!, this.max[b]!);
      copy.latest[into] = this.latest[b]!;
      copy.count[into]! += this.count[b]!;
      copy.sum[into]! += this.sum[b]!;
      copy.#latestBucket = into;
    }
    return copy;
  }

  /** Lets go of the curve and keeps what was last, lowest and highest; nothing may be added after. */
  forget(): void {
    this.count = EMPTY_COUNTS;
    this.sum = EMPTY_VALUES;
    this.min = EMPTY_VALUES;
    this.max = EMPTY_VALUES;
    this.latest = EMPTY_VALUES;
  }

  add(step: number, value: number): void {
    this.points++;
    this.last = value;
    this.lastStep = step;
    if (!Number.isFinite(value)) {
      this.firstNonFinite ??= step;
      return;
    }
    if (value < this.lowest) this.lowest = value;
    if (value > this.highest) this.highest = value;
    const bucket = bucketOf(step, this.#steps);
    if (bucket < this.#latestBucket) this.backward++;
    else this.#latestBucket = bucket;
    if (this.count[bucket]! === 0) {
      this.min[bucket] = value;
      this.max[bucket] = value;
    } else {
      if (value < this.min[bucket]!) this.min[bucket] = value;
      if (value > this.max[bucket]!) this.max[bucket] = value;
    }
    this.latest[bucket] = value;
    this.count[bucket]!++;
    this.sum[bucket]! += value;
  }
}

/** The bucket of a step in 0 .. steps; the end belongs to the last bucket. */
export function bucketOf(step: number, steps: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor((step * BUCKETS) / steps)));
}
