import type { Issue } from '../../core/errors.js';
import { integer, list, nullOr, number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import { integers } from '../kit/numerics.js';

/** Most classes that a list of weights can name. */
const MOST_CLASSES = 100_000;

export function classWeights(help: string) {
  return nullOr(help, list([], help, number(1, 'Weight of one class.', { min: 0 }), { maxLength: MOST_CLASSES }));
}

export function classCountsParam(help: string) {
  const count = number(1, 'Rows of one class.', { above: 0 });
  return nullOr(help, list([], 'One count per class.', count, { maxLength: MOST_CLASSES }));
}

/** How often each class occurs, from which what it counts follows. */
export function balanceParams(help: string) {
  return {
    classCounts: classCountsParam(
      `${help}; weights by the effective number of rows, in place of weight; null for none.`,
    ),
    balanceBeta: number(0.999, 'For classCounts: 0 counts all classes alike, towards 1 by inverse frequency.', {
      min: 0,
      below: 1,
    }),
  };
}

/** (1-b) / (1 - b^n) of each count n, times their number over their sum. Cui et al. 2019. */
export function effectiveWeights(counts: readonly number[], beta: number): number[] {
  if (beta === 0) return counts.map(() => 1);
  const raw = counts.map((n) => (1 - beta) / -maths.expm1(n * maths.log(beta)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((w) => (w * counts.length) / sum);
}

/** What each class counts: the weights as given, or by counts; null when all count alike. */
export function settledWeights(settings: {
  readonly weight: readonly number[] | null;
  readonly classCounts: readonly number[] | null;
  readonly balanceBeta: number;
}): readonly number[] | null {
  const { weight, classCounts, balanceBeta } = settings;
  return classCounts === null ? weight : effectiveWeights(classCounts, balanceBeta);
}

/** The issue of giving both. */
export function balanceIssues(weight: readonly number[] | null, counts: readonly number[] | null): Issue[] {
  return weight === null || counts === null
    ? []
    : [{ path: 'params.classCounts', message: 'cannot be given together with weight', allowed: 'one of them' }];
}

export function ignoreIndexParam() {
  return integer(-100, 'Rows with this target count neither in the sum nor in the mean; it may be a real class.');
}

/** Class targets with what each row weighs. */
export interface WeightedTargets {
  /** The targets with 0 in place of what is ignored: safe to index with. */
  readonly targets: Indices;
  /** One weight a row, 0 where ignored, whose sum the mean divides by; null when every row weighs 1. */
  readonly weights: Float64Array | null;
}

export function weighTargets(
  logits: Tensor,
  targets: Indices,
  weight: readonly number[] | null,
  ignoreIndex: number,
): WeightedTargets {
  const { engine } = logits;
  const given = integers(engine, targets);
  if (weight === null && !given.includes(ignoreIndex)) return { targets, weights: null };
  const weights = Float64Array.from(given, (y) => (y === ignoreIndex ? 0 : (weight?.[y] ?? 1)));
  const safe = engine.indices(given.map((y) => (y === ignoreIndex ? 0 : y)));
  return { targets: safe, weights };
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
