import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import { fillWhere, mulColumn, outsidePairs, reciprocal, scale, shift, sumRows } from '../../tensor/ops/index.js';
import { index, learned } from '../kit/inputs.js';
import { integers } from '../kit/numerics.js';
import { type Reduction, reduce } from '../kit/reduction.js';

/** The inputs of losses that form their pairs from the labels of a batch. */
export const labelledInputs = {
  embeddings: learned('[N,D]', 'Rows of which the batch forms its own pairs.'),
  labels: index('[N]', 'The class of each row.'),
};

/** How many other rows share the label of each row. */
export function positivesOf(x: Tensor, labels: Indices): readonly number[] {
  const all = Array.from(integers(x.engine, labels));
  const sizes = new Map<number, number>();
  for (const label of all) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return all.map((label) => sizes.get(label)! - 1);
}

/** Reduces one value a row, over the rows that count; those that do not are 0 and get no gradient. */
export function overAnchors(rows: Tensor, counts: readonly boolean[], reduction: Reduction): Tensor {
  const anchors = counts.filter(Boolean).length;
  if (anchors === counts.length) return reduce(rows, reduction);
  const left = rows.engine.tensor(
    rows.shape,
    counts.map((counted) => (counted ? 0 : 1)),
  );
  return reduce(fillWhere(rows, left, 0), reduction, anchors);
}

/** [N,N]: 1 over the number of rows of a label, for each row of the label of row i. A constant. */
export function sharedTargets(engine: Engine, labels: Indices): Tensor {
  return engine.constant(() => {
    const same = shift(scale(outsidePairs(engine, labels, labels, 'same'), -1), 1);
    return mulColumn(same, reciprocal(sumRows(same)));
  });
}
