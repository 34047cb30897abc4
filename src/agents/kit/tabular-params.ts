import { integer, number, type ParamValues } from '../../core/params.js';
import { epsilonParams } from './exploration.js';
import { truncationParams } from './truncation.js';

/** Settings of every tabular agent. */
export const tabularParams = {
  alpha: number(1, 'step size at the first visit of a state and action', { above: 0, max: 1 }),
  alphaDecay: number(0.4, 'p of alpha / n^p at the n-th visit of a state and action; 0 keeps alpha constant', {
    min: 0,
    max: 1,
  }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  ...epsilonParams,
  epsilonFraction: { ...epsilonParams.epsilonFraction, default: 1 },
  ...truncationParams,
  evalEpisodes: integer(20, 'greedy episodes per evaluation where no exact figure exists', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'greedy episodes of the last evaluation', { min: 1, max: 100_000 }),
  initialValue: number(0, 'value of every action before it was tried; a high one makes the agent try everything'),
} as const;

/** Those of them that may change in the middle of a run. */
export const tabularTunable = [
  'alpha',
  'alphaDecay',
  'gamma',
  'epsilonStart',
  'epsilonEnd',
  'epsilonFraction',
] as const;

export type TabularParams = ParamValues<typeof tabularParams>;
