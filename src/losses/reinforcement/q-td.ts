import { boolean } from '../../core/params.js';
import { mul } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { gammaParam, importanceWeights, tdCosts, tdErrors, tdParams, transitionInputs } from '../parts/td-error.js';

export const qTd = defineLoss({
  name: 'q-td',
  family: 'rl',
  summary: "How far a Q-value is from reward plus discounted value of the next state's best action.",
  formula:
    'td = target - Q(s,a); target = r when done, else r + gamma max_a nextQ (double: nextQ at argmax_a nextQOnline)',
  gradient: 'only at the chosen action: mse -2 td; half-mse -td; huber -clip(td, +-delta)',
  source: 'Watkins 1989; Mnih et al. 2015 (DQN); double: van Hasselt et al. 2016',
  aliases: ['TD loss', 'DQN loss', 'Bellman error', 'double DQN', 'Q-learning'],
  elsewhere: [
    'rlax q_learning and double_q_learning return td per transition, no loss; discount_t carries gamma and done.',
    'The error clipping of DQN is the gradient of huber, not a clipped error, whose gradient would be 0.',
    'Stable-Baselines3 uses smooth-l1.',
  ],
  traps: [
    'dones means terminated. A step cut off by a time limit must pass 0 and bootstrap.',
    'The target is a constant: no gradient flows to nextQ, rewards or weights.',
    'Where done, nextQ is not read, so it may be NaN or Infinity there.',
    'The loss may rise while the agent improves, because the targets move.',
  ],
  relatives: ['huber', 'mse', 'cql', 'categorical-td', 'quantile-td', 'policy-gradient'],
  fits: ['temporal-difference'],
  inputs: {
    qValues: learned('[N,A]', 'Q-values of the online net at s.'),
    ...transitionInputs,
    weights: importanceWeights,
  },
  params: {
    gamma: gammaParam,
    ...tdParams,
    double: boolean(false, 'Whether the online net chooses the next action and the target net values it.'),
    reduction: reductionParam('mean', 'the number of transitions'),
  },
  variants: {
    mse: { kind: 'mse', double: false },
    huber: { kind: 'huber', double: false },
    'double-mse': { kind: 'mse', double: true },
    'double-huber': { kind: 'huber', double: true },
  },
  forms: {
    mse: { needs: ['qValues', 'actions', 'rewards', 'nextQ', 'dones'], takes: ['weights', 'discounts'] },
    huber: { needs: ['qValues', 'actions', 'rewards', 'nextQ', 'dones'], takes: ['weights', 'discounts'] },
    'double-mse': {
      needs: ['qValues', 'actions', 'rewards', 'nextQ', 'dones', 'nextQOnline'],
      takes: ['weights', 'discounts'],
    },
    'double-huber': {
      needs: ['qValues', 'actions', 'rewards', 'nextQ', 'dones', 'nextQOnline'],
      takes: ['weights', 'discounts'],
    },
  },
  plot: {
    variable: 'TD error, target minus Q(s,a)',
    symbol: 'td',
    from: -3,
    to: 3,
    examples: {
      'one last step': (td) => ({ qValues: [[0]], actions: [0], rewards: [td], nextQ: [[0]], dones: [1] }),
    },
    slope: { of: 'qValues', at: 0, name: 'Q(s,a)' },
    family: { param: 'kind', values: ['mse', 'half-mse', 'huber'] },
  },
  compute(inputs, { gamma, kind, delta, double, reduction }) {
    const { targets, tdErrors: errors } = tdErrors(inputs, gamma, double);
    let rows = tdCosts(errors, { kind, delta });
    if (inputs.weights !== undefined) rows = mul(rows, inputs.weights);
    return { value: reduce(rows, reduction), extra: { targets, tdErrors: errors } };
  },
});
