import type { Tensor } from '../engine.js';
import { gradOf, output, sameShape } from './make.js';

type Forward = (a: number, b: number, y: number, n: number) => void;
type Backward = (a: number, b: number, gy: number, ga: number, gb: number, n: number) => void;

/** A map of two tensors of one shape by a pair of kernels. */
function zip(op: string, a: Tensor, b: Tensor, forward: Forward, backward: Backward): Tensor {
  sameShape(op, a, b);
  const y = output(a.shape, a, b);
  forward(a.ptr, b.ptr, y.ptr, a.size);
  if (y.requiresGrad) a.engine.record(y, () => backward(a.ptr, b.ptr, y.gradPtr, gradOf(a), gradOf(b), a.size));
  return y;
}

/** a + b. */
export function add(a: Tensor, b: Tensor): Tensor {
  const { kernels } = a.engine;
  return zip('add', a, b, kernels.addForward, kernels.addBackward);
}

/** a - b. */
export function sub(a: Tensor, b: Tensor): Tensor {
  const { kernels } = a.engine;
  return zip('sub', a, b, kernels.subForward, kernels.subBackward);
}

/** a b, elementwise. */
export function mul(a: Tensor, b: Tensor): Tensor {
  const { kernels } = a.engine;
  return zip('mul', a, b, kernels.mulForward, kernels.mulBackward);
}

/** a / b, elementwise. */
export function div(a: Tensor, b: Tensor): Tensor {
  const { kernels } = a.engine;
  return zip('div', a, b, kernels.divForward, kernels.divBackward);
}

/** The smaller of a and b; in a tie all the gradient goes to a. */
export function minimum(a: Tensor, b: Tensor): Tensor {
  const { kernels } = a.engine;
  return zip('minimum', a, b, kernels.minimumForward, kernels.minimumBackward);
}

/** The larger of a and b; in a tie all the gradient goes to a. */
export function maximum(a: Tensor, b: Tensor): Tensor {
  const { kernels } = a.engine;
  return zip('maximum', a, b, kernels.maximumForward, kernels.maximumBackward);
}

/**
 * a where the constant `mask` is not 0, else b. What is not selected may be NaN or Infinity: it reaches neither the value
 * nor a gradient.
 */
export function select(mask: Tensor, a: Tensor, b: Tensor): Tensor {
  sameShape('select', a, b);
  sameShape('select', mask, a);
  const { engine } = a;
  const { kernels } = engine;
  const y = output(a.shape, a, b);
  kernels.selectForward(mask.ptr, a.ptr, b.ptr, y.ptr, a.size);
  if (y.requiresGrad) {
    engine.record(y, () => {
      if (a.requiresGrad) kernels.selectBackward(mask.ptr, y.gradPtr, a.grad(), a.size, 1);
      if (b.requiresGrad) kernels.selectBackward(mask.ptr, y.gradPtr, b.grad(), b.size, 0);
    });
  }
  return y;
}
