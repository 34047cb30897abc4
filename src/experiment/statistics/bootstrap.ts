import { Stream } from '../../core/random.js';
import { ascending } from '../../scenario/statistics.js';

export type Interval = readonly [low: number, high: number];

/** Figures of samples that are resampled together, such as both means and their difference. */
export type Figures = (strata: readonly (readonly number[])[]) => readonly number[];

export interface Resampled {
  /** The figures of the samples as they are. */
  readonly observed: readonly number[];
  /** Per figure its values over the resamples. */
  readonly values: readonly (readonly number[])[];
}

/**
 * Stratified bootstrap: each stratum (a variant, a task) is resampled with replacement to its own size, and the figures
 * are taken of all of them. The draws come from the stream of `seed` for this purpose, so an interval is the same each
 * time.
 */
export function bootstrap(
  strata: readonly (readonly number[])[],
  figures: Figures,
  { resamples = 2000, seed = 0 } = {},
): Resampled {
  const stream = Stream.from(seed, 'bootstrap');
  const drawn = strata.map((stratum) => [...stratum]);
  const observed = figures(strata);
  const values = observed.map(() => new Array<number>(resamples));
  for (let i = 0; i < resamples; i++) {
    strata.forEach((stratum, k) => {
      const into = drawn[k]!;
      for (let j = 0; j < stratum.length; j++) into[j] = stratum[stream.below(stratum.length)]!;
    });
    figures(drawn).forEach((value, k) => {
      values[k]![i] = value;
    });
  }
  return { observed, values };
}

/** The interval that holds the middle `confidence` of the resampled values (Efron 1979). */
export function percentileInterval(values: readonly number[], confidence = 0.95): Interval {
  const sorted = ascending(values);
  return [quantile(sorted, (1 - confidence) / 2), quantile(sorted, (1 + confidence) / 2)];
}

/** A quantile of ascending values, between neighbours in a straight line; beside an infinite one the nearer of the two. */
function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  const share = at - Math.floor(at);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return share < 0.5 ? low : high;
  return low + (high - low) * share;
}
