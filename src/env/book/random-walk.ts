import { UserError } from '../../core/errors.js';
import { integer, number } from '../../core/params.js';
import { gridTable } from '../grid/grid-table.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared } from '../kit/table.js';

/** State 0 and the last one are the ends; the walk starts in the middle. */
function walk(inner: number, left: number, right: number): Transitions {
  const states = inner + 2;
  const last = states - 1;
  const P = Array.from({ length: states }, (_, s) => {
    if (s === 0 || s === last) return [[[1, s, 0, true] as const]];
    const down = [0.5, s - 1, s === 1 ? left : 0, s === 1] as const;
    const up = [0.5, s + 1, s === last - 1 ? right : 0, s === last - 1] as const;
    return [[down, up]];
  });
  return { states, actions: 1, start: [[1, (inner + 1) / 2]], P, terminal: new Set([0, last]) };
}

export const randomWalk = defineEnv({
  name: 'random-walk',
  title: 'Random walk',
  summary:
    'A chain of states walked to either side alike, whatever the agent does: there is one action, and only its value to learn.',
  rewards: 'left at the left end, right at the right end, 0 elsewhere.',
  source: 'Sutton 1988; Sutton and Barto 2018, examples 6.2 (5 states) and 7.1 (19 states, -1 and 1)',
  gymnasium: null,
  params: {
    states: integer(19, 'states between the two ends; an odd number, so that there is a middle', { min: 1, max: 999 }),
    left: number(-1, 'reward of the left end'),
    right: number(1, 'reward of the right end'),
    maxSteps: integer(100_000, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
  },
  create: createShared(({ states, left, right, maxSteps }) => {
    if (states % 2 === 0) {
      throw new UserError({
        path: 'env.states',
        message: 'must be odd, so that there is a middle to start in',
        given: String(states),
        allowed: `${states - 1} or ${states + 1}`,
      });
    }
    return gridTable({
      name: 'random-walk',
      width: states + 2,
      height: 1,
      actionNames: ['walk'],
      maxEpisodeSteps: maxSteps,
      transitions: walk(states, left, right),
      blocked: new Set(),
      cells: `G${'.'.repeat(states)}G`,
      observation: 'one-hot',
    });
  }),
});
