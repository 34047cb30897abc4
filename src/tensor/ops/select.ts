import type { Tensor } from '../engine.js';
import { type Indices, sizeOf } from '../engine.js';
import { alias, matrix, needIndices, output, sameShape } from './make.js';

/** x[N,C], one column per row -> [N]: x[i, columns[i]]. */
export function gatherColumns(x: Tensor, index: Indices): Tensor {
  const [rows, columns] = matrix('gatherColumns', x);
  needIndices('gatherColumns', x, index, rows, columns);
  const { engine } = x;
  const { kernels } = engine;
  const y = output([rows], x);
  kernels.gatherColumnsForward(x.ptr, index.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.gatherColumnsBackward(index.ptr, y.gradPtr, x.grad(), rows, columns));
  }
  return y;
}

function gather(op: string, x: Tensor, index: Indices, shape: readonly number[], columns: number): Tensor {
  needIndices(op, x, index, index.size, x.shape[0]!);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(shape, x);
  kernels.gatherRowsForward(x.ptr, index.ptr, y.ptr, index.size, columns);
  if (y.requiresGrad) {
    engine.record(y, () =>
      kernels.gatherRowsBackward(index.ptr, y.gradPtr, x.rowsGrad(), index.size, columns, x.linesPtr),
    );
  }
  return y;
}

/** x[N,D], M row numbers -> [M,D]. A row taken twice gathers both gradients. */
export function gatherRows(x: Tensor, index: Indices): Tensor {
  const columns = matrix('gatherRows', x)[1];
  return gather('gatherRows', x, index, [index.size, columns], columns);
}

/** x[N], M positions -> [M]. */
export function take(x: Tensor, index: Indices): Tensor {
  if (x.shape.length !== 1) throw new Error(`take: needs a vector, given [${x.shape}]`);
  return gather('take', x, index, [index.size], 1);
}

/** x[N,C] with `value` at column index[i] of each row i; no gradient there. */
export function fillAt(x: Tensor, index: Indices, value: number): Tensor {
  const [rows, columns] = matrix('fillAt', x);
  needIndices('fillAt', x, index, rows, columns);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x);
  kernels.fillAtForward(x.ptr, index.ptr, y.ptr, rows, columns, value);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.fillAtBackward(index.ptr, y.gradPtr, x.grad(), rows, columns));
  }
  return y;
}

/** x with `value` wherever the constant `mask` is not 0; no gradient there. */
export function fillWhere(x: Tensor, mask: Tensor, value: number): Tensor {
  sameShape('fillWhere', x, mask);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x);
  kernels.fillWhereForward(x.ptr, mask.ptr, y.ptr, x.size, value);
  if (y.requiresGrad) engine.record(y, () => kernels.selectBackward(mask.ptr, y.gradPtr, x.grad(), x.size, 0));
  return y;
}

/** a[N,D] above b[M,D] -> [N+M,D]. */
export function concatRows(a: Tensor, b: Tensor): Tensor {
  const [n, columns] = matrix('concatRows', a);
  const [m, others] = matrix('concatRows', b);
  if (others !== columns) throw new Error(`concatRows: [${a.shape}] and [${b.shape}] differ in columns`);
  const { engine } = a;
  const { kernels } = engine;
  const y = output([n + m, columns], a, b);
  const second = a.size * engine.bytes;
  kernels.copy(a.ptr, y.ptr, a.size);
  kernels.copy(b.ptr, y.ptr + second, b.size);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (a.requiresGrad) kernels.accumulate(y.gradPtr, a.grad(), a.size);
      if (b.requiresGrad) kernels.accumulate(y.gradPtr + second, b.grad(), b.size);
    });
  }
  return y;
}

/** The same elements in another shape, without a copy. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  if (sizeOf(shape) !== x.size) throw new Error(`reshape: [${x.shape}] has not the size of [${shape}]`);
  const { engine } = x;
  const y = alias(x, x.ptr, shape);
  if (y.requiresGrad) engine.record(y, () => engine.kernels.accumulate(y.gradPtr, x.grad(), x.size));
  return y;
}

/** x[N,D] -> [D,N]. */
export function transpose(x: Tensor): Tensor {
  const [rows, columns] = matrix('transpose', x);
  const { engine } = x;
  const { kernels } = engine;
  const y = output([columns, rows], x);
  kernels.transpose(x.ptr, y.ptr, rows, columns, 0);
  if (y.requiresGrad) engine.record(y, () => kernels.transpose(y.gradPtr, x.grad(), columns, rows, 1));
  return y;
}

/** Rows from .. to-1 of x[N,D] -> [to-from,D], without a copy. */
export function sliceRows(x: Tensor, from: number, to: number): Tensor {
  const [rows, columns] = matrix('sliceRows', x);
  if (!(from >= 0 && from <= to && to <= rows))
    throw new Error(`sliceRows: ${from} .. ${to} is not within ${rows} rows`);
  const { engine } = x;
  const offset = from * columns * engine.bytes;
  const y = alias(x, x.ptr + offset, [to - from, columns]);
  if (y.requiresGrad) engine.record(y, () => engine.kernels.accumulate(y.gradPtr, x.grad() + offset, y.size));
  return y;
}

/** a[N,D] beside b[N,E] -> [N,D+E]. */
export function concatColumns(a: Tensor, b: Tensor): Tensor {
  const [rows, left] = matrix('concatColumns', a);
  const [others, right] = matrix('concatColumns', b);
  if (others !== rows) throw new Error(`concatColumns: [${a.shape}] and [${b.shape}] differ in rows`);
  const { engine } = a;
  const { kernels, bytes } = engine;
  const width = left + right;
  const y = output([rows, width], a, b);
  kernels.copyColumns(a.ptr, left, y.ptr, width, rows, left, 0);
  kernels.copyColumns(b.ptr, right, y.ptr + left * bytes, width, rows, right, 0);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (a.requiresGrad) kernels.copyColumns(y.gradPtr, width, a.grad(), left, rows, left, 1);
      if (b.requiresGrad) kernels.copyColumns(y.gradPtr + left * bytes, width, b.grad(), right, rows, right, 1);
    });
  }
  return y;
}

/** Columns from .. to-1 of x[N,D]. */
export function sliceColumns(x: Tensor, from: number, to: number): Tensor {
  const [rows, columns] = matrix('sliceColumns', x);
  if (from < 0 || to > columns || from > to) throw new Error(`sliceColumns: ${from} .. ${to} of [${x.shape}]`);
  const { engine } = x;
  const { kernels, bytes } = engine;
  const width = to - from;
  const y = output([rows, width], x);
  kernels.copyColumns(x.ptr + from * bytes, columns, y.ptr, width, rows, width, 0);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.copyColumns(y.gradPtr, width, x.grad() + from * bytes, columns, rows, width, 1));
  }
  return y;
}
