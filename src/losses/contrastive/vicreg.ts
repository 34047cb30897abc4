import { number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, matmulTN, mean, neg, relu, scale, shift, sqrt, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { centred, offDiagonal, variances, viewInputs } from '../parts/views.js';

export const vicreg = defineLoss({
  name: 'vicreg',
  family: 'contrastive',
  summary: 'Two views should agree, every dimension should vary, and no two should vary together: no negatives needed.',
  formula:
    'a I + b V + c K: I mean (x1-x2)^2; V half the mean of [gamma - sqrt(var + epsilon)]+, K sum_{i != j} C_ij^2 / D, both over both views, with N-1',
  gradient: "x' = x - mean: I 2 (x1-x2)/(N D); V -x'/(2 D (N-1) std) where std < gamma; K 4 x' offdiag(C)/(D (N-1))",
  source: 'Bardes et al. 2022',
  aliases: ['VICReg', 'variance-invariance-covariance'],
  elsewhere: [
    "lightly and pytorch-metric-learning VICRegLoss: equal. The paper's text sums I over the dimensions and halves nothing; its code does as here.",
  ],
  traps: [
    'At exact collapse the gradient is 0: start from random weights.',
    'Without the variance term all rows collapse to one point, and the loss does not show it.',
  ],
  relatives: ['barlow-twins', 'simsiam'],
  fits: ['anchor-positive'],
  inputs: viewInputs,
  params: {
    invarianceCoef: number(25, 'What it costs that the views differ.', { min: 0 }),
    varianceCoef: number(25, 'What it costs that a dimension varies too little.', { min: 0 }),
    covarianceCoef: number(1, 'What it costs that dimensions vary together.', { min: 0 }),
    gamma: number(1, 'Deviation that every dimension should have.', { above: 0 }),
    epsilon: number(1e-4, 'Added to the variance before its root.', { above: 0 }),
  },
  variants: { default: {} },
  plot: {
    variable: 'half the distance of two rows in one dimension, the views being equal',
    symbol: 'x',
    from: -2,
    to: 2,
    examples: { 'two rows': (x) => ({ x1: [[x], [-x]], x2: [[x], [-x]] }) },
    slope: 'variable',
    family: { param: 'gamma', values: [0.5, 1, 2] },
  },
  warn: ({ x1 }) => (x1.shape[0] === 1 ? ['One row has no variance: only the invariance term is left.'] : []),
  compute({ x1, x2 }, { invarianceCoef, varianceCoef, covarianceCoef, gamma, epsilon }) {
    const { engine } = x1;
    const [n, d] = x1.shape as [number, number];
    const invariance = mean(square(sub(x1, x2)));
    const none = engine.filled([], 0);
    const views = n < 2 ? [] : [centred(x1), centred(x2)];
    const over = (of: (x: Tensor) => Tensor) => views.map(of).reduce(add, none);
    const variance = over((x) => scale(mean(relu(shift(neg(sqrt(shift(variances(x, n - 1), epsilon))), gamma))), 0.5));
    const covariance = over((x) => scale(offDiagonal(scale(matmulTN(x, x), 1 / (n - 1))), 1 / d));
    const value = add(
      scale(invariance, invarianceCoef),
      add(scale(variance, varianceCoef), scale(covariance, covarianceCoef)),
    );
    return { value, extra: { invariance, variance, covariance } };
  },
});
