import type { Recorder } from '../../core/learner.js';
import {
  errorsOf,
  meanPercentageError,
  poissonDeviance,
  rootMeanSquaredLogError,
  shareAbove,
  totalRatio,
  varianceOf,
} from '../metrics/regression.js';

/**
 * Declares the metrics of predictions of held-out targets; `truth` is what the noise was added to, where it is known.
 * Targets that are all at least 0 are judged as counts and on the logarithmic scale too. Returns what records them.
 */
export function regressionRecord(
  recorder: Recorder,
  targets: Float64Array,
  truth: Float64Array | null,
): (predictions: Float64Array) => void {
  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [lower, higher, neither] = [define('lower'), define('higher'), define('neither')];
  const record = {
    mae: lower('mae', 'mean absolute error on held-out rows, outliers included'),
    rmse: lower('rmse', 'root of the mean squared error on held-out rows, outliers included'),
    bias: neither('bias', 'mean of prediction minus target on held-out rows'),
    r2: higher('r2', 'part of the held-out variance that is explained'),
  };
  const clean =
    truth === null
      ? null
      : {
          mae: lower('true_mae', 'mean absolute distance from the curve that the noise was added to'),
          rmse: lower('true_rmse', 'root mean squared distance from the curve that the noise was added to'),
        };
  const above = neither('share_above', 'part of the held-out targets that the prediction is above; 0.5 for a median');
  const logarithmic = targets.every((target) => target >= 0) &&
    targets.some((target) => target > 0) && {
      deviance: lower('deviance', 'mean Poisson deviance of the predictions as rates on held-out rows'),
      best: truth === null ? null : neither('true_deviance', 'Poisson deviance of the true curve on the same rows'),
      rmsle: lower('rmsle', 'root of the mean squared error of log(1 + target) on held-out rows'),
      total: neither('total_ratio', 'sum of the predictions over the sum of the held-out targets; 1 is right in total'),
    };
  const percentage =
    targets.every((target) => target > 0) &&
    lower('percentage_error', 'mean absolute error in percent of the held-out target');
  const variance = varianceOf(targets);
  const best = logarithmic && truth !== null ? poissonDeviance(truth, targets) : Number.NaN;
  return (predictions) => {
    const observed = errorsOf(predictions, targets);
    record.mae(observed.absolute);
    record.rmse(Math.sqrt(observed.squared));
    record.bias(observed.bias);
    record.r2(variance > 0 ? 1 - observed.squared / variance : 0);
    above(shareAbove(predictions, targets));
    if (clean !== null && truth !== null) {
      const { absolute, squared } = errorsOf(predictions, truth);
      clean.mae(absolute);
      clean.rmse(Math.sqrt(squared));
    }
    if (percentage) percentage(meanPercentageError(predictions, targets));
    if (!logarithmic) return;
    logarithmic.deviance(poissonDeviance(predictions, targets));
    logarithmic.best?.(best);
    logarithmic.rmsle(rootMeanSquaredLogError(predictions, targets));
    logarithmic.total(totalRatio(predictions, targets));
  };
}
