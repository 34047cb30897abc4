import type { Tensor } from '../../tensor/engine.js';
import { addRow, fillAt, scale, square, sum, sumColumns } from '../../tensor/ops/index.js';
import { learned } from '../kit/inputs.js';
import { range } from '../kit/numerics.js';

/** Two views of the same rows. */
export const viewInputs = {
  x1: learned('[N,D]', 'First view of each row.'),
  x2: learned('[N,D]', 'Second view of each row.'),
};

/** Every column less its mean. */
export function centred(x: Tensor): Tensor {
  return addRow(x, scale(sumColumns(x), -1 / Math.max(1, x.shape[0]!)));
}

/** The variance of each column of {@link centred} rows, the sum of squares over `divisor`. */
export function variances(x: Tensor, divisor: number): Tensor {
  return scale(sumColumns(square(x)), 1 / divisor);
}

/** The sum of squares off the diagonal of a square matrix. */
export function offDiagonal(c: Tensor): Tensor {
  return sum(square(fillAt(c, range(c.engine, c.shape[0]!), 0)));
}
