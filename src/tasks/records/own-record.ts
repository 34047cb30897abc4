import type { MetricSpec, Recorder } from '../../core/learner.js';
import { picked } from '../../core/picked.js';
import { averagePrecision, rocAuc } from '../metrics/binary.js';
import { rowInterval } from '../metrics/bootstrap.js';
import { meanOf } from '../metrics/calibration.js';
import {
  answersOf,
  balancedAccuracy,
  calibrationCurve,
  classFigures,
  confusionMatrix,
  macroF1,
} from '../metrics/classes.js';
import { once } from '../metrics/linear.js';
import { errorsOf, varianceOf } from '../metrics/regression.js';
import { sigmoid } from '../metrics/sigmoid.js';
import { softmaxOf, summarizeClasses } from './class-record.js';

/** Records the metrics of a user's data beside those of any data. */
export type OwnRecord<T> = (said: T, final: boolean) => void;

const kinds = (recorder: Recorder) => {
  const define = (better: MetricSpec['better']) => (name: string, help: string) =>
    recorder.define({ name, help, better });
  return { lower: define('lower'), higher: define('higher'), neither: define('neither') };
};

type Define = (name: string, help: string) => (value: number) => void;

/** The two ends of an interval as metrics. */
function interval(define: Define, name: string): (ends: readonly [number, number]) => void {
  const low = define(
    `${name}_low`,
    `lower end of the 95 % interval of ${name} over held-out rows drawn anew (bootstrap)`,
  );
  const high = define(
    `${name}_high`,
    `upper end of the 95 % interval of ${name} over held-out rows drawn anew (bootstrap)`,
  );
  return (ends) => {
    low(ends[0]);
    high(ends[1]);
  };
}

/** Precision of the rows down to the first score at which this part of the positives is found. */
export function precisionAtRecall(scores: ArrayLike<number>, labels: ArrayLike<number>, recall: number): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i]!;
  let hits = 0;
  for (let i = 0; i < order.length; i++) {
    hits += labels[order[i]!]!;
    if (i + 1 < order.length && scores[order[i + 1]!] === scores[order[i]!]) continue;
    if (hits >= recall * positives) return hits / (i + 1);
  }
  return 0;
}

/** Part of the positives among the best tenth of the rows, over that among all; ties in the order of the rows. */
export function liftAt10(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const best = Math.max(1, Math.round(order.length / 10));
  let hits = 0;
  for (let i = 0; i < best; i++) hits += labels[order[i]!]!;
  const rate = meanOf(labels);
  return rate === 0 ? 0 : hits / best / rate;
}

/** Of a binary classifier; `linear` are the log-odds of a logistic regression on the same rows. */
export function ownBinaryRecord(
  recorder: Recorder,
  labels: Uint8Array,
  linear: (() => Float64Array) | null,
): OwnRecord<Float64Array> {
  const { higher, neither } = kinds(recorder);
  const record = {
    accuracy: higher('accuracy', 'part of the held-out rows whose class is right, at probability 0.5'),
    macroF1: higher('macro_f1', "mean of both classes' F1, at probability 0.5"),
    precisionAt: higher('precision_at_recall_80', 'precision where 80 % of the held-out positives are found'),
    lift: higher('lift_at_10', 'part of the positives among the best tenth of the rows, over that among all'),
    majority: neither('majority_accuracy', 'accuracy of always saying the commoner class'),
  };
  const yardsticks = linear && {
    rocAuc: neither('linear_roc_auc', 'roc_auc of a logistic regression on the same rows'),
    precision: neither('linear_average_precision', 'average precision of a logistic regression on the same rows'),
    accuracy: neither('linear_accuracy', 'accuracy of a logistic regression on the same rows'),
  };
  const intervals = { rocAuc: interval(neither, 'roc_auc'), precision: interval(neither, 'average_precision') };
  const right = (odds: ArrayLike<number>) =>
    meanOf(Array.from(labels, (label, i) => ((odds[i]! > 0 ? 1 : 0) === label ? 1 : 0)));
  const rate = meanOf(labels);
  const ofLinear = once(() => {
    const odds = linear!();
    return { rocAuc: rocAuc(odds, labels), precision: averagePrecision(odds, labels), accuracy: right(odds) };
  });
  return (odds, final) => {
    const matrix = confusionMatrix(
      Array.from(odds, (value) => (value > 0 ? 1 : 0)),
      labels,
      2,
    );
    record.accuracy(right(odds));
    record.macroF1(macroF1(matrix, classFigures(matrix, 2)));
    record.precisionAt(precisionAtRecall(odds, labels, 0.8));
    record.lift(liftAt10(odds, labels));
    record.majority(Math.max(rate, 1 - rate));
    if (yardsticks !== null) {
      const found = ofLinear();
      yardsticks.rocAuc(found.rocAuc);
      yardsticks.precision(found.precision);
      yardsticks.accuracy(found.accuracy);
    }
    if (!final) return;
    intervals.rocAuc(rowInterval(labels.length, (rows) => rocAuc(picked(odds, rows), picked(labels, rows))));
    intervals.precision(
      rowInterval(labels.length, (rows) => averagePrecision(picked(odds, rows), picked(labels, rows))),
    );
  };
}

/** Of a classifier of several classes; `linear` are the scores of a softmax regression on the same rows. */
export function ownClassRecord(
  recorder: Recorder,
  labels: Int32Array,
  classes: number,
  majority: number,
  linear: (() => Float64Array) | null,
): OwnRecord<Float64Array> {
  const { higher, neither } = kinds(recorder);
  const record = {
    balanced: higher('balanced_accuracy', 'mean recall of the classes that have held-out rows'),
    macroF1: higher('macro_f1', 'mean F1 of the classes that have held-out rows or were answered'),
    majority: neither('majority_accuracy', 'accuracy of always saying the commonest class of the training rows'),
  };
  const yardsticks = linear && {
    accuracy: neither('linear_accuracy', 'accuracy of a softmax regression on the same rows'),
    logLoss: neither('linear_log_loss', 'log loss of a softmax regression on the same rows, in nats'),
  };
  const ofLinear = once(() => summarizeClasses(softmaxOf(linear!(), classes), labels, classes));
  const accuracy = interval(neither, 'accuracy');
  return (scores, final) => {
    const answers = answersOf(scores, classes);
    const matrix = confusionMatrix(answers, labels, classes);
    const figures = classFigures(matrix, classes);
    record.balanced(balancedAccuracy(figures));
    record.macroF1(macroF1(matrix, figures));
    record.majority(meanOf(labels.map((label) => (label === majority ? 1 : 0))));
    if (yardsticks !== null) {
      const { accuracy: part, logLoss } = ofLinear();
      yardsticks.accuracy(part);
      yardsticks.logLoss(logLoss);
    }
    if (!final) return;
    const hits = labels.map((label, row) => (answers[row] === label ? 1 : 0));
    accuracy(rowInterval(labels.length, (rows) => meanOf(picked(hits, rows))));
  };
}

/** Of predictions of a number; `mean` is that of the training rows, `linear` the predictions of a ridge regression. */
export function ownRegressionRecord(
  recorder: Recorder,
  targets: Float64Array,
  mean: number,
  linear: (() => Float64Array) | null,
): OwnRecord<Float64Array> {
  const { neither } = kinds(recorder);
  const rSquared = (predictions: Float64Array, wanted: Float64Array) => {
    const variance = varianceOf(wanted);
    return variance > 0 ? 1 - errorsOf(predictions, wanted).squared / variance : 0;
  };
  const baseline = neither('mean_rmse', 'rmse of always saying the mean of the training rows');
  const yardsticks = linear && {
    r2: neither('linear_r2', 'r2 of a ridge regression on the same rows'),
    rmse: neither('linear_rmse', 'rmse of a ridge regression on the same rows'),
    mae: neither('linear_mae', 'mae of a ridge regression on the same rows'),
  };
  const ofLinear = once(() => ({ ...errorsOf(linear!(), targets), r2: rSquared(linear!(), targets) }));
  const r2 = interval(neither, 'r2');
  return (predictions, final) => {
    baseline(Math.sqrt(errorsOf(new Float64Array(targets.length).fill(mean), targets).squared));
    if (yardsticks !== null) {
      const { r2, squared, absolute } = ofLinear();
      yardsticks.r2(r2);
      yardsticks.rmse(Math.sqrt(squared));
      yardsticks.mae(absolute);
    }
    if (final) r2(rowInterval(targets.length, (rows) => rSquared(picked(predictions, rows), picked(targets, rows))));
  };
}

/** What a classifier says of held-out rows, in full: for `evaluation.json`. */
export function classEvaluation(names: readonly string[], scores: Float64Array, labels: ArrayLike<number>) {
  const classes = names.length;
  const answers = answersOf(scores, classes);
  const matrix = confusionMatrix(answers, labels, classes);
  const probabilities = softmaxOf(scores, classes);
  const confidence = Float64Array.from(answers, (answer, row) => probabilities[row * classes + answer]!);
  const hits = Array.from(answers, (answer, row) => (answer === labels[row] ? 1 : 0));
  return {
    classes: classFigures(matrix, classes).map((figures, c) => ({ name: names[c]!, ...figures })),
    confusion: names.map((_, c) => Array.from(matrix.subarray(c * classes, (c + 1) * classes))),
    calibration: calibrationCurve(confidence, hits),
  };
}

/** The same of a binary classifier, by its log-odds of the second class. */
export function binaryEvaluation(
  names: readonly [negative: string, positive: string],
  odds: Float64Array,
  labels: Uint8Array,
) {
  const matrix = confusionMatrix(
    Array.from(odds, (value) => (value > 0 ? 1 : 0)),
    labels,
    2,
  );
  return {
    classes: classFigures(matrix, 2).map((figures, c) => ({ name: names[c]!, ...figures })),
    confusion: [Array.from(matrix.subarray(0, 2)), Array.from(matrix.subarray(2, 4))],
    calibration: calibrationCurve(odds.map(sigmoid), labels),
  };
}

/** The metrics that a record defines, for pages and documents. */
export function specsOf(define: (recorder: Recorder) => unknown): readonly MetricSpec[] {
  const specs: MetricSpec[] = [];
  define({
    define(spec) {
      specs.push(spec);
      return () => {};
    },
  });
  return specs;
}
