import { abs, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const mae = defineLoss({
  name: 'mae',
  family: 'regression',
  summary: 'Mean absolute error: every error counts by its size, and the best constant is the median.',
  formula: '|d|, d = pred - target',
  gradient: 'sign(d), 0 at d = 0',
  source: 'Laplace 1774; Boscovich 1757',
  aliases: ['L1 loss', 'mean absolute error'],
  elsewhere: ['PyTorch nn.L1Loss, Keras MeanAbsoluteError.'],
  traps: [
    'Outliers affect it less than mse, but they do affect it.',
    'The gradient has size 1 up to the target, so a fixed step size circles around it.',
  ],
  relatives: ['mse', 'huber', 'smooth-l1', 'mape'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: { reduction: regressionReduction },
  variants: { default: {} },
  plot: { ...byResidual, family: null },
  compute({ pred, target }, { reduction }) {
    return { value: reduce(abs(sub(pred, target)), reduction) };
  },
});
