import type { ParameterSet } from '../nn/parameters.js';

/**
 * Shortens the whole gradient to length `max` when it is longer, as torch.nn.utils.clip_grad_norm_; 0 leaves it. Returns
 * the length before.
 */
export function clipGradNorm(params: ParameterSet, max: number): number {
  const norm = params.gradNorm();
  const factor = max / (norm + 1e-6);
  if (max > 0 && factor < 1) params.engine.kernels.scaleInPlace(params.gradPtr, params.size, factor);
  return norm;
}
