import type { Tensor } from '../../tensor/engine.js';
import { fillWhere, scale, shift } from '../../tensor/ops/index.js';

/** Far below any value, and still a number: what does not exist may be weighed by 0. */
const NEVER = -1e30;

/** Values [N,A] with those of actions that do not exist (masks [N,A] are 0) far below all others, without a gradient. */
export function withoutForbidden(values: Tensor, masks: Tensor | null): Tensor {
  if (masks === null) return values;
  const forbidden = values.engine.constant(() => shift(scale(masks, -1), 1));
  return fillWhere(values, forbidden, NEVER);
}
