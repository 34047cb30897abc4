import { choice } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { mean, scale, sum } from '../../tensor/ops/index.js';

export type Reduction = 'mean' | 'sum' | 'none';

/** The `reduction` parameter of a loss; `over` names what the mean divides by. */
export function reductionParam(value: Reduction, over: string) {
  return choice(value, ['mean', 'sum', 'none'], `mean divides by ${over}; sum adds up; none keeps every value.`);
}

/**
 * Unreduced values to one. `divisor` replaces their number in the mean. Nothing to average gives 0 with gradient 0,
 * never NaN: a batch whose rows are all ignored must not end a training run.
 */
export function reduce(rows: Tensor, reduction: Reduction, divisor = rows.size): Tensor {
  if (reduction === 'none') return rows;
  if (rows.size === 0) return rows.engine.filled([], 0);
  if (reduction === 'sum') return sum(rows);
  if (divisor === 0) return rows.engine.filled([], 0);
  return divisor === rows.size ? mean(rows) : scale(sum(rows), 1 / divisor);
}
