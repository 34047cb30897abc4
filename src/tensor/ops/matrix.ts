import type { Tensor } from '../tensor.js';
import { matrix, needVector, output } from './make.js';

export type Activation = 'none' | 'relu' | 'tanh' | 'sigmoid';

const activationCode: Readonly<Record<Activation, number>> = { none: 0, relu: 1, tanh: 2, sigmoid: 3 };

function innerSizes(op: string, a: Tensor, b: Tensor): Error {
  return new Error(`${op}: inner sizes of [${a.shape}] and [${b.shape}] differ`);
}

/** a[M,K] b[K,N] -> [M,N]. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [m, k] = matrix('matmul', a);
  const [inner, n] = matrix('matmul', b);
  if (inner !== k) throw innerSizes('matmul', a, b);
  const { engine } = a;
  const { kernels } = engine;
  const y = output([m, n], a, b);
  kernels.gemm(a.ptr, b.ptr, y.ptr, m, n, k, 0);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (a.requiresGrad) kernels.gemmNT(y.gradPtr, b.ptr, a.grad(), m, k, n, 1);
      if (b.requiresGrad) kernels.gemmTN(a.ptr, y.gradPtr, b.grad(), k, n, m, 1);
    });
  }
  return y;
}

/** a[M,K] times the transpose of b[N,K] -> [M,N]. */
export function matmulNT(a: Tensor, b: Tensor): Tensor {
  const [m, k] = matrix('matmulNT', a);
  const [n, inner] = matrix('matmulNT', b);
  if (inner !== k) throw innerSizes('matmulNT', a, b);
  const { engine } = a;
  const { kernels } = engine;
  const y = output([m, n], a, b);
  kernels.gemmNT(a.ptr, b.ptr, y.ptr, m, n, k, 0);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (a.requiresGrad) kernels.gemm(y.gradPtr, b.ptr, a.grad(), m, k, n, 1);
      if (b.requiresGrad) kernels.gemmTN(y.gradPtr, a.ptr, b.grad(), n, k, m, 1);
    });
  }
  return y;
}

/** The transpose of a[K,M] times b[K,N] -> [M,N]. */
export function matmulTN(a: Tensor, b: Tensor): Tensor {
  const [k, m] = matrix('matmulTN', a);
  const [inner, n] = matrix('matmulTN', b);
  if (inner !== k) throw innerSizes('matmulTN', a, b);
  const { engine } = a;
  const { kernels } = engine;
  const y = output([m, n], a, b);
  kernels.gemmTN(a.ptr, b.ptr, y.ptr, m, n, k, 0);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (a.requiresGrad) kernels.gemmNT(b.ptr, y.gradPtr, a.grad(), k, m, n, 1);
      if (b.requiresGrad) kernels.gemm(a.ptr, y.gradPtr, b.grad(), k, n, m, 1);
    });
  }
  return y;
}

/** activation(x[N,I] w[I,O] + bias[O]) -> [N,O] in one pass; bias null is none. */
export function linear(x: Tensor, w: Tensor, bias: Tensor | null, activation: Activation): Tensor {
  const [rows, inputs] = matrix('linear', x);
  const [inner, outputs] = matrix('linear', w);
  if (inner !== inputs) throw innerSizes('linear', x, w);
  if (bias !== null) needVector('linear', bias, outputs);
  const code = activationCode[activation];
  const { engine } = x;
  const { kernels } = engine;
  const y = output([rows, outputs], x, w, bias);
  kernels.linearForward(x.ptr, w.ptr, bias === null ? 0 : bias.ptr, y.ptr, rows, inputs, outputs, code);
  if (y.requiresGrad) {
    engine.record(y, () => {
      let g = y.gradPtr;
      if (code !== 0) {
        g = engine.allocate(y.size * engine.bytes);
        kernels.activationBackward(y.ptr, y.gradPtr, g, y.size, code);
      }
      if (w.requiresGrad) kernels.gemmTN(x.ptr, g, w.grad(), inputs, outputs, rows, 1);
      if (bias?.requiresGrad) kernels.sumColumns(g, bias.grad(), rows, outputs, 1);
      if (x.requiresGrad) kernels.gemmNT(g, w.ptr, x.grad(), rows, inputs, outputs, 1);
    });
  }
  return y;
}
