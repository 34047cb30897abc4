import type { Tensor } from '../tensor.js';
import { output } from './make.js';

/** max(x, 0), elementwise; derivative 0 at the kink. */
export function relu(x: Tensor): Tensor {
  const { engine } = x;
  const y = output(x.shape, x);
  engine.kernels.relu(x.ptr, y.ptr, x.size);
  if (y.requiresGrad) engine.record(() => engine.kernels.reluBackward(y.ptr, y.grad(), x.grad(), x.size));
  return y;
}
