import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { scale, shift } from '../../tensor/ops/index.js';

export const labelSmoothingParam = number(0, 'Moves targets towards one half: y becomes y (1-s) + s/2.', {
  min: 0,
  max: 1,
});

/** y (1-s) + s/2 */
export function smoothed(targets: Tensor, labelSmoothing: number): Tensor {
  return labelSmoothing === 0 ? targets : shift(scale(targets, 1 - labelSmoothing), labelSmoothing / 2);
}
