import type { NamedArrays } from '../../core/learner.js';
import type { ParameterSet } from '../nn/parameters.js';
import type { Optimizer } from './optimizer.js';

export interface SgdSettings {
  /** 0 is plain gradient descent. */
  readonly momentum: number;
  readonly nesterov: boolean;
  /** L2: added to the gradient as weightDecay times the weight. */
  readonly weightDecay: number;
}

/** Stochastic gradient descent as torch.optim.SGD: v = momentum v + g, w -= lr v (nesterov: w -= lr (g + momentum v)). */
export function sgd(params: ParameterSet, { momentum, nesterov, weightDecay }: SgdSettings): Optimizer {
  const { engine } = params;
  const { kernels, bytes } = engine;
  if (momentum === 0) {
    return {
      step: (lr) => kernels.sgdStep(params.ptr, params.gradPtr, params.size, lr, weightDecay),
      state: () => new Map(),
    };
  }
  const velocity = engine.allocatePermanent(params.size * bytes);
  const look = nesterov ? 1 : 0;
  return {
    step: (lr) =>
      kernels.momentumStep(params.ptr, params.gradPtr, velocity, params.size, lr, momentum, weightDecay, look),
    state: (): NamedArrays =>
      new Map([['velocity', engine.floats.subarray(velocity / bytes, velocity / bytes + params.size)]]),
  };
}
