import { boolean, choice, integer, list, number } from '../../../core/params.js';

/** Settings of the networks of every agent that has some; a scenario may also write them as a block, `network: {...}`. */
export const networkParams = {
  hidden: list([64, 64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  conv: list(
    [],
    'filters of each convolution before the hidden layers; empty is none; needs an env whose observations are pictures',
    integer(16, 'filters', { min: 1, max: 512 }),
    { maxLength: 6 },
  ),
  kernel: integer(3, 'conv: rows and columns of a filter', { min: 1, max: 16 }),
  stride: integer(1, 'conv: cells between two places of a filter', { min: 1, max: 16 }),
  norm: choice('none', ['none', 'layer'], 'layer: layer norm in each hidden layer, before its activation'),
  activation: choice('relu', ['relu', 'tanh', 'silu'], 'between the layers'),
  frameStack: integer(1, 'the last so many observations are seen side by side, oldest first', { min: 1, max: 64 }),
  recurrent: choice(
    'none',
    ['none', 'gru'],
    'gru: a memory between the hidden layers and the outputs (ppo, actor-critic)',
  ),
  recurrentUnits: integer(64, 'gru: size of the memory', { min: 1, max: 4096 }),
  noisy: boolean(false, 'noise on the weights in place of random actions, with learned sizes (dqn)'),
  noisySigma: number(0.5, "noisy: first size of the noise, over the root of a layer's inputs", { above: 0, max: 10 }),
} as const;
