import { integer } from '../../core/params.js';
import { gridTable } from '../grid/grid-table.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared } from '../kit/table.js';

/** Left and right lead there; in the second cell they are exchanged. At the left edge left stays. */
const WAYS = [
  [0, 1],
  [2, 0],
  [1, 3],
] as const;

const transitions: Transitions = {
  states: 4,
  actions: 2,
  start: [[1, 0]],
  P: [
    ...WAYS.map((row) => row.map((to) => [[1, to, -1, to === 3] as const])),
    [[[1, 3, 0, true] as const], [[1, 3, 0, true] as const]],
  ],
  terminal: new Set([3]),
};

export const shortCorridor = defineEnv({
  name: 'short-corridor',
  title: 'Short corridor',
  summary:
    'Three cells that look alike, and in the second one left and right are exchanged: no policy that always does the same arrives, the best one draws.',
  rewards: '-1 a step.',
  source: 'Sutton and Barto 2018, example 13.1: at best -11.66, going right with probability 2 - sqrt 2',
  gymnasium: null,
  params: { maxSteps: integer(1000, 'steps after which an episode is truncated', { min: 1, max: 1e9 }) },
  create: createShared(({ maxSteps }) => ({
    ...gridTable({
      name: 'short-corridor',
      width: 4,
      height: 1,
      actionNames: ['left', 'right'],
      maxEpisodeSteps: maxSteps,
      transitions,
      blocked: new Set(),
      cells: 'S..G',
      observation: 'one-hot',
    }),
    // Every cell looks the same; a table still knows in which one it is.
    observationSpace: { size: 1, low: [1], high: [1], states: 4 },
    observe(_state, into, offset) {
      into[offset] = 1;
    },
  })),
});
