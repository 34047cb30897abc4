import type { Preset } from '../kit/agent.js';

/** CartPole's settings that presets share. */
const cartpole = {
  observationScale: [1 / 2.4, 1 / 3, 1 / 0.21, 1 / 3],
  lr: 2.3e-3,
  trainEvery: 1,
  targetEvery: 250,
  epsilonEnd: 0.04,
  epsilonFraction: 0.16,
};

/** MinAtar's settings that presets share. */
const minatar = {
  conv: [16],
  hidden: [128],
  batch: 32,
  buffer: 100_000,
  learningStarts: 1000,
  targetEvery: 1000,
  trainEvery: 4,
  nStep: 1,
  double: false,
  schedule: 'constant',
  lr: 2.5e-4,
  adamEpsilon: 3.125e-4,
  clip: 0,
  epsilonEnd: 0.1,
  epsilonFraction: 0.1,
} as const;

/** Settings of DQN for envs whose observations need a scale, for pictures, and its extensions combined. */
export const dqnPresets = {
  grid: {
    summary:
      'tables and grids where every step costs (the cliff), and bandits: one layer, one-step targets, a tenth of all rewards',
    params: {
      ...{ hidden: [64], schedule: 'constant', clip: 0, nStep: 1, double: false, rewardScale: 0.1 },
      ...{ learningStarts: 500, targetEvery: 250, epsilonEnd: 0.1, epsilonFraction: 0.5 },
    },
  },
  cartpole: {
    summary:
      "CartPole: observations over their bounds, an update every step; learning rate and exploration as RL Baselines3 Zoo's",
    params: cartpole,
  },
  'mountain-car': {
    summary: 'mountain-car: the velocity over its bound, an update every 4 steps',
    params: { observationScale: [1, 14], trainEvery: 4 },
  },
  minatar: {
    summary:
      'MinAtar: one convolution of 16 filters and 128 units, an update every 4 frames (Obando-Ceron, Castro 2021)',
    params: minatar,
    loss: { 'q-td': { kind: 'mse' } },
  },
  rainbow: {
    summary:
      'Rainbow (Hessel et al. 2018) without convolutions: C51, double, dueling, noisy, prioritised, three-step returns',
    trains: 'categorical-td',
    params: {
      ...{ double: true, dueling: true, noisy: true, noisySigma: 0.5, prioritized: true, nStep: 3, atoms: 51 },
      ...{ priorityAlpha: 0.5, priorityBeta: 0.4, epsilonStart: 0, epsilonEnd: 0, lr: 5e-4, adamEpsilon: 1.5e-4 },
    },
    loss: { 'categorical-td': { vMin: -100, vMax: 100 } },
  },
  'rainbow-cartpole': {
    summary: "Rainbow with the preset cartpole's scales and pace; 101 atoms",
    trains: 'categorical-td',
    params: {
      ...cartpole,
      ...{ double: true, dueling: true, noisy: true, prioritized: true, atoms: 101, epsilonStart: 0, epsilonEnd: 0 },
    },
    loss: { 'categorical-td': { vMin: -100, vMax: 100 } },
  },
  'rainbow-minatar': {
    summary: "Rainbow on MinAtar's network and pace",
    trains: 'categorical-td',
    params: {
      ...minatar,
      ...{ double: true, dueling: true, noisy: true, noisySigma: 0.1, prioritized: true, nStep: 3, atoms: 51 },
      ...{ priorityAlpha: 0.5, priorityBeta: 0.4, epsilonStart: 0, epsilonEnd: 0, lr: 2.5e-4 },
    },
    loss: { 'categorical-td': { vMin: -100, vMax: 100 } },
  },
} as const satisfies Readonly<Record<string, Preset>>;
