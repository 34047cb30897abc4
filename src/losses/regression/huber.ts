import { number } from '../../core/params.js';
import { huber as huberOf, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const huber = defineLoss({
  name: 'huber',
  family: 'regression',
  summary: 'Half the squared error near the target, linear with slope delta beyond.',
  formula: '|d| <= delta: 0.5 d^2; else delta (|d| - delta/2)',
  gradient: 'd clipped to +-delta',
  source: 'Huber 1964',
  aliases: ['Huber loss'],
  elsewhere: ['PyTorch nn.HuberLoss, Optax huber_loss, Keras Huber.'],
  traps: ['It is smooth-l1 times delta: for delta other than 1 the two differ in scale.'],
  relatives: ['smooth-l1', 'mse', 'mae', 'log-cosh', 'q-td'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: {
    delta: number(1, 'Where the square turns into a line, and the slope of that line.', { above: 0 }),
    reduction: regressionReduction,
  },
  variants: { default: {} },
  plot: { ...byResidual, family: { param: 'delta', values: [0.5, 1, 2] } },
  compute({ pred, target }, { delta, reduction }) {
    return { value: reduce(huberOf(sub(pred, target), delta), reduction) };
  },
});
