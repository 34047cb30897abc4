import { boolean, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  addColumn,
  argmaxRows,
  mul,
  mulColumn,
  quantileHuberRows,
  reshape,
  scale,
  select,
  sumRows,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, index, learned, optional } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { gammaParam, importanceWeights, stepDiscounts } from '../parts/td-error.js';
import { actionRows, ofActions } from '../parts/value-distributions.js';

/** The action of each row with the largest mean of its quantiles. */
function bestActions(quantiles: Tensor) {
  const [n, a] = quantiles.shape as [number, number];
  return argmaxRows(reshape(sumRows(actionRows(quantiles)), [n, a]));
}

/** r + gamma q', and r alone where done. */
function targetsOf(rewards: Tensor, next: Tensor, dones: Tensor, discount: number | Tensor): Tensor {
  const { engine } = rewards;
  const spread = (x: Tensor) => addColumn(engine.filled(next.shape, 0), x);
  const later = typeof discount === 'number' ? scale(next, discount) : mulColumn(next, discount);
  return select(spread(dones), spread(rewards), addColumn(later, rewards));
}

const needs = ['quantiles', 'actions', 'rewards', 'nextQuantiles', 'dones'];

export const quantileTd = defineLoss({
  name: 'quantile-td',
  family: 'rl',
  summary: "Quantile regression of an action's returns towards reward plus discounted next quantiles.",
  formula:
    "sum_i mean_j |tau_i - 1[u < 0]| H(u), u = T_j - q_i, tau_i = (i + 1/2)/K, T_j = r + gamma q'_j; H = |u| for kappa 0, else Huber(u, kappa)/kappa",
  gradient: 'at the chosen action: -mean_j |tau_i - 1[u < 0]| clip(u/kappa, +-1); kappa 0: sign(u)',
  source: 'Dabney et al. 2018 (QR-DQN)',
  aliases: ['QR-DQN', 'quantile regression DQN', 'quantile Huber'],
  elsewhere: [
    'SB3-contrib quantile_huber_loss (kappa 1; TQC averages over i too); Dopamine and IQN divide by kappa, rlax does not.',
  ],
  traps: [
    'The sum over i grows with the number of quantiles.',
    'With kappa above 0 the quantiles are drawn towards the mean: they are exact only for 0.',
    'Quantiles need not come in order, and nothing puts them in order.',
  ],
  relatives: ['quantile', 'huber', 'q-td', 'categorical-td'],
  fits: ['value-distribution'],
  inputs: {
    quantiles: learned('[N,A,K]', 'Quantiles of the returns of each action at s.'),
    actions: index('[N]', 'The action taken.', { below: 'A' }),
    rewards: given('[N]', 'The reward that followed.'),
    nextQuantiles: given('[N,A,M]', 'Quantiles of the target net at the next state; not read where done.'),
    dones: given('[N]', '1 where the step terminated the episode, else 0.', { values: [0, 1] }),
    nextQuantilesOnline: optional(given('[N,A,L]', 'Quantiles of the online net at the next state, for double.')),
    discounts: stepDiscounts,
    weights: importanceWeights,
  },
  params: {
    kappa: number(1, 'Where the square turns into a line; 0 is the plain quantile loss.', { min: 0 }),
    gamma: gammaParam,
    double: boolean(false, 'Whether the online net chooses the next action and the target net values it.'),
    reduction: reductionParam('mean', 'the number of transitions'),
  },
  variants: { default: { double: false }, double: { double: true } },
  forms: {
    default: { needs, takes: ['weights', 'discounts'] },
    double: { needs: [...needs, 'nextQuantilesOnline'], takes: ['weights', 'discounts'] },
  },
  plot: {
    variable: 'target minus the first of two quantiles',
    symbol: 'u',
    from: -3,
    to: 3,
    examples: {
      'one last step': (u) => ({
        quantiles: [[[-u, 0]]],
        actions: [0],
        rewards: [0],
        nextQuantiles: [[[0]]],
        dones: [1],
      }),
    },
    slope: { of: 'quantiles', at: 0, name: 'q_0' },
    family: { param: 'kappa', values: [0, 0.5, 1] },
  },
  compute(inputs, { kappa, gamma, double, reduction }) {
    const { quantiles, actions, rewards, nextQuantiles, nextQuantilesOnline, dones, discounts, weights } = inputs;
    const targets = quantiles.engine.constant(() => {
      const best = bestActions(double ? nextQuantilesOnline! : nextQuantiles);
      return targetsOf(rewards, ofActions(nextQuantiles, best), dones, discounts ?? gamma);
    });
    const rows = quantileHuberRows(ofActions(quantiles, actions), targets, kappa);
    return { value: reduce(weights === undefined ? rows : mul(rows, weights), reduction), extra: { targets } };
  },
});
