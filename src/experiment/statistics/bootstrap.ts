import { Stream } from '../../core/random.js';
import { ascending, mean } from '../../scenario/statistics.js';
import { normalCdf, normalQuantile } from './special.js';

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

/**
 * Bias-corrected and accelerated interval (Efron 1987) per figure, with the acceleration for several samples of Davison and
 * Hinkley (1997, 5.12). Where it is not defined (no spread, values that are not finite) it is the percentile interval.
 */
export function bcaIntervals(
  strata: readonly (readonly number[])[],
  figures: Figures,
  { observed, values }: Resampled,
  confidence = 0.95,
): readonly Interval[] {
  const left = strata.map((stratum, k) => stratum.map((_, i) => figures(without(strata, k, i))));
  return observed.map((figure, f) => {
    const resampled = values[f]!;
    const below = resampled.filter((value) => value < figure).length;
    const equal = resampled.filter((value) => value === figure).length;
    const bias = normalQuantile((below + equal / 2) / resampled.length);
    const acceleration = accelerationOf(left.map((stratum) => stratum.map((one) => one[f]!)));
    const at = (p: number) => {
      const z = bias + normalQuantile(p);
      return normalCdf(bias + z / (1 - acceleration * z));
    };
    const [low, high] = [at((1 - confidence) / 2), at((1 + confidence) / 2)];
    if (!Number.isFinite(bias) || Number.isNaN(low + high)) return percentileInterval(resampled, confidence);
    const sorted = ascending(resampled);
    return [quantile(sorted, low), quantile(sorted, high)];
  });
}

function without(strata: readonly (readonly number[])[], k: number, i: number): readonly (readonly number[])[] {
  return strata.map((stratum, j) => (j === k ? stratum.toSpliced(i, 1) : stratum));
}

function accelerationOf(left: readonly (readonly number[])[]): number {
  let cubes = 0;
  let squares = 0;
  for (const stratum of left) {
    const n = stratum.length;
    const middle = mean(stratum);
    for (const value of stratum) {
      const influence = ((n - 1) * (middle - value)) / n;
      cubes += influence ** 3;
      squares += influence ** 2;
    }
  }
  return cubes / (6 * squares ** 1.5);
}

/** A quantile of ascending values, between neighbours in a straight line; beside an infinite one the nearer of the two. */
function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  const share = at - Math.floor(at);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return share < 0.5 ? low : high;
  return low + (high - low) * share;
}
