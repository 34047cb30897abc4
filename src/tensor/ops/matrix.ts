import type { Tensor } from '../engine.js';
import { adding, matrix, needVector, output } from './make.js';

export type Activation = 'none' | 'relu' | 'tanh' | 'sigmoid';

export const activationCode: Readonly<Record<Activation, number>> = { none: 0, relu: 1, tanh: 2, sigmoid: 3 };

function innerSizes(op: string, a: Tensor, b: Tensor): Error {
  return new Error(`${op}: inner sizes of [${a.shape}] and [${b.shape}] differ`);
}

type Product = (a: number, b: number, c: number, m: number, n: number, k: number, add: number) => void;

/** Adds a product [M,N] to the gradient of x, which need not have been zeroed. */
export function addProduct(product: Product, a: number, b: number, x: Tensor, m: number, n: number, k: number): void {
  const add = adding(x);
  product(a, b, x.gradPtr, m, n, k, add);
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
      if (a.requiresGrad) addProduct(kernels.gemmNT, y.gradPtr, b.ptr, a, m, k, n);
      if (b.requiresGrad) addProduct(kernels.gemmTN, a.ptr, y.gradPtr, b, k, n, m);
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
      if (a.requiresGrad) addProduct(kernels.gemm, y.gradPtr, b.ptr, a, m, k, n);
      if (b.requiresGrad) addProduct(kernels.gemmTN, y.gradPtr, a.ptr, b, n, k, m);
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
      if (a.requiresGrad) addProduct(kernels.gemmNT, b.ptr, y.gradPtr, a, k, m, n);
      if (b.requiresGrad) addProduct(kernels.gemm, a.ptr, y.gradPtr, b, k, n, m);
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
      const gBias = bias?.requiresGrad ? bias.grad() : 0;
      let g = y.gradPtr;
      if (code !== 0) {
        g = engine.allocate(y.size * engine.bytes);
        // The kernel sums the bias's gradient along the way; one that nobody wants goes to waste.
        const sums = gBias === 0 ? engine.allocate(outputs * engine.bytes) : gBias;
        kernels.activationBackward(y.ptr, y.gradPtr, g, sums, rows, outputs, code);
      } else {
        // Where a loss's gradient arrives; what comes out of a layer is of the size of what goes in.
        kernels.flushSmall(g, y.size);
        if (gBias !== 0) kernels.sumColumns(g, gBias, rows, outputs, 1);
      }
      if (w.requiresGrad) addProduct(kernels.gemmTN, x.ptr, g, w, inputs, outputs, rows);
      if (x.requiresGrad) addProduct(kernels.gemmNT, g, w.ptr, x, rows, inputs, outputs);
    });
  }
  return y;
}
