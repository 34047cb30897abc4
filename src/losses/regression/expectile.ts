import { number } from '../../core/params.js';
import { mul, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { where } from '../kit/numerics.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const expectile = defineLoss({
  name: 'expectile',
  family: 'regression',
  summary: 'Squared error that weighs errors on one side more: an expectile instead of the mean.',
  formula: '|tau - 1[u < 0]| u^2, u = target - pred',
  gradient: '-2 |tau - 1[u < 0]| u',
  source: 'Newey, Powell 1987; in IQL: Kostrikov et al. 2022',
  aliases: ['asymmetric least squares', 'IQL value loss'],
  elsewhere: ['CORL and d3rlpy IQL: pred V(s), target Q(s,a), 0.7. None in PyTorch, Keras, Optax.'],
  traps: [
    'In IQL a tau near 1 chases lucky returns.',
    'An expectile is no quantile: 0.9 does not leave 10 % above it.',
  ],
  relatives: ['quantile', 'mse'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: {
    tau: number(0.7, 'Which expectile; 0.5 is half of mse.', { above: 0, below: 1 }),
    reduction: regressionReduction,
  },
  variants: { default: {} },
  plot: { ...byResidual, family: { param: 'tau', values: [0.1, 0.5, 0.9] } },
  compute({ pred, target }, { tau, reduction }) {
    const u = sub(target, pred);
    const below = where(u, (x) => x < 0);
    const weights = pred.engine.tensor(
      u.shape,
      below.view().map((yes) => (yes === 0 ? tau : 1 - tau)),
    );
    return { value: reduce(mul(square(u), weights), reduction) };
  },
});
