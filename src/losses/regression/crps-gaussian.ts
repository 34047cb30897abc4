import { number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import { add, div, erf, exp, limit, mul, neg, scale, shift, square, sub, withSlopes } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { reduce } from '../kit/reduction.js';
import { byDeviation, deviationInputs, logVarInput } from '../parts/deviation.js';
import { regressionReduction } from '../parts/regression-inputs.js';

/** Largest log-variance. */
const MOST = 40;

export const crpsGaussian = defineLoss({
  name: 'crps-gaussian',
  family: 'regression',
  summary: 'Distance of a predicted normal distribution from what happened, in units of the target.',
  formula: 'w = d/sigma, sigma = e^(logVar/2), d = target - pred: d erf(w/sqrt 2) + sigma (2 phi(w) - 1/sqrt pi)',
  gradient: 'pred -erf(w/sqrt 2), logVar (sigma/2) (2 phi(w) - 1/sqrt pi); the limits of logVar let it pass',
  source: 'Matheson, Winkler 1976; Gneiting et al. 2005',
  aliases: ['CRPS', 'continuous ranked probability score'],
  elsewhere: ['properscoring crps_gaussian, scoringrules. None in PyTorch, Keras, Optax.'],
  traps: [
    'It is never 0 unless sigma is.',
    'With sigma to 0 it is mae: far targets pull with slope 1, not by their square.',
  ],
  relatives: ['gaussian-nll', 'mae'],
  fits: ['deviation'],
  inputs: { ...deviationInputs, logVar: logVarInput },
  params: { eps: number(1e-6, 'Least variance.', { above: 0 }), reduction: regressionReduction },
  variants: { default: {} },
  plot: {
    ...byDeviation,
    examples: {
      'deviation 1': (d) => ({ pred: [d], logVar: [0], target: [0] }),
      'deviation 2': (d) => ({ pred: [d], logVar: [2 * Math.LN2], target: [0] }),
    },
    family: null,
  },
  compute({ pred, target, logVar }, { eps, reduction }) {
    const { value, byPred, byLogVar } = pred.engine.constant(() => {
      const d = sub(target, pred);
      const sigma = exp(scale(limit(logVar, maths.log(eps), MOST), 0.5));
      const w = div(d, sigma);
      const side = erf(scale(w, Math.SQRT1_2));
      const phi = scale(exp(scale(square(w), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      const spread = mul(sigma, shift(scale(phi, 2), -1 / Math.sqrt(Math.PI)));
      return { value: add(mul(d, side), spread), byPred: neg(side), byLogVar: scale(spread, 0.5) };
    });
    const rows = withSlopes(value, { by: pred, slope: byPred }, { by: logVar, slope: byLogVar });
    return { value: reduce(rows, reduction) };
  },
});
