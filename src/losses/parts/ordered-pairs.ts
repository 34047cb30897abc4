import { choice } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { orderedPairs, type PairRule, sub, take } from '../../tensor/ops/index.js';

export function pairsParam(counted: string) {
  return choice(
    'counted',
    ['counted', 'literal'],
    `counted takes ${counted}; literal is the double sum over all i and j as often printed, for comparison only.`,
  );
}

/** The ordered pairs (i, j) of scores that a rule counts: s_i - s_j, the label of i, and the gap of the labels. */
export function pairDifferences(scores: Tensor, labels: Tensor, rule: PairRule) {
  const { first, second } = orderedPairs(labels, rule);
  return {
    difference: sub(take(scores, first), take(scores, second)),
    label: () => take(labels, first),
    labelGap: () => sub(take(labels, first), take(labels, second)),
    pairs: first.size,
  };
}
