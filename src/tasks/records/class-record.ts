import type { Recorder } from '../../core/learner.js';
import type { ClassesScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { calibrationBins, calibrationError, meanOf } from '../metrics/calibration.js';
import { project2d } from '../metrics/pca.js';

/** Rows [N, classes] of probabilities from rows of scores, without overflow. */
export function softmaxOf(scores: ArrayLike<number>, classes: number): Float64Array {
  const probabilities = new Float64Array(scores.length);
  for (let from = 0; from < scores.length; from += classes) {
    let [largest, sum] = [-Infinity, 0];
    for (let k = 0; k < classes; k++) largest = Math.max(largest, scores[from + k]!);
    for (let k = 0; k < classes; k++) sum += maths.exp(scores[from + k]! - largest);
    for (let k = 0; k < classes; k++) probabilities[from + k] = maths.exp(scores[from + k]! - largest) / sum;
  }
  return probabilities;
}

/** What is told about probabilities [N, classes] of rows whose class is known. */
export interface ClassSummary {
  readonly accuracy: number;
  /** Mean -log of the true class's probability, in nats. */
  readonly logLoss: number;
  /** Expected calibration error of the probability given to the answer (Guo et al. 2017). */
  readonly calibrationError: number;
  /** 1 where the likeliest class is the true one; the first of equals is the answer. */
  readonly hits: Uint8Array;
}

/** The likeliest class of each row, its probability, and whether it is the true one. */
function answersOf(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classes: number) {
  const answers = new Int32Array(labels.length);
  const confidence = new Float64Array(labels.length);
  const hits = new Uint8Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const from = row * classes;
    let answer = 0;
    for (let k = 1; k < classes; k++) if (probabilities[from + k]! > probabilities[from + answer]!) answer = k;
    answers[row] = answer;
    confidence[row] = probabilities[from + answer]!;
    hits[row] = answer === labels[row] ? 1 : 0;
  }
  return { answers, confidence, hits };
}

export function summarizeClasses(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): ClassSummary {
  const { confidence, hits } = answersOf(probabilities, labels, classes);
  let logLoss = 0;
  for (let row = 0; row < labels.length; row++)
    logLoss -= maths.log(probabilities[row * classes + labels[row]!]! + 1e-300) / labels.length;
  return { accuracy: meanOf(hits), logLoss, calibrationError: calibrationError(confidence, hits), hits };
}

/** What a classifier says about held-out rows, and how its loss pulls at them. */
export interface JudgedClasses {
  /** Scores [N, classes]. */
  readonly scores: Float64Array;
  readonly loss: number;
  /** Gradient of each row's own loss by its scores, [N, classes]. */
  readonly gradient: Float64Array;
}

/**
 * Declares the metrics of a classifier on held-out rows of these classes; `odds` are the true probabilities, where they
 * are known. Returns what records them.
 */
export function classRecord(
  recorder: Recorder,
  labels: Int32Array,
  classes: number,
  odds: Float64Array | null,
): (judged: JudgedClasses) => void {
  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [lower, higher, neither] = [define('lower'), define('higher'), define('neither')];
  /** What says something of the loss itself, not of the answers. */
  const ofLoss = (name: string, better: 'lower' | 'neither', help: string) =>
    recorder.define({ name, help, better, dependsOn: ['loss'] });
  const record = {
    testLoss: ofLoss('test_loss', 'lower', 'loss on held-out rows'),
    accuracy: higher('accuracy', 'part of the held-out rows whose likeliest class is the true one'),
    logLoss: lower('log_loss', 'mean -log of the probability given to the true class, held out, in nats'),
    calibrationError: lower('calibration_error', 'distance between confidence and accuracy, over ten bins'),
    activeRows: ofLoss('active_rows', 'neither', "part of the held-out rows at which the loss's gradient is not 0"),
    activeHits: ofLoss(
      'active_hits',
      'neither',
      "part of the rightly answered rows at which the loss's gradient is not 0",
    ),
  };
  const known =
    odds === null
      ? null
      : {
          ...summarizeClasses(odds, labels, classes),
          recordAccuracy: neither('true_accuracy', 'accuracy of the true odds on the same rows: nobody expects more'),
          recordLogLoss: neither('true_log_loss', 'log loss of the true odds on the same rows: nobody expects less'),
        };
  return ({ scores, loss, gradient }) => {
    const summary = summarizeClasses(softmaxOf(scores, classes), labels, classes);
    const active = Uint8Array.from(labels, (_, row) => {
      const own = gradient.subarray(row * classes, (row + 1) * classes);
      return own.some((slope) => slope !== 0) ? 1 : 0;
    });
    record.testLoss(loss);
    record.accuracy(summary.accuracy);
    record.logLoss(summary.logLoss);
    record.calibrationError(summary.calibrationError);
    record.activeRows(meanOf(active));
    record.activeHits(meanOf(active.filter((_, row) => summary.hits[row] === 1)));
    known?.recordAccuracy(known.accuracy);
    known?.recordLogLoss(known.logLoss);
  };
}

const PICTURED = 400;

/**
 * Which answers the scores [N, classes] give to which classes, how far their probabilities hold, and the first rows' scores
 * projected to two dimensions.
 */
export function classScope(
  scores: Float64Array,
  labels: Int32Array,
  classes: number,
  names: readonly string[] = Array.from({ length: classes }, (_, k) => `${k}`),
): ClassesScope {
  const { answers, confidence, hits } = answersOf(softmaxOf(scores, classes), labels, classes);
  const confusion = names.map(() => new Array<number>(classes).fill(0));
  for (const [row, label] of labels.entries()) confusion[label]![answers[row]!]!++;
  const count = Math.min(PICTURED, labels.length);
  const { x, y } = project2d(scores.subarray(0, count * classes), count, classes);
  const points = Array.from(x, (value, i) => ({ x: value, y: y[i]!, group: labels[i]! }));
  return { kind: 'classes', names, confusion, calibration: calibrationBins(confidence, hits), points };
}
