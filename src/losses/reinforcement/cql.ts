import { boolean, number } from '../../core/params.js';
import { add, gatherColumns, lseRows, mul, scale, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { gammaParam, importanceWeights, tdCosts, tdErrors, tdParams, transitionInputs } from '../parts/td-error.js';

const needs = ['qValues', 'actions', 'rewards', 'nextQ', 'dones'];

export const cql = defineLoss({
  name: 'cql',
  family: 'rl',
  summary: 'TD loss plus a penalty on actions that the data does not hold, for learning from a fixed data set.',
  formula: 'td loss of q-td + alpha (T lse(q/T) - q_a)',
  gradient: "q-td's at a, plus alpha (softmax(q/T)_k - delta_ka)",
  source: 'Kumar et al. 2020',
  aliases: ['conservative Q-learning'],
  elsewhere: ['d3rlpy DiscreteCQL (alpha 1, Huber); CORL (sampled actions, alpha 10); the paper has half-mse.'],
  traps: [
    'alpha is in units of reward.',
    'Q-values end below the truth on purpose: do not read them as returns.',
    'alpha 0 is q-td exactly.',
  ],
  relatives: ['q-td', 'cross-entropy'],
  fits: ['temporal-difference'],
  inputs: {
    qValues: learned('[N,A]', 'Q-values of the online net at s.'),
    ...transitionInputs,
    weights: importanceWeights,
  },
  params: {
    alpha: number(1, 'What the penalty counts.', { min: 0 }),
    temperature: number(1, 'Softness of the largest Q-value in the penalty.', { above: 0 }),
    gamma: gammaParam,
    ...tdParams,
    double: boolean(false, 'Whether the online net chooses the next action and the target net values it.'),
    reduction: reductionParam('mean', 'the number of transitions'),
  },
  variants: { default: { double: false }, double: { double: true } },
  forms: {
    default: { needs, takes: ['weights', 'discounts'] },
    double: { needs: [...needs, 'nextQOnline'], takes: ['weights', 'discounts'] },
  },
  plot: {
    variable: 'Q-value of an action that the data does not hold; of the other it is 0',
    symbol: 'q',
    from: -4,
    to: 4,
    examples: {
      'one last step': (q) => ({ qValues: [[0, q]], actions: [0], rewards: [0], nextQ: [[0, 0]], dones: [1] }),
    },
    slope: { of: 'qValues', at: 1, name: 'q' },
    family: { param: 'alpha', values: [0, 1, 2] },
  },
  compute(inputs, { alpha, temperature, gamma, kind, delta, double, reduction }) {
    const { qValues, actions, weights } = inputs;
    const { targets, tdErrors: errors } = tdErrors(inputs, gamma, double);
    const soft = scale(lseRows(scale(qValues, 1 / temperature)), temperature);
    const penalties = sub(soft, gatherColumns(qValues, actions));
    const costs = tdCosts(errors, { kind, delta });
    let rows = alpha === 0 ? costs : add(costs, scale(penalties, alpha));
    if (weights !== undefined) rows = mul(rows, weights);
    return { value: reduce(rows, reduction), extra: { targets, tdErrors: errors, penalties } };
  },
});
