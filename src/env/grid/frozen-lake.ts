import { boolean, integer, list, nullOr, number, text } from '../../core/params.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared } from '../kit/table.js';
import { directions, gridTable, neighbour } from './grid-table.js';
import { type Layout, type Legend, mapText, parseLayout, requireReachableGoal } from './layout.js';

const maps = {
  '4x4': 'SFFF\nFHFH\nFFFH\nHFFG',
  '8x8': 'SFFFFFFF\nFFFFFFFF\nFFFHFFFF\nFFFFFHFF\nFFFHFFFF\nFHHFFFHF\nFHFFHFHF\nFFFHFFFG',
} as const;
const names = Object.keys(maps);
const legend: Legend = { characters: 'SFHG', goals: 'G', meaning: 'S start, F frozen, H hole, G goal' };

function lakeTransitions(
  layout: Layout,
  slippery: boolean,
  successRate: number,
  rewards: readonly number[],
): Transitions {
  const { cells, starts } = layout;
  const states = cells.length;
  const ends = (cell: number) => cells[cell] === 'G' || cells[cell] === 'H';
  const outcome = (
    probability: number,
    cell: number,
    direction: number,
  ): readonly [number, number, number, boolean] => {
    const to = neighbour(cell, direction, layout);
    const reward = rewards[cells[to] === 'G' ? 0 : cells[to] === 'H' ? 1 : 2]!;
    return [probability, to, reward, ends(to)];
  };
  const failRate = (1 - successRate) / 2;
  const P = Array.from({ length: states }, (_, cell) =>
    directions.map((_, direction) => {
      if (ends(cell)) return [[1, cell, 0, true] as const];
      if (!slippery) return [outcome(1, cell, direction)];
      return [(direction + 3) % 4, direction, (direction + 1) % 4].map((taken) =>
        outcome(taken === direction ? successRate : failRate, cell, taken),
      );
    }),
  );
  const terminal = new Set(Array.from({ length: states }, (_, cell) => cell).filter(ends));
  return { states, actions: 4, start: starts.map((cell) => [1 / starts.length, cell]), P, terminal };
}

export const frozenLake = defineEnv({
  name: 'frozen-lake',
  title: 'Frozen lake',
  summary: 'Cross the ice from S to G without falling into a hole; slippery ice moves sideways two times out of three.',
  rewards: '1 at the goal, 0 elsewhere (rewardSchedule: goal, hole, frozen).',
  source: 'Gymnasium FrozenLake-v1',
  gymnasium: 'FrozenLake-v1',
  params: {
    map: text('4x4', '4x4, 8x8, or a map of your own, one line a row: S start, F frozen, H hole, G goal'),
    isSlippery: boolean(true, 'the move goes to either side with probability (1 - successRate) / 2 each'),
    successRate: number(1 / 3, 'probability of the chosen direction on slippery ice', { min: 0, max: 1 }),
    rewardSchedule: list([1, 0, 0], 'rewards of reaching the goal, a hole, a frozen cell', number(0, 'reward'), {
      minLength: 3,
      maxLength: 3,
    }),
    maxSteps: nullOr(
      'steps after which an episode is truncated; null is 200 for the 8x8 map, else 100',
      integer(100, 'steps', { min: 1, max: 1e9 }),
    ),
  },
  create: createShared((params) => {
    const own = mapText(params.map, names, legend, 'env.map');
    const layout = parseLayout(own ?? maps[params.map.trim() as keyof typeof maps], legend, 'env.map');
    const transitions = lakeTransitions(layout, params.isSlippery, params.successRate, params.rewardSchedule);
    requireReachableGoal(layout, transitions, 'G', 'env.map');
    const free = params.isSlippery ? '~' : '.';
    return gridTable({
      name: 'frozen-lake',
      width: layout.width,
      height: layout.height,
      actionNames: directions,
      maxEpisodeSteps: params.maxSteps ?? (params.map.trim() === '8x8' ? 200 : 100),
      transitions,
      blocked: new Set(),
      cells: layout.cells.replaceAll('F', free).replaceAll('H', 'X'),
      picture: layout.cells,
      observation: 'one-hot',
    });
  }),
});
