import { show, UserError } from '../../core/errors.js';
import type { NamedArrays } from '../../core/learner.js';
import { boolean, choice, number, type ParamValues } from '../../core/params.js';
import type { Savable } from '../../core/state.js';
import type { Tensor } from '../engine.js';
import type { ParameterSet } from '../nn/parameters.js';
import { adam, adamw, sparseAdam } from './adam.js';
import { clipGradNorm } from './clip.js';
import { type Optimizer, restoreState } from './optimizer.js';
import { learningRate, scheduleNames } from './schedule.js';
import { sgd } from './sgd.js';

export { clipGradNorm } from './clip.js';
export { type Optimizer, restoreState } from './optimizer.js';
export { learningRate } from './schedule.js';

/** Settings of an optimiser, for agents and tasks to include in theirs. */
export const optimizerParams = {
  optimizer: choice('adam', ['sgd', 'momentum', 'adam', 'adamw', 'sparse-adam'], 'how gradients move the weights'),
  lr: number(1e-3, 'learning rate', { above: 0, max: 1e3 }),
  momentum: number(0.9, 'optimizer momentum: share of the last step that is kept', { min: 0, below: 1 }),
  nesterov: boolean(false, 'optimizer momentum: look ahead along the velocity'),
  beta1: number(0.9, 'adam, adamw, sparse-adam: decay of the mean of gradients', { min: 0, below: 1 }),
  beta2: number(0.999, 'adam, adamw, sparse-adam: decay of the mean of squared gradients', { min: 0, below: 1 }),
  weightDecay: number(0, 'pull of the weights towards 0 (adamw: apart from the gradient; sparse-adam: none)', {
    min: 0,
    max: 1e3,
  }),
  clip: number(0, 'longest gradient; longer ones are shortened to it, 0 is off', { min: 0 }),
  schedule: choice('constant', scheduleNames, 'how the learning rate falls over the budget'),
  warmup: number(0, 'fraction of the budget over which the learning rate rises from 0', { min: 0, max: 1 }),
  finalLr: number(0, 'linear, cosine: factor on the learning rate at the end of the budget', { min: 0, max: 1 }),
} as const;

/** Those of them that may change in the middle of a run: all but the optimiser itself, whose state is its own. */
export const optimizerTunable = [
  'lr',
  'momentum',
  'nesterov',
  'beta1',
  'beta2',
  'weightDecay',
  'clip',
  'schedule',
  'warmup',
  'finalLr',
] as const;

export type OptimizerValues = ParamValues<typeof optimizerParams> & { readonly adamEpsilon?: number };

/** An optimiser with its schedule and clipping. */
export interface TrainingOptimizer extends Optimizer, Savable {
  /** The learning rate after `progress` (0..1) of the budget. */
  rate(progress: number): number;
  /**
   * Zeroes the gradients, runs the backward pass of `loss`, clips and steps at the rate of `progress` (0..1). Returns the
   * gradient's length before clipping.
   */
  descend(loss: Tensor, progress: number): number;
}

const makers: Readonly<Record<OptimizerValues['optimizer'], (params: ParameterSet, v: OptimizerValues) => Optimizer>> =
  {
    sgd: (params, { weightDecay }) => sgd(params, { momentum: 0, nesterov: false, weightDecay }),
    momentum: sgd,
    adam,
    adamw,
    'sparse-adam': sparseAdam,
  };

/** The optimiser that `values` describe, for one sealed set of parameters; takes permanent memory. */
export function createOptimizer(params: ParameterSet, values: OptimizerValues): TrainingOptimizer {
  if (values.optimizer === 'sparse-adam' && values.weightDecay !== 0) {
    const given = show(values.weightDecay);
    throw new UserError({
      path: 'weightDecay',
      message: 'touches every weight, sparse-adam does not',
      given,
      allowed: '0',
    });
  }
  const { step, state } = makers[values.optimizer](params, values);
  const rate = (progress: number) => learningRate(values, progress);
  return {
    step,
    state,
    save: () => Object.fromEntries([...state()].map(([name, array]) => [name, array.slice()])),
    restore: (saved) => restoreState({ step, state }, new Map(Object.entries(saved as object)) as NamedArrays),
    rate,
    descend(loss, progress) {
      const { engine } = params;
      const { profile } = engine;
      profile?.enter('optimiser');
      params.zeroGrad();
      engine.backward(loss);
      const norm = clipGradNorm(params, values.clip);
      step(rate(progress));
      profile?.leave();
      return norm;
    },
  };
}
