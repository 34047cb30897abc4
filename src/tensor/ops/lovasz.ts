import type { Tensor } from '../engine.js';
import { withRowSlopes } from './custom.js';
import { matrix, sameShape } from './make.js';

/**
 * errors [S,M] and a constant truth of 0 and 1 -> [S]: for each set the sum of [e]+ over its errors, largest first, each
 * times what the Jaccard loss grows when it goes wrong, too; the order and the growth are constants. Berman et al. 2018.
 */
export function lovaszRows(errors: Tensor, truth: Tensor): Tensor {
  const [sets, columns] = matrix('lovaszRows', errors);
  sameShape('lovaszRows', errors, truth);
  const { engine } = errors;
  const value = engine.tensor([sets]);
  const slopes = engine.tensor(errors.shape);
  const scratch = engine.allocate(columns * (2 * 8 + 2 * 4));
  engine.kernels.lovasz(errors.ptr, truth.ptr, value.ptr, slopes.ptr, sets, columns, scratch);
  return withRowSlopes(value, errors, slopes);
}
