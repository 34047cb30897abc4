import { integer, number } from '../../core/params.js';
import { gridTable } from '../grid/grid-table.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared } from '../kit/table.js';

/** States are the capital: 0 and the goal are the ends. Action a stakes a + 1, or as much as there is and is needed. */
function game(goal: number, heads: number): Transitions {
  const actions = Math.floor(goal / 2);
  const P = Array.from({ length: goal + 1 }, (_, capital) =>
    Array.from({ length: actions }, (_, action) => {
      if (capital === 0 || capital === goal) return [[1, capital, 0, true] as const];
      const stake = Math.min(action + 1, capital, goal - capital);
      const won = capital + stake === goal;
      return [
        [heads, capital + stake, won ? 1 : 0, won] as const,
        [1 - heads, capital - stake, 0, capital === stake] as const,
      ];
    }),
  );
  const inner = goal - 1;
  const start = Array.from({ length: inner }, (_, i) => [1 / inner, i + 1] as const);
  return { states: goal + 1, actions, start, P, terminal: new Set([0, goal]) };
}

export const gambler = defineEnv({
  name: 'gambler',
  title: "Gambler's problem",
  summary:
    'Stake part of the capital on coin flips until it is lost or has reached the goal; any capital to begin with.',
  rewards: '1 on reaching the goal, 0 elsewhere: the return is the probability of winning.',
  source: 'Sutton and Barto 2018, example 4.3',
  gymnasium: null,
  params: {
    goal: integer(100, 'capital that wins', { min: 2, max: 1000 }),
    heads: number(0.4, 'probability that a stake is won', { above: 0, below: 1 }),
    maxSteps: integer(10_000, 'flips after which an episode is truncated', { min: 1, max: 1e9 }),
  },
  create: createShared(({ goal, heads, maxSteps }) =>
    gridTable({
      name: 'gambler',
      width: goal + 1,
      height: 1,
      actionNames: Array.from({ length: Math.floor(goal / 2) }, (_, action) => `stake ${action + 1}`),
      maxEpisodeSteps: maxSteps,
      transitions: game(goal, heads),
      blocked: new Set(),
      cells: `X${'.'.repeat(goal - 1)}G`,
      observation: 'one-hot',
    }),
  ),
});
