import type { Preset } from '../kit/agent.js';

/** Settings of DQN for envs whose observations need a scale. */
export const dqnPresets = {
  cartpole: {
    summary:
      "CartPole: observations over their bounds, an update every step; learning rate and exploration as RL Baselines3 Zoo's",
    params: {
      observationScale: [1 / 2.4, 1 / 3, 1 / 0.21, 1 / 3],
      lr: 2.3e-3,
      trainEvery: 1,
      targetEvery: 250,
      epsilonEnd: 0.04,
      epsilonFraction: 0.16,
    },
  },
  'mountain-car': {
    summary: 'mountain-car: the velocity over its bound, an update every 4 steps',
    params: { observationScale: [1, 14], trainEvery: 4 },
  },
} as const satisfies Readonly<Record<string, Preset>>;
