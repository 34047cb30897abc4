import { boolean, number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import { add, div, exp, limit, log, mul, neg, scale, shift, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned, optional } from '../kit/inputs.js';
import { reduce } from '../kit/reduction.js';
import { byDeviation, deviationInputs, logVarInput } from '../parts/deviation.js';
import { regressionReduction } from '../parts/regression-inputs.js';

export const gaussianNll = defineLoss({
  name: 'gaussian-nll',
  family: 'regression',
  summary: 'Surprise under a normal distribution whose mean and variance are both predicted.',
  formula:
    's = logVar, at least log(eps): (s + d^2 e^-s)/2; v = var, at least eps: (log v + d^2/v)/2; d = target - pred',
  gradient: 'pred -d/v; logVar (1 - d^2/v)/2; var (1/v - d^2/v^2)/2; the limits let the gradient pass',
  source: 'Nix, Weigend 1994',
  aliases: ['heteroscedastic regression', 'Gaussian negative log-likelihood'],
  elsewhere: ['PyTorch nn.GaussianNLLLoss: var only; equal, also allows one variance a row.'],
  traps: [
    'Negative values are fine: it is a density.',
    'Far rows get tiny gradients once their variance has grown, so that the mean may stay unlearned.',
  ],
  relatives: ['mse', 'crps-gaussian'],
  fits: ['deviation'],
  inputs: {
    ...deviationInputs,
    logVar: optional(logVarInput),
    var: optional(learned('like pred', 'Predicted variance, instead of its logarithm.', { min: 0 })),
  },
  params: {
    eps: number(1e-6, 'Least variance.', { above: 0 }),
    full: boolean(false, 'Whether the constant log(2 pi)/2 is added.'),
    reduction: regressionReduction,
  },
  variants: { 'log-var': {}, var: {} },
  forms: {
    'log-var': { needs: ['pred', 'logVar', 'target'] },
    var: { needs: ['pred', 'var', 'target'] },
  },
  plot: {
    ...byDeviation,
    examples: {
      'deviation 1': (d) => ({ pred: [d], logVar: [0], target: [0] }),
      'deviation 2': (d) => ({ pred: [d], logVar: [2 * Math.LN2], target: [0] }),
    },
    family: null,
  },
  compute({ pred, target, logVar, var: variance }, { eps, full, reduction }) {
    const squares = square(sub(target, pred));
    let rows: typeof squares;
    if (logVar !== undefined) {
      const s = limit(logVar, maths.log(eps), Infinity);
      rows = add(s, mul(squares, exp(neg(s))));
    } else {
      const v = limit(variance!, eps, Infinity);
      rows = add(log(v), div(squares, v));
    }
    const halves = scale(rows, 0.5);
    return { value: reduce(full ? shift(halves, 0.5 * maths.log(2 * Math.PI)) : halves, reduction) };
  },
});
