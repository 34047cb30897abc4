import { boolean, integer } from '../../core/params.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared } from '../kit/table.js';
import { directions, gridTable, neighbour } from './grid-table.js';

const size = { width: 12, height: 4 };
const states = size.width * size.height;
const START = 36;
const GOAL = 47;
/** Gymnasium's order of actions, clockwise from up. */
const actionNames = ['up', 'right', 'down', 'left'] as const;

const isCliff = (cell: number): boolean => cell > START && cell < GOAL;

/** Gymnasium's table: ordinary rows also for the goal and the cliff, where no episode can be. */
function cliffTransitions(slippery: boolean): Transitions {
  const outcome = (probability: number, cell: number, action: number): readonly [number, number, number, boolean] => {
    const to = neighbour(cell, directions.indexOf(actionNames[action]!), size);
    return isCliff(to) ? [probability, START, -100, false] : [probability, to, -1, to === GOAL];
  };
  const P = Array.from({ length: states }, (_, cell) =>
    actionNames.map((_, action) =>
      slippery
        ? [(action + 3) % 4, action, (action + 1) % 4].map((taken) => outcome(1 / 3, cell, taken))
        : [outcome(1, cell, action)],
    ),
  );
  return { states, actions: 4, start: [[1, START]], P, terminal: new Set([GOAL]) };
}

const cells = Array.from({ length: states }, (_, cell) =>
  cell === START ? 'S' : cell === GOAL ? 'G' : isCliff(cell) ? 'X' : '.',
).join('');

export const cliffWalking = defineEnv({
  name: 'cliff-walking',
  title: 'Cliff walking',
  summary: 'Walk from the lower left to the lower right corner. The shortest way runs along a cliff.',
  rewards: '-1 a step, -100 for a step into the cliff, which leads back to the start.',
  source: 'Sutton and Barto 2018, example 6.6; Gymnasium CliffWalking-v1, which has no time limit',
  gymnasium: 'CliffWalking-v1',
  params: {
    isSlippery: boolean(false, 'a third of the moves goes to each side of the direction chosen'),
    maxSteps: integer(200, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
  },
  create: createShared((params) =>
    gridTable({
      name: 'cliff-walking',
      ...size,
      actionNames,
      maxEpisodeSteps: params.maxSteps,
      transitions: cliffTransitions(params.isSlippery),
      blocked: new Set(Array.from({ length: states }, (_, cell) => cell).filter(isCliff)),
      cells,
      observation: 'one-hot',
    }),
  ),
});
