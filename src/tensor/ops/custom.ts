import { Tensor } from '../engine.js';
import { matrix, needVector, sameShape } from './make.js';

/** An input of one shape with the value, and the derivative of the value by it, elementwise. */
export interface Slope {
  readonly by: Tensor;
  readonly slope: Tensor;
}

/**
 * The constant `value` with its derivatives told outright: the gradient of each input grows by gy slope, and by nothing
 * where gy is 0. For formulas whose derivative is known in a better form than following every operation gives.
 */
export function withSlopes(value: Tensor, ...slopes: readonly Slope[]): Tensor {
  const { engine } = value;
  for (const { by, slope } of slopes) {
    sameShape('withSlopes', value, by);
    sameShape('withSlopes', value, slope);
  }
  const tracked = engine.recording && slopes.some(({ by }) => by.requiresGrad);
  const y = new Tensor(engine, value.ptr, value.shape, tracked);
  if (tracked) {
    engine.record(y, () => {
      for (const { by, slope } of slopes) {
        if (by.requiresGrad) engine.kernels.mulBackward(by.ptr, slope.ptr, y.gradPtr, by.grad(), 0, y.size);
      }
    });
  }
  return y;
}

/** The constant `value` [N] of the rows of x [N,D], with `slopes` [N,D]: the gradient of x grows by gy[i] slopes[i, j]. */
export function withRowSlopes(value: Tensor, x: Tensor, slopes: Tensor): Tensor {
  const [rows, columns] = matrix('withRowSlopes', x);
  needVector('withRowSlopes', value, rows);
  sameShape('withRowSlopes', x, slopes);
  const { engine } = x;
  const { kernels } = engine;
  const y = new Tensor(engine, value.ptr, value.shape, engine.recording && x.requiresGrad);
  if (y.requiresGrad) {
    engine.record(y, () => {
      const pulled = engine.allocate(x.size * engine.bytes);
      kernels.mulColumnForward(slopes.ptr, y.gradPtr, pulled, rows, columns);
      kernels.accumulate(pulled, x.grad(), x.size);
    });
  }
  return y;
}
