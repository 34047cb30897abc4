import type { Tensor } from '../../tensor/engine.js';
import { clamp, exp, select, sub } from '../../tensor/ops/index.js';
import { where } from '../kit/numerics.js';

/** Largest exponent of a log-ratio: e^20 is finite in single precision, and no gradient flows from beyond. */
const MOST = 20;

/** now - before, limited to at most 20; no gradient at and beyond the limit. */
export function logRatio(now: Tensor, before: Tensor): Tensor {
  return clamp(sub(now, before), -Infinity, MOST);
}

/** Where the objective ratio times advantage stops, on either side of 1. */
export interface Clip {
  readonly low: number;
  readonly high: number;
  /** Largest ratio that counts for a negative advantage; Infinity for none. */
  readonly most: number;
}

/**
 * min(rho A, clip(rho) A) as a ratio that A multiplies: limited above where A > 0 and below where A < 0, with no gradient
 * from the limits on.
 */
export function clippedRatio(log: Tensor, advantages: Tensor, { low, high, most }: Clip): Tensor {
  const ratio = exp(log);
  const good = where(advantages, (a) => a > 0);
  return select(good, clamp(ratio, -Infinity, high), clamp(ratio, low, most));
}
