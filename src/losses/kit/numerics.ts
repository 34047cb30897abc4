import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import { addColumn, fillAt, gatherColumns, lseRows, maxRows, sub } from '../../tensor/ops/index.js';

/** Size of a logit from which on single precision has too few digits left for its distance to the others. */
const FAR = 32;

/** Logits whose largest is far above 0, moved so that it is 0: a softmax does not see it, and differences keep their digits. */
function nearZero(logits: Tensor): Tensor {
  const { engine } = logits;
  const shifts = engine
    .constant(() => maxRows(logits))
    .view()
    .map((top) => (Math.abs(top) < FAR || !Number.isFinite(top) ? 0 : -top));
  return shifts.every((shift) => shift === 0) ? logits : addColumn(logits, engine.tensor([shifts.length], shifts));
}

/**
 * The log-odds [N] of the true class against all others, z_y - lse of the others. From it -log p_t = softplus(-t) and
 * log(1 - p_t) = -softplus(t), as for one logit: nothing cancels, in value or gradient, however sure the model is.
 */
export function trueLogit(logits: Tensor, targets: Indices): Tensor {
  const near = nearZero(logits);
  return sub(gatherColumns(near, targets), lseRows(fillAt(near, targets, -Infinity)));
}

/** A constant of x's shape: 1 where x fulfils a condition, else 0. */
export function where(x: Tensor, condition: (value: number) => boolean): Tensor {
  const mask = x.engine.tensor(x.shape);
  const values = x.view();
  const marks = mask.view();
  for (let i = 0; i < values.length; i++) marks[i] = condition(values[i]!) ? 1 : 0;
  return mask;
}

let counting = new Int32Array(0);

/** The indices start, start + 1, ... of n rows. */
export function range(engine: Engine, n: number, start = 0): Indices {
  if (counting.length < start + n) counting = Int32Array.from({ length: 2 * (start + n) }, (_, i) => i);
  return engine.indices(counting.subarray(start, start + n));
}

/** The integers of an index input; a view that the next allocation may detach. */
export function integers(engine: Engine, { ptr, size }: Indices): Int32Array {
  return engine.ints.subarray(ptr >> 2, (ptr >> 2) + size);
}
