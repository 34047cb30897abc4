import { number } from '../../core/params.js';
import { abs, smoothL1 as smoothL1Of, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { byResidual } from '../kit/plot.js';
import { reduce } from '../kit/reduction.js';
import { regressionInputs, regressionReduction } from '../parts/regression-inputs.js';

export const smoothL1 = defineLoss({
  name: 'smooth-l1',
  family: 'regression',
  summary: 'Absolute error with its corner rounded off within beta of the target.',
  formula: '|d| < beta: 0.5 d^2/beta; else |d| - beta/2',
  gradient: 'd/beta clipped to +-1',
  source: 'Girshick 2015 (Fast R-CNN)',
  aliases: ['smooth L1'],
  elsewhere: ['PyTorch nn.SmoothL1Loss; Stable-Baselines3 uses it in DQN.'],
  traps: ['It is huber with delta = beta, divided by beta: its slope stays 1 whatever beta is. beta 0 is mae.'],
  relatives: ['huber', 'mae'],
  fits: ['regression'],
  inputs: regressionInputs,
  params: {
    beta: number(1, 'How far from the target the corner is rounded; 0 is mae.', { min: 0 }),
    reduction: regressionReduction,
  },
  variants: { default: {} },
  plot: { ...byResidual, family: { param: 'beta', values: [0, 0.5, 1, 2] } },
  compute({ pred, target }, { beta, reduction }) {
    const d = sub(pred, target);
    return { value: reduce(beta === 0 ? abs(d) : smoothL1Of(d, beta), reduction) };
  },
});
