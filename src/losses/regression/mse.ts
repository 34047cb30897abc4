import { square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const mse = defineLoss({
  name: 'mse',
  family: 'regression',
  summary: 'Mean squared error: large errors lead, and the best constant is the mean.',
  formula: 'd^2, d = pred - target',
  gradient: '2 d',
  source: 'Legendre 1805; Gauss 1809',
  aliases: ['L2 loss', 'squared error', 'mean squared error', 'MSE'],
  elsewhere: [
    'PyTorch nn.MSELoss, Optax squared_error, Keras MeanSquaredError.',
    'Optax and rlax l2_loss is 0.5 d^2, half of this.',
    'RMSE is its square root; the Brier score is this of probabilities against 0 and 1.',
  ],
  traps: [
    'On a sigmoid output it is not convex in the weights and its gradient vanishes when the output saturates on the wrong side; use bce.',
    'One outlier can outweigh the rest of the batch.',
  ],
  relatives: ['mae', 'huber', 'smooth-l1', 'log-cosh'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: { reduction: regressionReduction },
  variants: { default: {} },
  plot: { ...byResidual, family: null },
  compute({ pred, target }, { reduction }) {
    return { value: reduce(square(sub(pred, target)), reduction) };
  },
});
