import type { Tensor } from '../engine.js';
import { gradOf, matrix, needScalar, needVector, output } from './make.js';

/** x[N,D] + v[D], the same vector on every row. */
export function addRow(x: Tensor, v: Tensor): Tensor {
  const [rows, columns] = matrix('addRow', x);
  needVector('addRow', v, columns);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x, v);
  kernels.addRowForward(x.ptr, v.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (x.requiresGrad) kernels.accumulate(y.gradPtr, x.grad(), x.size);
      if (v.requiresGrad) kernels.sumColumns(y.gradPtr, v.grad(), rows, columns, 1);
    });
  }
  return y;
}

/** x[N,D] times v[D], column j by v[j]. */
export function mulRow(x: Tensor, v: Tensor): Tensor {
  const [rows, columns] = matrix('mulRow', x);
  needVector('mulRow', v, columns);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x, v);
  kernels.mulRowForward(x.ptr, v.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.mulRowBackward(x.ptr, v.ptr, y.gradPtr, gradOf(x), gradOf(v), rows, columns));
  }
  return y;
}

/** x[N,D] + v[N], v[i] on all of row i. */
export function addColumn(x: Tensor, v: Tensor): Tensor {
  const [rows, columns] = matrix('addColumn', x);
  needVector('addColumn', v, rows);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x, v);
  kernels.addColumnForward(x.ptr, v.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (x.requiresGrad) kernels.accumulate(y.gradPtr, x.grad(), x.size);
      if (v.requiresGrad) kernels.sumRows(y.gradPtr, v.grad(), rows, columns, 1);
    });
  }
  return y;
}

/** x[N,D] times v[N], row i by v[i]. */
export function mulColumn(x: Tensor, v: Tensor): Tensor {
  const [rows, columns] = matrix('mulColumn', x);
  needVector('mulColumn', v, rows);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x, v);
  kernels.mulColumnForward(x.ptr, v.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.mulColumnBackward(x.ptr, v.ptr, y.gradPtr, gradOf(x), gradOf(v), rows, columns));
  }
  return y;
}

/** x times the scalar tensor s. */
export function scaleBy(x: Tensor, s: Tensor): Tensor {
  needScalar('scaleBy', s);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x, s);
  kernels.scaleByForward(x.ptr, s.ptr, y.ptr, x.size);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.scaleByBackward(x.ptr, s.ptr, y.gradPtr, gradOf(x), gradOf(s), x.size));
  }
  return y;
}

/** x plus the scalar tensor s. */
export function shiftBy(x: Tensor, s: Tensor): Tensor {
  needScalar('shiftBy', s);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x, s);
  kernels.shiftByForward(x.ptr, s.ptr, y.ptr, x.size);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (x.requiresGrad) kernels.accumulate(y.gradPtr, x.grad(), x.size);
      if (s.requiresGrad) kernels.sumInto(y.gradPtr, s.grad(), x.size, 1);
    });
  }
  return y;
}
