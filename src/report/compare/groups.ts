import type { Better } from '../../experiment/arm.js';
import type { Comparison, Side } from '../../experiment/comparison.js';

/** Comparisons that can share charts: those with one reference and metric. */
export function chartGroups(comparisons: readonly Comparison[]): readonly (readonly Comparison[])[] {
  const groups: Comparison[][] = [];
  for (const comparison of comparisons) {
    const { reference, regression } = comparison;
    const group = groups.find(
      ([first]) => first!.reference === reference && first!.regression.metric === regression.metric,
    );
    if (group === undefined) groups.push([comparison]);
    else group.push(comparison);
  }
  return groups;
}

/** Orders sides of a metric, the better first. */
export function rankOrder(a: Side, b: Side, better: Better): number {
  const sign = better === 'lower' ? 1 : -1;
  const score = ({ mean }: Side) => (Number.isFinite(mean) ? sign * mean : Number.POSITIVE_INFINITY);
  const [x, y] = [score(a), score(b)];
  return x === y ? a.broken / a.n - b.broken / b.n : x < y ? -1 : 1;
}
