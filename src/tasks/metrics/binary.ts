import type { CurveScope } from '../../core/scope.js';
import { calibrationBins, probabilitiesOf } from './calibration.js';
import { byScore } from './order.js';

/** Counts at one threshold. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/** Points of the precision-recall curve, one per distinct score from the highest down. */
interface Ranking {
  readonly positives: number;
  readonly negatives: number;
  /** True and false positives when everything down to this score counts as positive. */
  readonly tp: readonly number[];
  readonly fp: readonly number[];
}

function rank(scores: ArrayLike<number>, labels: ArrayLike<number>): Ranking {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i);
  order.sort(byScore(scores));
  const tp: number[] = [];
  const fp: number[] = [];
  let hits = 0;
  for (let i = 0; i < order.length; i++) {
    hits += labels[order[i]!]!;
    if (i + 1 < order.length && scores[order[i + 1]!] === scores[order[i]!]) continue;
    tp.push(hits);
    fp.push(i + 1 - hits);
  }
  return { positives: hits, negatives: order.length - hits, tp, fp };
}

/**
 * Average precision: the sum over distinct scores of (recall gained) * (precision there), scikit-learn's definition (no
 * interpolation). Higher scores are more positive; labels are 0 or 1; 0 without positives.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return areaOf(rank(scores, labels));
}

function areaOf({ positives, tp, fp }: Ranking): number {
  let sum = 0;
  let before = 0;
  for (let i = 0; i < tp.length; i++) {
    if (tp[i]! > before) sum += ((tp[i]! - before) / positives) * (tp[i]! / (tp[i]! + fp[i]!));
    before = tp[i]!;
  }
  return sum;
}

/** Area under the ROC curve: the chance that a positive scores above a negative, ties half. 0.5 with one class only. */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { positives, negatives, tp, fp } = rank(scores, labels);
  if (positives === 0 || negatives === 0) return 0.5;
  let sum = 0;
  for (let i = 0; i < tp.length; i++) {
    const tpBefore = i === 0 ? 0 : tp[i - 1]!;
    const fpBefore = i === 0 ? 0 : fp[i - 1]!;
    sum += (fp[i]! - fpBefore) * ((tp[i]! + tpBefore) / 2);
  }
  return sum / (positives * negatives);
}

/** Counts with rows whose log-odds are above 0 (probability above one half) taken as positive. */
export function confusion(logOdds: ArrayLike<number>, labels: ArrayLike<number>): Confusion {
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  for (let i = 0; i < logOdds.length; i++) {
    if (logOdds[i]! > 0) labels[i] === 1 ? tp++ : fp++;
    else labels[i] === 1 ? fn++ : tn++;
  }
  return { tp, fp, fn, tn };
}

export function precisionOf({ tp, fp }: Confusion): number {
  return ratio(tp, tp + fp);
}

export function recallOf({ tp, fn }: Confusion): number {
  return ratio(tp, tp + fn);
}

/** Harmonic mean of precision and recall. */
export function f1Of({ tp, fp, fn }: Confusion): number {
  return ratio(2 * tp, 2 * tp + fp + fn);
}

/** Mean of the two classes' recalls; 0.5 for any constant answer. */
export function balancedAccuracyOf({ tp, fp, fn, tn }: Confusion): number {
  return (ratio(tp, tp + fn) + ratio(tn, tn + fp)) / 2;
}

/** 0 where nothing was counted, as scikit-learn does (with a warning there). */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

const CURVE_POINTS = 200;
const BINS = 20;

/** The picture of a binary classifier from its log-odds on held-out rows; `areOdds` is false for scores of any other scale. */
export function curveScope(logOdds: ArrayLike<number>, labels: ArrayLike<number>, areOdds = true): CurveScope {
  const ranking = rank(logOdds, labels);
  const { tp, fp, positives } = ranking;
  // Where recall does not rise, precision only falls: those points add nothing to the picture.
  const kept = tp.map((_, i) => i).filter((i) => tp[i]! > (i === 0 ? 0 : tp[i - 1]!));
  const last = kept.length - 1;
  const points =
    kept.length <= CURVE_POINTS
      ? kept
      : Array.from({ length: CURVE_POINTS }, (_, i) => kept[Math.round((i * last) / (CURVE_POINTS - 1))]!);
  const histogram = { positives: new Array<number>(BINS).fill(0), negatives: new Array<number>(BINS).fill(0) };
  const probabilities = probabilitiesOf(logOdds);
  for (let i = 0; i < logOdds.length; i++) {
    const bins = labels[i] === 1 ? histogram.positives : histogram.negatives;
    const bin = Math.min(BINS - 1, Math.floor(probabilities[i]! * BINS));
    if (bin >= 0) bins[bin]!++;
  }
  return {
    kind: 'precision-recall',
    recall: points.map((i) => tp[i]! / positives),
    precision: points.map((i) => tp[i]! / (tp[i]! + fp[i]!)),
    baseRate: ratio(positives, labels.length),
    averagePrecision: areaOf(ranking),
    confusion: confusion(logOdds, labels),
    histogram,
    ...(areOdds ? { calibration: calibrationBins(probabilities, labels) } : {}),
  };
}
