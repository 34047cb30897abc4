import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  add,
  gatherColumns,
  matmulTN,
  mulRow,
  reciprocal,
  scale,
  shift,
  sqrt,
  square,
  sum,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { range } from '../kit/numerics.js';
import { centred, offDiagonal, variances, viewInputs } from '../parts/views.js';

export const barlowTwins = defineLoss({
  name: 'barlow-twins',
  family: 'contrastive',
  summary: 'Two views should agree dimension by dimension, and no two dimensions should tell the same.',
  formula: 'C = Z1^T Z2 / N of columns with mean 0 and variance 1; sum_i (1 - C_ii)^2 + lambda sum_{i != j} C_ij^2',
  gradient: 'G = dL/dC: dZ1 = Z2 G^T / N, dZ2 = Z1 G / N, then through the standardisation',
  source: 'Zbontar et al. 2021',
  aliases: ['Barlow Twins', 'redundancy reduction'],
  elsewhere: ['lightly BarlowTwinsLoss: equal.'],
  traps: ['It needs batches well above 2.', 'The value grows with the number of dimensions.'],
  relatives: ['vicreg', 'info-nce'],
  fits: ['anchor-positive'],
  inputs: viewInputs,
  params: {
    lambda: number(0.005, 'What correlations between dimensions cost.', { min: 0 }),
    epsilon: number(1e-5, 'Added to the variance of a dimension.', { above: 0 }),
  },
  variants: { default: {} },
  plot: {
    variable: 'second view of one row of two, in one dimension; the rows of the first view are at +-1',
    symbol: 'x',
    from: -3,
    to: 3,
    examples: { 'two rows': (x) => ({ x1: [[1], [-1]], x2: [[x], [-1]] }) },
    slope: { of: 'x2', at: 0, name: 'x' },
    family: { param: 'epsilon', values: [1e-5, 0.1, 1] },
  },
  compute({ x1, x2 }, { lambda, epsilon }) {
    const n = Math.max(1, x1.shape[0]!);
    const standard = (x: Tensor) => {
      const z = centred(x);
      return mulRow(z, reciprocal(sqrt(shift(variances(z, n), epsilon))));
    };
    const c = scale(matmulTN(standard(x1), standard(x2)), 1 / n);
    const diagonal = gatherColumns(c, range(x1.engine, c.shape[0]!));
    const apart = sum(square(shift(scale(diagonal, -1), 1)));
    return { value: lambda === 0 ? apart : add(apart, scale(offDiagonal(c), lambda)) };
  },
});
