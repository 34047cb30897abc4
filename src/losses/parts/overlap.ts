import { choice } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { reshape } from '../../tensor/ops/index.js';

export function scopeParam(what: string) {
  return choice('batch', ['batch', 'row'], `batch has one ${what} over every element, row one for each row.`);
}

/** [S,M]: all elements as one set, or one set a row. */
export function asSets(x: Tensor, scope: 'batch' | 'row'): Tensor {
  const sets = scope === 'batch' ? 1 : (x.shape[0] ?? 1);
  return reshape(x, [sets, x.size / Math.max(sets, 1)]);
}
