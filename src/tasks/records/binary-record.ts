import type { Recorder } from '../../core/learner.js';
import {
  averagePrecision,
  balancedAccuracyOf,
  confusion,
  f1Of,
  precisionOf,
  recallOf,
  rocAuc,
} from '../metrics/binary.js';
import { calibrationError, logLoss, meanDistance, meanOf, probabilitiesOf } from '../metrics/calibration.js';

/** What a binary classifier says about held-out rows, and how its loss pulls at them. */
export interface Judged {
  readonly logOdds: Float64Array;
  readonly loss: number;
  /** Derivative of each row's own loss by its log-odds. */
  readonly pull: Float64Array;
}

/**
 * Declares the metrics of a binary classifier on held-out rows with these labels; `truth` are their true log-odds, where
 * they are known. Returns what records them.
 */
export function binaryRecord(
  recorder: Recorder,
  labels: Uint8Array,
  truth: Float64Array | null,
): (judged: Judged) => void {
  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [lower, higher, neither] = [define('lower'), define('higher'), define('neither')];
  /** What says something of the loss itself, not of the answers. */
  const ofLoss = (name: string, better: 'lower' | 'neither', help: string) =>
    recorder.define({ name, help, better, dependsOn: ['loss'] });
  const record = {
    testLoss: ofLoss('test_loss', 'lower', 'loss on held-out rows'),
    averagePrecision: higher(
      'average_precision',
      'area under the precision-recall curve, held out; equal scores are one step',
    ),
    rocAuc: higher('roc_auc', 'chance that a held-out positive scores above a negative; equal scores count half'),
    precision: higher('precision', 'part of the rows called positive that are, at probability 0.5'),
    recall: higher('recall', 'part of the positives called positive, at probability 0.5'),
    f1: higher('f1', 'harmonic mean of precision and recall, at probability 0.5'),
    balancedAccuracy: higher('balanced_accuracy', "mean of both classes' recalls, at probability 0.5"),
    positiveShare: neither('positive_share', 'part of the held-out rows called positive, at probability 0.5'),
    baseRate: neither('base_rate', 'part of the held-out rows that is positive: the average precision of guessing'),
    truth:
      truth === null
        ? null
        : neither('true_average_precision', 'average precision of the true odds on the same rows: nobody expects more'),
    logLoss: lower('log_loss', 'mean -log of the probability given to the true class, held out, in nats'),
    calibrationError: lower('calibration_error', 'distance between probabilities and what happens, over ten bins'),
    meanProbability: neither('mean_probability', 'mean probability of a positive; the base rate when calibrated'),
    probabilityError:
      truth === null ? null : lower('probability_error', 'mean distance of the probabilities from the true ones'),
    wrongPull: ofLoss(
      'wrong_pull',
      'neither',
      "mean size of the loss's derivative by the log-odds of held-out rows on the wrong side; 0 without any",
    ),
    activeRows: ofLoss('active_rows', 'neither', "part of the held-out rows at which the loss's derivative is not 0"),
  };
  const best =
    truth === null ? null : { averagePrecision: averagePrecision(truth, labels), odds: probabilitiesOf(truth) };
  return ({ logOdds, loss, pull }) => {
    const counts = confusion(logOdds, labels);
    const probabilities = probabilitiesOf(logOdds);
    const wrong = pull.filter((_, i) => logOdds[i]! > 0 !== (labels[i] === 1));
    record.testLoss(loss);
    record.averagePrecision(averagePrecision(logOdds, labels));
    record.rocAuc(rocAuc(logOdds, labels));
    record.precision(precisionOf(counts));
    record.recall(recallOf(counts));
    record.f1(f1Of(counts));
    record.balancedAccuracy(balancedAccuracyOf(counts));
    record.positiveShare((counts.tp + counts.fp) / labels.length);
    record.baseRate((counts.tp + counts.fn) / labels.length);
    record.logLoss(logLoss(logOdds, labels));
    record.calibrationError(calibrationError(probabilities, labels));
    record.meanProbability(meanOf(probabilities));
    record.wrongPull(meanOf(wrong.map(Math.abs)));
    record.activeRows(pull.filter((value) => value !== 0).length / labels.length);
    if (best === null) return;
    record.truth?.(best.averagePrecision);
    record.probabilityError?.(meanDistance(probabilities, best.odds));
  };
}
