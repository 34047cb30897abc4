import { integer, number } from '../../core/params.js';
import { gridTable } from '../grid/grid-table.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared } from '../kit/table.js';

/** From A left to B, right to the end; in B every action ends, and what it pays is drawn. */
function biasTransitions(arms: number, mean: number): Transitions {
  return {
    states: 3,
    actions: arms,
    start: [[1, 0]],
    P: [
      [[[1, 1, 0, false]], [[1, 2, 0, true]]],
      Array.from({ length: arms }, () => [[1, 2, mean, true] as const]),
      [[[1, 2, 0, true]]],
    ],
    terminal: new Set([2]),
  };
}

export const maximisationBias = defineEnv({
  name: 'maximisation-bias',
  title: 'Maximisation bias',
  summary:
    'From A, right ends the episode and left leads to B, where every action pays less than nothing on average but some seem to pay: the largest of noisy estimates is too large.',
  rewards: 'normal with mean -0.1 and deviation 1 for each action in B, 0 elsewhere.',
  source: 'Sutton and Barto 2018, example 6.7',
  gymnasium: null,
  params: {
    arms: integer(10, 'actions in B; A has two of them', { min: 2, max: 1000 }),
    mean: number(-0.1, 'what an action in B pays on average'),
    deviation: number(1, 'standard deviation of what it pays', { min: 0 }),
    maxSteps: integer(10, 'steps after which an episode is truncated; it takes at most 2', { min: 1, max: 1e9 }),
  },
  create: createShared(({ arms, mean, deviation, maxSteps }) => {
    return {
      ...gridTable({
        name: 'maximisation-bias',
        width: 3,
        height: 1,
        actionNames: Array.from({ length: arms }, (_, arm) => ['left, arm 0', 'right, arm 1'][arm] ?? `arm ${arm}`),
        maxEpisodeSteps: maxSteps,
        transitions: biasTransitions(arms, mean),
        blocked: new Set(),
        cells: 'S.G',
        observation: 'one-hot',
      }),
      noise: { deviation, outlierRate: 0, outlier: 0, from: 1 },
    };
  }),
});
