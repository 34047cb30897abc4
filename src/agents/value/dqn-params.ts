import { boolean, choice, integer, list, number } from '../../core/params.js';
import { optimizerParams } from '../../tensor/optim/index.js';
import { presetParam } from '../kit/agent.js';
import { epsilonParams } from '../kit/exploration.js';
import { networkParams } from '../kit/networks/network-params.js';
import { truncationParams } from '../kit/truncation.js';
import { dqnPresets } from './dqn-presets.js';

export const dqnParams = {
  preset: presetParam(dqnPresets),
  ...optimizerParams,
  schedule: { ...optimizerParams.schedule, default: 'linear' },
  finalLr: { ...optimizerParams.finalLr, default: 0.05 },
  clip: { ...optimizerParams.clip, default: 10 },
  adamEpsilon: number(1e-8, 'adam, adamw: added to the root of the mean square of gradients', { above: 0, max: 1 }),
  ...epsilonParams,
  epsilonFraction: { ...epsilonParams.epsilonFraction, default: 0.3 },
  ...truncationParams,
  ...networkParams,
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  batch: integer(64, 'transitions per update', { min: 1, max: 65_536 }),
  buffer: integer(50_000, 'transitions that the replay buffer holds', { min: 1, max: 10_000_000 }),
  learningStarts: integer(1000, 'env steps before the first update', { min: 0, max: 1e9 }),
  trainEvery: integer(2, 'env steps between two rounds of updates', { min: 1, max: 1e6 }),
  gradientSteps: integer(1, 'updates in a round, each on a batch of its own', { min: 1, max: 10_000 }),
  target: choice(
    'hard',
    ['hard', 'soft'],
    'how the target network follows: copied now and then, or a little each update',
  ),
  targetEvery: integer(500, 'hard target: env steps between two copies', { min: 1, max: 1e9 }),
  tau: number(0.01, 'soft target: share of the online weights taken over at each update', { above: 0, max: 1 }),
  double: boolean(true, 'the online network chooses the next action, the target network values it'),
  dueling: boolean(false, 'separate heads for the value of the state and the advantages of the actions'),
  atoms: integer(
    51,
    'numbers of the distribution of each action: atoms with the loss categorical-td, quantiles with quantile-td',
    {
      min: 1,
      max: 1024,
    },
  ),
  nStep: integer(5, 'rewards summed before bootstrapping', { min: 1, max: 1000 }),
  prioritized: boolean(false, 'replay surprising transitions more often, with importance weights'),
  priorityAlpha: number(0.6, 'prioritised: 0 is uniform, 1 fully proportional to the TD error', { min: 0, max: 1 }),
  priorityBeta: number(0.4, 'prioritised: importance correction at the start, rising to 1', { min: 0, max: 1 }),
  observationScale: list([], 'factor per observation component; empty leaves them as they are', number(1, 'factor'), {
    maxLength: 4096,
  }),
  rewardScale: number(1, 'factor on rewards before they are stored', { above: 0 }),
  evalEpisodes: integer(20, 'greedy episodes per evaluation where no exact figure exists', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'greedy episodes of the last evaluation', { min: 1, max: 100_000 }),
} as const;
