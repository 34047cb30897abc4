import { maths } from '../../kernels/kernels.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, clamp, exp, mul, neg, scale, shift, softplus, sub, sumRows, tanh } from '../../tensor/ops/index.js';

const HALF_LOG_2PI = 0.5 * maths.log(2 * Math.PI);
const LOG_2 = maths.log(2);

/** Where the log of the deviation is kept (Haarnoja et al. 2018, their code). */
const LEAST = -20;
const MOST = 2;

/** An action drawn from a Gaussian squashed by tanh, with its log-probability. */
export interface Squashed {
  /** [N,A], each within -1 .. 1. */
  readonly actions: Tensor;
  /** [N] */
  readonly logps: Tensor;
}

/**
 * Draws tanh(mean + deviation noise) for constant standard normal `noise`; gradients go through the draw. The density is
 * corrected for the squashing: log(1 - tanh(u)^2) = 2 (log 2 - u - softplus(-2u)), which stays exact far out.
 */
export function squashed(means: Tensor, logDeviations: Tensor, noise: Tensor): Squashed {
  const log = clamp(logDeviations, LEAST, MOST);
  const u = add(means, mul(exp(log), noise));
  const { engine } = means;
  const gaussian = engine.constant(() => shift(scale(mul(noise, noise), -0.5), -HALF_LOG_2PI));
  const squash = scale(shift(neg(add(u, softplus(scale(u, -2)))), LOG_2), 2);
  return { actions: tanh(u), logps: sumRows(sub(sub(gaussian, log), squash)) };
}
