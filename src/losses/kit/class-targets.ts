import { integer, list, nullOr, number } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import { integers } from './numerics.js';

/** Most classes that a list of weights can name. */
const MOST_CLASSES = 100_000;

export function classWeights(help: string) {
  return nullOr(help, list([], help, number(1, 'Weight of one class.', { min: 0 }), { maxLength: MOST_CLASSES }));
}

export function ignoreIndexParam() {
  return integer(-100, 'Rows with this target count neither in the sum nor in the mean; it may be a real class.');
}

/** Class targets with what each row weighs. */
export interface WeightedTargets {
  /** The targets with 0 in place of what is ignored: safe to index with. */
  readonly targets: Indices;
  /** One weight a row, 0 where ignored; null when every row weighs 1. */
  readonly weights: Float64Array | null;
  /** The sum of the weights: what the mean divides by. */
  readonly total: number;
}

export function weighTargets(
  logits: Tensor,
  targets: Indices,
  weight: readonly number[] | null,
  ignoreIndex: number,
): WeightedTargets {
  const { engine } = logits;
  const given = integers(engine, targets);
  if (weight === null && !given.includes(ignoreIndex)) return { targets, weights: null, total: targets.size };
  const weights = Float64Array.from(given, (y) => (y === ignoreIndex ? 0 : (weight?.[y] ?? 1)));
  const safe = engine.indices(given.map((y) => (y === ignoreIndex ? 0 : y)));
  return { targets: safe, weights, total: weights.reduce((sum, w) => sum + w, 0) };
}

/** The clause of a weight list that has not one weight per class. */
export function weightLengthIssue(path: string, weight: readonly number[] | null, classes: number) {
  return weight === null || weight.length === classes
    ? []
    : [
        {
          path: `params.${path}`,
          message: `must have one weight per class`,
          given: `${weight.length}`,
          allowed: `${classes}`,
        },
      ];
}
