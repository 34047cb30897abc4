import { type Confusion, f1Of } from './binary.js';

/** Intersection over union of the predicted and the true set (Jaccard 1912); 1 when both are empty. */
export function iouOf({ tp, fp, fn }: Confusion): number {
  const union = tp + fp + fn;
  return union === 0 ? 1 : tp / union;
}

/** Twice the intersection over the sum of both sizes (Dice 1945), which is F1; 1 when both sets are empty. */
export function diceOf(counts: Confusion): number {
  return counts.tp + counts.fp + counts.fn === 0 ? 1 : f1Of(counts);
}
