import { maths } from '../../kernels/kernels.js';

/** Errors of predictions against one kind of target. */
export interface Errors {
  /** Mean absolute error. */
  readonly absolute: number;
  /** Mean squared error. */
  readonly squared: number;
  /** Mean of prediction minus target. */
  readonly bias: number;
}

export function errorsOf(predictions: ArrayLike<number>, targets: ArrayLike<number>): Errors {
  const sums = { absolute: 0, squared: 0, bias: 0 };
  const n = targets.length;
  for (let i = 0; i < n; i++) {
    const d = predictions[i]! - targets[i]!;
    sums.absolute += Math.abs(d) / n;
    sums.squared += (d * d) / n;
    sums.bias += d / n;
  }
  return sums;
}

/** Mean squared distance from the mean. */
export function varianceOf(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += ((value - mean) * (value - mean)) / values.length;
  return variance;
}

/** Smallest rate that a deviance takes seriously: at 0 a single count would make it infinite. */
export const LEAST_RATE = 1e-3;

/**
 * Mean Poisson deviance, 2 (t log(t/r) - t + r), of rates r against counts t >= 0 (Nelder, Wedderburn 1972): 0 where every
 * rate is its count. Rates below {@link LEAST_RATE} count as that.
 */
export function poissonDeviance(rates: ArrayLike<number>, counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const [t, r] = [counts[i]!, Math.max(LEAST_RATE, rates[i]!)];
    sum += 2 * ((t === 0 ? 0 : t * maths.log(t / r)) - t + r);
  }
  return sum / counts.length;
}

/** Root of the mean squared difference of log(1 + value), with predictions below 0 as 0. */
export function rootMeanSquaredLogError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const d = maths.log(1 + Math.max(0, predictions[i]!)) - maths.log(1 + targets[i]!);
    sum += (d * d) / targets.length;
  }
  return Math.sqrt(sum);
}

/** Mean of |error| / target in percent, for targets above 0. */
export function meanPercentageError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++)
    sum += (100 * Math.abs(predictions[i]! - targets[i]!)) / targets[i]! / targets.length;
  return sum;
}

/** The sum of the predictions over the sum of the targets, which must not be 0. */
export function totalRatio(predictions: Float64Array, targets: Float64Array): number {
  let [predicted, wanted] = [0, 0];
  for (const value of predictions) predicted += value;
  for (const value of targets) wanted += value;
  return predicted / wanted;
}

/** Part of the targets that the prediction is above; one half for a median. */
export function shareAbove(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let above = 0;
  for (let i = 0; i < targets.length; i++) if (predictions[i]! > targets[i]!) above++;
  return above / targets.length;
}
