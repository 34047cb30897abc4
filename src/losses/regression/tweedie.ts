import { boolean, number } from '../../core/params.js';
import { add, exp, limit, mul, powConst, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given } from '../kit/inputs.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

/** Largest log-mean, and minus it the smallest. */
const MOST = 20;

export const tweedie = defineLoss({
  name: 'tweedie',
  family: 'regression',
  summary: 'For amounts that are often exactly 0 and otherwise positive: between Poisson and gamma.',
  formula:
    'x = log mean, within +-20: e^((2-k)x)/(2-k) - y e^((1-k)x)/(1-k); deviance: twice that + 2 y^(2-k)/((1-k)(2-k))',
  gradient: 'e^((2-k)x) - y e^((1-k)x), twice that for deviance; the limits let the gradient pass',
  source: 'Jorgensen 1987',
  aliases: ['Tweedie deviance', 'compound Poisson loss'],
  elsewhere: [
    'LightGBM objective tweedie and XGBoost reg:tweedie: power 1.5. scikit-learn mean_tweedie_deviance takes means.',
    'None in PyTorch.',
  ],
  traps: ['Values of two powers do not compare.', 'The prediction is the logarithm of the mean.'],
  relatives: ['poisson-nll', 'msle'],
  fits: ['regression'],
  inputs: { ...regressionInputs, target: given('like pred', 'Amounts.', { min: 0 }) },
  params: {
    power: number(1.5, 'How the variance grows with the mean, k.', { above: 1, below: 2 }),
    deviance: boolean(false, 'Whether it is shifted and doubled so that a perfect prediction costs 0.'),
    reduction: regressionReduction,
  },
  variants: { default: {} },
  plot: {
    variable: 'predicted log-mean',
    symbol: 'x',
    from: -2,
    to: 2.5,
    examples: {
      'amount 0': (x) => ({ pred: [x], target: [0] }),
      'amount 1': (x) => ({ pred: [x], target: [1] }),
      'amount 5': (x) => ({ pred: [x], target: [5] }),
    },
    slope: { of: 'pred', at: 0, name: 'x' },
    family: { param: 'power', values: [1.1, 1.5, 1.9] },
  },
  compute({ pred, target }, { power: k, deviance, reduction }) {
    const x = limit(pred, -MOST, MOST);
    const rows = sub(scale(exp(scale(x, 2 - k)), 1 / (2 - k)), mul(target, scale(exp(scale(x, 1 - k)), 1 / (1 - k))));
    if (!deviance) return { value: reduce(rows, reduction) };
    const least = scale(powConst(target, 2 - k), 1 / ((1 - k) * (2 - k)));
    return { value: reduce(scale(add(rows, least), 2), reduction) };
  },
});
