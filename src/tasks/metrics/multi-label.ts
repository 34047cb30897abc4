import { averagePrecision, type Confusion, confusion, f1Of } from './binary.js';

export interface MultiLabelSummary {
  /** F1 of all elements counted together: the common labels decide. */
  readonly microF1: number;
  /** Mean of the labels' own F1: rare labels count as much as common ones. */
  readonly macroF1: number;
  /** Mean of the labels' average precision. */
  readonly meanAveragePrecision: number;
}

/**
 * Judges log-odds [N, labels] against targets of 0 and 1, at probability 0.5 for F1. Labels without a positive among
 * the targets are left out of both means.
 */
export function summarizeLabels(
  logOdds: ArrayLike<number>,
  targets: ArrayLike<number>,
  labels: number,
): MultiLabelSummary {
  const rows = targets.length / labels;
  const all = { tp: 0, fp: 0, fn: 0, tn: 0 };
  const sums = { f1: 0, averagePrecision: 0, labels: 0 };
  for (let label = 0; label < labels; label++) {
    const scores = Float64Array.from({ length: rows }, (_, row) => logOdds[row * labels + label]!);
    const truth = Uint8Array.from({ length: rows }, (_, row) => targets[row * labels + label]!);
    const counts: Confusion = confusion(scores, truth);
    all.tp += counts.tp;
    all.fp += counts.fp;
    all.fn += counts.fn;
    all.tn += counts.tn;
    if (counts.tp + counts.fn === 0) continue;
    sums.labels++;
    sums.f1 += f1Of(counts);
    sums.averagePrecision += averagePrecision(scores, truth);
  }
  const counted = Math.max(1, sums.labels);
  return {
    microF1: f1Of(all),
    macroF1: sums.f1 / counted,
    meanAveragePrecision: sums.averagePrecision / counted,
  };
}
