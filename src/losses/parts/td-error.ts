import { choice, number } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import { add, argmaxRows, gatherColumns, huber, mul, scale, select, square, sub } from '../../tensor/ops/index.js';
import { given, index, optional } from '../kit/inputs.js';

/** What the next state counts, transition by transition. */
export const stepDiscounts = optional(
  given('[N]', 'What the next state counts in each transition, instead of gamma: several steps, options.', {
    min: 0,
    max: 1,
  }),
);

/** The transitions of losses of Q-values, besides the Q-values themselves. */
export const transitionInputs = {
  actions: index('[N]', 'The action taken.', { below: 'A' }),
  rewards: given('[N]', 'The reward that followed.'),
  nextQ: given('[N,A]', 'Q-values of the target net at the next state.'),
  dones: given('[N]', '1 where the step terminated the episode, else 0.', { values: [0, 1] }),
  discounts: stepDiscounts,
  nextQOnline: optional(given('[N,A]', 'Q-values of the online net at the next state, for double.')),
};

export const importanceWeights = optional(
  given('[N]', 'Importance weights of prioritised replay; multiply the row before the mean.', { min: 0 }),
);

export const gammaParam = number(0.99, 'Discount of the next state.', { min: 0, max: 1 });

/** What an error of a Q-value costs. */
export const tdParams = {
  kind: choice('mse', ['mse', 'half-mse', 'huber'], 'What the error costs.'),
  delta: number(1, 'For huber: where the square turns into a line.', { above: 0 }),
};

interface Transitions {
  readonly qValues: Tensor;
  readonly actions: Indices;
  readonly rewards: Tensor;
  readonly nextQ: Tensor;
  readonly nextQOnline?: Tensor | undefined;
  readonly dones: Tensor;
  readonly discounts?: Tensor | undefined;
}

/** Targets r + gamma Q'(s', best), r where done, and how far the Q-values of the actions taken are from them. */
export function tdErrors(inputs: Transitions, gamma: number, double: boolean) {
  const { qValues, actions, rewards, nextQ, nextQOnline, dones, discounts } = inputs;
  const targets = qValues.engine.constant(() => {
    const next = gatherColumns(nextQ, argmaxRows(double ? nextQOnline! : nextQ));
    const later = discounts === undefined ? scale(next, gamma) : mul(next, discounts);
    return select(dones, rewards, add(rewards, later));
  });
  return { targets, tdErrors: sub(targets, gatherColumns(qValues, actions)) };
}

export function tdCosts(
  errors: Tensor,
  { kind, delta }: { kind: 'mse' | 'half-mse' | 'huber'; delta: number },
): Tensor {
  const costs = kind === 'huber' ? huber(errors, delta) : square(errors);
  return kind === 'half-mse' ? scale(costs, 0.5) : costs;
}
