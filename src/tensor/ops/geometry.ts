import type { Tensor } from '../engine.js';
import { scale, shift } from './elementwise.js';
import { gradOf, matrix, output, sameShape } from './make.js';
import { matmulNT } from './matrix.js';

export const metrics = ['euclidean', 'sq-euclidean', 'manhattan', 'cosine'] as const;

/** How far apart two rows are; `cosine` is 1 - cos. */
export type Metric = (typeof metrics)[number];

const metricCode: Readonly<Record<Exclude<Metric, 'cosine'>, number>> = {
  euclidean: 0,
  'sq-euclidean': 1,
  manhattan: 2,
};

/** x[N,D] -> [N,D]: each row over its length; a row no longer than 1e-12 gives 0 with gradient 0. */
export function normalizeRows(x: Tensor): Tensor {
  const [rows, columns] = matrix('normalizeRows', x);
  const { engine } = x;
  const { kernels } = engine;
  const y = output(x.shape, x);
  const norms = engine.allocate(rows * engine.bytes);
  kernels.normalizeRowsForward(x.ptr, y.ptr, norms, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.normalizeRowsBackward(y.ptr, norms, y.gradPtr, x.grad(), rows, columns));
  }
  return y;
}

/** a[N,D], b[N,D] -> [N]: the dot product of each pair of rows. */
export function rowDot(a: Tensor, b: Tensor): Tensor {
  matrix('rowDot', a);
  sameShape('rowDot', a, b);
  const [rows, columns] = a.shape as [number, number];
  const { engine } = a;
  const { kernels } = engine;
  const y = output([rows], a, b);
  kernels.rowDotForward(a.ptr, b.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (a.requiresGrad) kernels.rowDotBackward(b.ptr, y.gradPtr, a.grad(), rows, columns);
      if (b.requiresGrad) kernels.rowDotBackward(a.ptr, y.gradPtr, b.grad(), rows, columns);
    });
  }
  return y;
}

/** a[N,D], b[N,D] -> [N]: the distance of each pair of rows. Gradient 0 at distance 0 and at zero vectors. */
export function rowDistance(a: Tensor, b: Tensor, metric: Metric): Tensor {
  if (metric === 'cosine') return shift(scale(rowDot(normalizeRows(a), normalizeRows(b)), -1), 1);
  matrix('rowDistance', a);
  sameShape('rowDistance', a, b);
  const [rows, columns] = a.shape as [number, number];
  const code = metricCode[metric];
  const { engine } = a;
  const { kernels } = engine;
  const y = output([rows], a, b);
  kernels.rowDistanceForward(a.ptr, b.ptr, y.ptr, rows, columns, code);
  if (y.requiresGrad) {
    engine.record(y, () =>
      kernels.rowDistanceBackward(a.ptr, b.ptr, y.ptr, y.gradPtr, gradOf(a), gradOf(b), rows, columns, code),
    );
  }
  return y;
}

/** a[N,D], b[M,D] -> [N,M]: the distance of every row of a to every row of b. Gradients as {@link rowDistance}. */
export function pairDistance(a: Tensor, b: Tensor, metric: Metric): Tensor {
  if (metric === 'cosine') return shift(scale(matmulNT(normalizeRows(a), normalizeRows(b)), -1), 1);
  const [n, columns] = matrix('pairDistance', a);
  const [m, others] = matrix('pairDistance', b);
  if (others !== columns) throw new Error(`pairDistance: [${a.shape}] and [${b.shape}] differ in columns`);
  const code = metricCode[metric];
  const { engine } = a;
  const { kernels } = engine;
  const y = output([n, m], a, b);
  kernels.pairDistanceForward(a.ptr, b.ptr, y.ptr, n, m, columns, code);
  if (y.requiresGrad) {
    engine.record(y, () =>
      kernels.pairDistanceBackward(a.ptr, b.ptr, y.ptr, y.gradPtr, gradOf(a), gradOf(b), n, m, columns, code),
    );
  }
  return y;
}
