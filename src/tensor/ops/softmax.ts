import type { Indices, Tensor } from '../engine.js';
import { matrix, needIndices, output } from './make.js';

/** z[N,C] -> [N]: log of the sum of exponentials of each row; -Infinity with gradient 0 for a row of -Infinity. */
export function lseRows(z: Tensor): Tensor {
  const [rows, columns] = matrix('lseRows', z);
  const { engine } = z;
  const { kernels } = engine;
  const y = output([rows], z);
  kernels.lseRowsForward(z.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.lseRowsBackward(z.ptr, y.ptr, y.gradPtr, z.grad(), rows, columns));
  }
  return y;
}

/** z[N,C] -> [N,C]: probabilities of each row; 0 with gradient 0 at -Infinity. */
export function softmaxRows(z: Tensor): Tensor {
  const [rows, columns] = matrix('softmaxRows', z);
  const { engine } = z;
  const { kernels } = engine;
  const y = output(z.shape, z);
  kernels.softmaxRowsForward(z.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.softmaxRowsBackward(y.ptr, y.gradPtr, z.grad(), rows, columns));
  }
  return y;
}

/** z[N,C] -> [N,C]: log-probabilities of each row; -Infinity stays, with gradient 0. */
export function logSoftmaxRows(z: Tensor): Tensor {
  const [rows, columns] = matrix('logSoftmaxRows', z);
  const { engine } = z;
  const { kernels } = engine;
  const y = output(z.shape, z);
  kernels.logSoftmaxRowsForward(z.ptr, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.logSoftmaxRowsBackward(y.ptr, y.gradPtr, z.grad(), rows, columns));
  }
  return y;
}

/** z[N,C], targets of N columns -> [N]: lse of the row minus the target's logit. */
export function crossEntropyRows(z: Tensor, targets: Indices): Tensor {
  const [rows, columns] = matrix('crossEntropyRows', z);
  needIndices('crossEntropyRows', z, targets, rows, columns);
  const { engine } = z;
  const { kernels } = engine;
  const y = output([rows], z);
  const lse = engine.allocate(rows * engine.bytes);
  kernels.crossEntropyRowsForward(z.ptr, targets.ptr, lse, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => {
      kernels.lseRowsBackward(z.ptr, lse, y.gradPtr, z.grad(), rows, columns);
      kernels.crossEntropyRowsTarget(targets.ptr, y.gradPtr, z.grad(), rows, columns);
    });
  }
  return y;
}

/** z[N,C] -> [N]: entropy of each row's softmax, in nats. */
export function entropyRows(z: Tensor): Tensor {
  const [rows, columns] = matrix('entropyRows', z);
  const { engine } = z;
  const { kernels } = engine;
  const y = output([rows], z);
  const lse = engine.allocate(rows * engine.bytes);
  kernels.entropyRowsForward(z.ptr, lse, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () => kernels.entropyRowsBackward(z.ptr, lse, y.ptr, y.gradPtr, z.grad(), rows, columns));
  }
  return y;
}
