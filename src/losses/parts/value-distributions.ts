import type { Indices, Tensor } from '../../tensor/engine.js';
import { gatherRows, reshape } from '../../tensor/ops/index.js';
import { integers } from '../kit/numerics.js';

/** [N,K] of [N,A,K]: what stands under one action of each row. */
export function ofActions(x: Tensor, actions: Indices): Tensor {
  const [n, a, k] = x.shape as [number, number, number];
  const rows = integers(x.engine, actions).map((action, i) => i * a + action);
  return gatherRows(reshape(x, [n * a, k]), x.engine.indices(rows));
}

/** [N,A,K] as one row for each action of each state. */
export function actionRows(x: Tensor): Tensor {
  const [n, a, k] = x.shape as [number, number, number];
  return reshape(x, [n * a, k]);
}
