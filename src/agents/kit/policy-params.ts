import { choice, integer, number, type ParamValues } from '../../core/params.js';
import { divergenceParams } from './divergence.js';
import { answerParams } from './networks/answer-network.js';
import { networkParams } from './networks/network-params.js';
import { initNames } from './networks/policy-network.js';

/** Settings that all agents with a stochastic policy share. */
export const policyParams = {
  ...networkParams,
  activation: { ...networkParams.activation, default: 'tanh' },
  init: choice(
    'orthogonal',
    initNames,
    'first weights: orthogonal with a small last layer, so that the policy starts near uniform, or uniform in +-1/sqrt(inputs)',
  ),
  adamEpsilon: number(1e-5, 'adam, adamw: added to the root of the mean square of gradients', { above: 0, max: 1 }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  envs: integer(8, 'envs played in lockstep, with one forward pass for all of them', { min: 1, max: 1024 }),
  normalizeObservations: choice(
    'auto',
    ['auto', 'on', 'off'],
    'running mean and deviation of each component, within +-10; auto: in envs without numbered states and pictures',
  ),
  normalizeRewards: choice(
    'on',
    ['on', 'off'],
    'rewards over the running deviation of the discounted return, within +-10',
  ),
  entropyEnd: number(
    0,
    "factor on the loss's entropyCoef at the end of the budget, to which it falls linearly; 1 keeps it as it is",
    { min: 0, max: 1 },
  ),
  ...answerParams,
  ...divergenceParams,
  evalEpisodes: integer(20, 'episodes per evaluation where no exact figure exists', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'episodes of the last evaluation', { min: 1, max: 100_000 }),
} as const;

export type PolicyParams = ParamValues<typeof policyParams>;

/** Factor on the entropy bonus after `progress` (0 to 1) of the budget. */
export function entropyFactor({ entropyEnd }: { readonly entropyEnd: number }, progress: number): number {
  return 1 + (entropyEnd - 1) * Math.min(1, progress);
}
