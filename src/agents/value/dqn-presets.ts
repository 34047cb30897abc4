import type { Preset } from '../kit/agent.js';

/** Settings of DQN for envs whose observations need a scale. */
export const dqnPresets = {
  cartpole: {
    summary: 'CartPole: observations over their bounds, hardly any exploration after 8 % of the budget',
    params: {
      observationScale: [1 / 2.4, 1 / 3, 1 / 0.21, 1 / 3],
      epsilonEnd: 0.02,
      epsilonFraction: 0.08,
    },
  },
  'mountain-car': {
    summary: 'mountain-car: the velocity over its bound, an update every 4 steps',
    params: { observationScale: [1, 14], trainEvery: 4 },
  },
} as const satisfies Readonly<Record<string, Preset>>;
