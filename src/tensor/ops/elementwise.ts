import type { Tensor } from '../engine.js';
import { output } from './make.js';

type Forward = (x: number, y: number, n: number, a: number, b: number) => void;
type Backward = (x: number, y: number, gy: number, gx: number, n: number, a: number, b: number) => void;

/** A map by a pair of kernels; `a` and `b` are its parameters. */
function map(x: Tensor, forward: Forward, backward: Backward, a = 0, b = 0): Tensor {
  const y = output(x.shape, x);
  forward(x.ptr, y.ptr, x.size, a, b);
  if (y.requiresGrad) x.engine.record(y, () => backward(x.ptr, y.ptr, y.gradPtr, x.grad(), x.size, a, b));
  return y;
}

/** max(x, 0); derivative 0 at the kink. */
export function relu(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.reluForward, kernels.reluBackward);
}

/** -x */
export function neg(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.negForward, kernels.negBackward);
}

/** |x|; derivative 0 at 0. */
export function abs(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.absForward, kernels.absBackward);
}

/** x^2 */
export function square(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.squareForward, kernels.squareBackward);
}

/** Square root, NaN below 0; derivative 0 at 0, so that a length built from it has gradient 0 at the zero vector. */
export function sqrt(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.sqrtForward, kernels.sqrtBackward);
}

/** 1 / x */
export function reciprocal(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.reciprocalForward, kernels.reciprocalBackward);
}

/** e^x */
export function exp(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.expForward, kernels.expBackward);
}

/** e^x - 1, accurate near 0. */
export function expm1(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.expm1Forward, kernels.expm1Backward);
}

/** The error function, within a few units of the last place in f64. */
export function erf(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.erfForward, kernels.erfBackward);
}

/** The log-odds x - log(1 - e^x) of log-probabilities x < 0. */
export function logOdds(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.logOddsForward, kernels.logOddsBackward);
}

/** Natural logarithm. */
export function log(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.logForward, kernels.logBackward);
}

/** log(1 + x), accurate near 0. */
export function log1p(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.log1pForward, kernels.log1pBackward);
}

/** 1 / (1 + e^-x), without overflow on either side. */
export function sigmoid(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.sigmoidForward, kernels.sigmoidBackward);
}

/** x / (1 + e^-x), also called swish. */
export function silu(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.siluForward, kernels.siluBackward);
}

/** Hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.tanhForward, kernels.tanhBackward);
}

/** log(1 + e^x) as max(x, 0) + log1p(e^-|x|); derivative sigmoid(x). */
export function softplus(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.softplusForward, kernels.softplusBackward);
}

/** log cosh x as |x| + log1p(e^(-2|x|)) - log 2, near 0 by tanh; derivative tanh x. */
export function logCosh(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.logCoshForward, kernels.logCoshBackward);
}

/** x log x, 0 at 0; derivative log x + 1, 0 at 0. */
export function xlogx(x: Tensor): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.xlogxForward, kernels.xlogxBackward);
}

/** x^p for x >= 0; p = 0 gives 1 with gradient 0. */
export function powConst(x: Tensor, p: number): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.powForward, kernels.powBackward, p);
}

/** factor x */
export function scale(x: Tensor, factor: number): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.scaleForward, kernels.scaleBackward, factor);
}

/** x + offset */
export function shift(x: Tensor, offset: number): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.shiftForward, kernels.shiftBackward, offset);
}

/** max(x, low); the gradient flows where x > low. */
export function clampMin(x: Tensor, low: number): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.clampMinForward, kernels.clampMinBackward, low);
}

/** x limited to low .. high; the gradient flows strictly inside. */
export function clamp(x: Tensor, low: number, high: number): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.clampForward, kernels.clampBackward, low, high);
}

/** x limited to low .. high, while the gradient passes everywhere: what ran away can come back. */
export function limit(x: Tensor, low: number, high: number): Tensor {
  const { kernels } = x.engine;
  const y = output(x.shape, x);
  kernels.clampForward(x.ptr, y.ptr, x.size, low, high);
  if (y.requiresGrad) x.engine.record(y, () => kernels.accumulate(y.gradPtr, x.grad(), x.size));
  return y;
}

/** x^2 / 2 where |x| <= delta, else delta (|x| - delta / 2). Huber 1964. */
export function huber(x: Tensor, delta: number): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.huberForward, kernels.huberBackward, delta);
}

/** x^2 / (2 beta) where |x| < beta, else |x| - beta / 2; beta 0 is |x|. Girshick 2015. */
export function smoothL1(x: Tensor, beta: number): Tensor {
  const { kernels } = x.engine;
  return map(x, kernels.smoothL1Forward, kernels.smoothL1Backward, beta);
}
