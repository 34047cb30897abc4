import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';

export const curveKinds = ['smooth', 'outliers', 'counts', 'positive', 'skewed', 'uneven'] as const;
export type CurveKind = (typeof curveKinds)[number];

/** Inputs are uniform in -RANGE .. RANGE. */
export const RANGE = 3;

export interface CurveOptions {
  readonly kind: CurveKind;
  readonly samples: number;
  readonly features: number;
  /** Standard deviation of the noise (of the logarithm, for `positive`); counts bring their own. */
  readonly noise: number;
  /** Part of the targets that is moved far up, for `outliers`. */
  readonly outliers: number;
  /** Factor on s in the exponent, for `counts` and `positive`: 2 squares the ratio between any two of them. */
  readonly spread: number;
}

export interface CurveData {
  /** [samples, features], row-major, uniform in [-3, 3]. */
  readonly x: Float32Array;
  readonly y: Float64Array;
  /** What the noise was added to; the rate for `counts`, the median for `positive`. */
  readonly truth: Float64Array;
  readonly outlier: readonly boolean[];
  /** Deviation of the noise of each row, for `uneven`. */
  readonly deviations?: Float64Array;
}

/**
 * Targets around a known curve, s(x) = sin(2 x0) + x0 / 2 plus a small sine of each further feature. `smooth` and
 * `outliers` lie around s, `counts` are Poisson of rate exp(1 + 0.7 spread s), `positive` lie around exp(1 + 1.5 spread s), which at
 * spread 1 is over more than two orders of magnitude. Outliers all go up (by 6 to 12), so that a mean follows them. The noise of `skewed` is
 * exponential, moved to mean 0; that of `uneven` is normal, of deviation noise (0.5 + |x0|).
 */
export function makeCurve(options: CurveOptions, stream: Stream): CurveData {
  const { kind, samples, features, noise, spread } = options;
  const x = new Float32Array(samples * features);
  const y = new Float64Array(samples);
  const truth = new Float64Array(samples);
  const outlier: boolean[] = [];
  const deviations = kind === 'uneven' ? new Float64Array(samples) : undefined;
  for (let row = 0; row < samples; row++) {
    for (let j = 0; j < features; j++) x[row * features + j] = stream.between(-RANGE, RANGE);
    const s = curve(x, row * features, features);
    truth[row] =
      kind === 'counts' ? maths.exp(1 + 0.7 * spread * s) : kind === 'positive' ? maths.exp(1 + 1.5 * spread * s) : s;
    const moved = kind === 'outliers' && stream.uniform() < options.outliers;
    outlier.push(moved);
    if (kind === 'counts') y[row] = poisson(truth[row]!, stream);
    else if (kind === 'skewed') y[row] = s - noise * (1 + maths.log(1 - stream.uniform()));
    else if (deviations !== undefined) {
      deviations[row] = noise * (0.5 + Math.abs(x[row * features]!));
      y[row] = s + deviations[row]! * stream.normal(maths.log);
    } else if (kind === 'positive') y[row] = truth[row]! * maths.exp(noise * stream.normal(maths.log));
    else y[row] = s + noise * stream.normal(maths.log) + (moved ? stream.between(6, 12) : 0);
  }
  return { x, y, truth, outlier, ...(deviations && { deviations }) };
}

/** s(x) of {@link makeCurve} for the row that begins at `start`. */
function curve(x: ArrayLike<number>, start: number, features: number): number {
  let s = maths.sin(2 * x[start]!) + x[start]! / 2;
  for (let j = 1; j < features; j++) s += maths.sin(x[start + j]! + j) / (j + 1);
  return s;
}

/** Larger rates are drawn in parts, whose counts add up: the limit of the product would underflow. */
const PART = 100;

/** A Poisson count by Knuth's product of uniforms. */
function poisson(rate: number, stream: Stream): number {
  let count = 0;
  let rest = rate;
  for (; rest > PART; rest -= PART) count += poisson(PART, stream);
  const limit = maths.exp(-rest);
  for (let product = stream.uniform(); product > limit; product *= stream.uniform()) count++;
  return count;
}
