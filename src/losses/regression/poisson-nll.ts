import { boolean, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, clampMin, exp, log, mul, scale, select, shift, sub, xlogx } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given } from '../kit/inputs.js';
import { where } from '../kit/numerics.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

/** Stirling's approximation of log(t!), t log t - t + 0.5 log(2 pi t), where t > 1, else 0. */
function stirling(t: Tensor): Tensor {
  const large = clampMin(t, 1);
  const approximation = add(sub(xlogx(large), large), scale(log(scale(large, 2 * Math.PI)), 0.5));
  return select(
    where(t, (value) => value > 1),
    approximation,
    t.engine.filled(t.shape, 0),
  );
}

export const poissonNll = defineLoss({
  name: 'poisson-nll',
  family: 'regression',
  summary: 'Surprise at a count under a Poisson distribution whose rate, or log-rate, is predicted.',
  formula: 'logInput: e^x - t x; else x - t log(x + eps); full adds t log t - t + 0.5 log(2 pi t) where t > 1',
  gradient: 'e^x - t; else 1 - t / (x + eps)',
  source: 'Nelder, Wedderburn 1972',
  aliases: ['Poisson loss'],
  elsewhere: ['PyTorch nn.PoissonNLLLoss; Keras Poisson takes rates, eps 1e-7.'],
  traps: [
    'By default the prediction is the log of the rate; a model that outputs rates needs logInput false.',
    'The value may be negative; full only adds a constant.',
    'e^x overflows a run quickly when the log-rate starts large.',
  ],
  relatives: ['mse', 'msle'],
  fits: ['regression'],
  inputs: { ...regressionInputs, target: given('like pred', 'Counts.', { min: 0 }) },
  params: {
    logInput: boolean(true, 'Whether the prediction is the log of the rate.'),
    full: boolean(false, "Whether Stirling's term for log t! is added."),
    eps: number(1e-8, 'Added to a predicted rate before its logarithm.', { above: 0 }),
    reduction: regressionReduction,
  },
  variants: { default: {} },
  plot: {
    variable: 'predicted log-rate',
    symbol: 'x',
    from: -2,
    to: 2.5,
    examples: {
      'count 0': (x) => ({ pred: [x], target: [0] }),
      'count 1': (x) => ({ pred: [x], target: [1] }),
      'count 5': (x) => ({ pred: [x], target: [5] }),
    },
    slope: { of: 'pred', at: 0, name: 'x' },
    family: null,
  },
  validate({ pred }, { logInput }) {
    const negative = logInput ? undefined : pred.data.find((rate) => rate < 0);
    return negative === undefined
      ? []
      : [{ path: 'inputs.pred', message: 'rates must be at least 0 when logInput is false', given: `${negative}` }];
  },
  compute({ pred, target }, { logInput, full, eps, reduction }) {
    const rows = logInput ? sub(exp(pred), mul(target, pred)) : sub(pred, mul(target, log(shift(pred, eps))));
    return { value: reduce(full ? add(rows, stirling(target)) : rows, reduction) };
  },
});
