import type { Tensor } from '../engine.js';
import { matrix, output, sameShape } from './make.js';

/**
 * [N] from logits [N,C] and constant class weights [N,C]: the sum over k of c_k (lse(z) - z_k). A class of weight 0 is
 * not read, so its logit may be -Infinity. Gradient softmax(z)_k * sum(c) - c_k.
 */
export function softCrossEntropyRows(z: Tensor, weights: Tensor): Tensor {
  const [rows, columns] = matrix('softCrossEntropyRows', z);
  sameShape('softCrossEntropyRows', z, weights);
  const { engine } = z;
  const { kernels } = engine;
  const y = output([rows], z);
  const lse = engine.allocate(rows * engine.bytes);
  kernels.lseRowsForward(z.ptr, lse, rows, columns);
  kernels.softCrossEntropyRowsForward(z.ptr, weights.ptr, lse, y.ptr, rows, columns);
  if (y.requiresGrad) {
    engine.record(y, () =>
      kernels.softCrossEntropyRowsBackward(z.ptr, weights.ptr, lse, y.grad(), z.grad(), rows, columns),
    );
  }
  return y;
}

/**
 * positive * softplus(-z) + negative * softplus(z), elementwise, with constant weights of the two outcomes. An outcome of
 * weight 0 is not read, so an infinite logit is fine where its outcome is certain. Gradient
 * negative * sigmoid(z) - positive * sigmoid(-z).
 */
export function binaryCrossEntropy(z: Tensor, positive: Tensor, negative: Tensor): Tensor {
  sameShape('binaryCrossEntropy', z, positive);
  sameShape('binaryCrossEntropy', z, negative);
  const { kernels } = z.engine;
  const y = output(z.shape, z);
  kernels.binaryCrossEntropyForward(z.ptr, positive.ptr, negative.ptr, y.ptr, z.size);
  if (y.requiresGrad) {
    z.engine.record(y, () =>
      kernels.binaryCrossEntropyBackward(z.ptr, positive.ptr, negative.ptr, y.grad(), z.grad(), z.size),
    );
  }
  return y;
}
