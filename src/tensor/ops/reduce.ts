import type { Indices, Tensor } from '../engine.js';
import { gradOf, matrix, output, sameShape } from './make.js';
import { gatherColumns } from './select.js';

const SCALAR: readonly number[] = [];

function scaledSum(x: Tensor, factor: number): Tensor {
  const { engine } = x;
  const { kernels } = engine;
  const y = output(SCALAR, x);
  kernels.sumForward(x.ptr, y.ptr, x.size, factor);
  if (y.requiresGrad) engine.record(y, () => kernels.sumBackward(y.gradPtr, x.grad(), x.size, factor));
  return y;
}

/** The sum of all elements, a scalar; 0 for none. */
export function sum(x: Tensor): Tensor {
  return scaledSum(x, 1);
}

/** The mean of all elements, a scalar; 0 for none. */
export function mean(x: Tensor): Tensor {
  return scaledSum(x, x.size === 0 ? 0 : 1 / x.size);
}

/** x[N,D] -> [N]: the sum of each row. */
export function sumRows(x: Tensor): Tensor {
  const [rows, columns] = matrix('sumRows', x);
  const { engine } = x;
  const { kernels } = engine;
  const y = output([rows], x);
  kernels.sumRows(x.ptr, y.ptr, rows, columns, 0);
  if (y.requiresGrad) engine.record(y, () => kernels.spreadRows(y.gradPtr, x.grad(), rows, columns));
  return y;
}

/** x[N,D] -> [D]: the sum of each column. */
export function sumColumns(x: Tensor): Tensor {
  const [rows, columns] = matrix('sumColumns', x);
  const { engine } = x;
  const { kernels } = engine;
  const y = output([columns], x);
  kernels.sumColumns(x.ptr, y.ptr, rows, columns, 0);
  if (y.requiresGrad) engine.record(y, () => kernels.spreadColumns(y.gradPtr, x.grad(), rows, columns));
  return y;
}

/** x[N,D] -> [N]: the largest of each row, NaN when one is. Of equals the lowest column takes all the gradient. */
export function maxRows(x: Tensor): Tensor {
  return gatherColumns(x, argmaxRows(x));
}

/** x[N,D] -> N columns: where each row's largest stands, the lowest of equals. Throws when there are no columns. */
export function argmaxRows(x: Tensor): Indices {
  const [rows, columns] = matrix('argmaxRows', x);
  if (columns === 0) throw new Error('argmaxRows: a row without elements has no largest');
  const ptr = x.engine.allocate(rows * 4);
  x.engine.kernels.argmaxRows(x.ptr, ptr, rows, columns);
  return { ptr, size: rows };
}

/** The sum of a b over all elements, a scalar. */
export function dot(a: Tensor, b: Tensor): Tensor {
  sameShape('dot', a, b);
  const { engine } = a;
  const { kernels } = engine;
  const y = output(SCALAR, a, b);
  kernels.dotForward(a.ptr, b.ptr, y.ptr, a.size);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.dotBackward(a.ptr, b.ptr, y.gradPtr, gradOf(a), gradOf(b), a.size));
  }
  return y;
}
