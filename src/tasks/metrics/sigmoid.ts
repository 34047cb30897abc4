import { maths } from '../../kernels/kernels.js';

/** 1 / (1 + e^-x) without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + maths.exp(-x));
  const e = maths.exp(x);
  return e / (1 + e);
}
