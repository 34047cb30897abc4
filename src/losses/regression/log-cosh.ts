import { logCosh as logCoshOf, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const logCosh = defineLoss({
  name: 'log-cosh',
  family: 'regression',
  summary: 'Like mse near the target and like mae far away, smooth everywhere.',
  formula: 'a + log1p(e^(-2a)) - ln 2, a = |d|; d^2/2 when a < 1e-4',
  gradient: 'tanh(d)',
  source: 'Green 1990',
  aliases: ['log-cosh loss'],
  elsewhere: ['Keras LogCosh, Optax log_cosh; not in PyTorch.'],
  traps: [
    'Computing log(cosh(d)) overflows at |d| near 710; this form does not.',
    'The turn from square to line is fixed at 1: scale the targets.',
  ],
  relatives: ['huber', 'mse', 'mae'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: { reduction: regressionReduction },
  variants: { default: {} },
  plot: { ...byResidual, family: null },
  compute({ pred, target }, { reduction }) {
    return { value: reduce(logCoshOf(sub(pred, target)), reduction) };
  },
});
