import { UserError } from '../../core/errors.js';
import { choice, integer, list, nullOr, number, text } from '../../core/params.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared, type RewardNoise } from '../kit/table.js';
import { type BundledLayout, layouts } from './bundled-layouts.js';
import { directions, gridTable, neighbour } from './grid-table.js';
import { gridView } from './grid-view.js';
import { type Layout, type Legend, mapText, parseLayout, requireReachableGoal } from './layout.js';

const names = Object.keys(layouts);
const GOALS = 'G123456789';
const legend: Legend = {
  characters: `#.SXkD${GOALS}`,
  goals: GOALS,
  meaning: '# wall, . free, S start, G goal, 1 to 9 goal worth so many tenths of G, X pit, k key, D door that needs it',
};

interface Rules {
  readonly wind: readonly number[];
  readonly slip: number;
  readonly stepReward: number;
  readonly goalReward: number;
  readonly pitReward: number;
}

/** With a key on the map the states are twice the cells: those without it, then those with it. */
function planesOf({ cells }: Layout): number {
  return cells.includes('k') ? 2 : 1;
}

function gridTransitions(layout: Layout, rules: Rules): Transitions {
  const { cells, width, starts } = layout;
  const area = cells.length;
  const planes = planesOf(layout);
  const states = area * planes;
  const enter = (cell: number, direction: number, holds: boolean) => {
    const to = neighbour(cell, direction, layout);
    return cells[to] === '#' || (cells[to] === 'D' && !holds) ? cell : to;
  };
  const outcome = (
    probability: number,
    state: number,
    direction: number,
  ): readonly [number, number, number, boolean] => {
    const cell = state % area;
    const holds = state >= area;
    const push = rules.wind[cell % width] ?? 0;
    let to = enter(cell, direction, holds);
    for (let i = 0; i < Math.abs(push); i++) to = enter(to, push > 0 ? 3 : 1, holds);
    const character = cells[to]!;
    // Who comes to the key takes it, and keeps it.
    const next = holds || (character === 'k' && to !== cell) ? to + area : to;
    if (character === 'X') return [probability, next, rules.pitReward, true];
    if (character === 'G') return [probability, next, rules.goalReward, true];
    if (GOALS.includes(character)) return [probability, next, (rules.goalReward * Number(character)) / 10, true];
    return [probability, next, rules.stepReward, false];
  };
  const ends = (state: number) => cells[state % area] === 'X' || GOALS.includes(cells[state % area]!);
  const P = Array.from({ length: states }, (_, state) =>
    directions.map((_, direction) => {
      if (ends(state) || cells[state % area] === '#') return [[1, state, 0, true] as const];
      return [
        outcome(1 - rules.slip, state, direction),
        outcome(rules.slip / 2, state, (direction + 3) % 4),
        outcome(rules.slip / 2, state, (direction + 1) % 4),
      ].filter(([probability]) => probability > 0);
    }),
  );
  const terminal = new Set(Array.from({ length: states }, (_, state) => state).filter(ends));
  return { states, actions: 4, start: starts.map((cell) => [1 / starts.length, cell]), P, terminal };
}

/** The cells in a GridScope's alphabet: every goal is a G, free cells in the wind are ~. */
function scopeCells({ cells, width }: Layout, wind: readonly number[]): string {
  return [...cells]
    .map((character, cell) => {
      if (GOALS.includes(character)) return 'G';
      return character === '.' && (wind[cell % width] ?? 0) !== 0 ? '~' : character;
    })
    .join('');
}

/** Walls, and where the key lies for whom has none: who comes there has it. */
function blockedStates(layout: Layout): ReadonlySet<number> {
  const { cells } = layout;
  const walls = [...cells].flatMap((character, cell) => (character === '#' ? [cell, cell + cells.length] : []));
  const keys = [...cells].flatMap((character, cell) => (character === 'k' ? [cell] : []));
  const doors = [...cells].flatMap((character, cell) => (character === 'D' ? [cell] : []));
  return new Set([...walls, ...keys, ...doors]);
}

/** Nothing where rewards are as the table has them: then they take no draws either. */
function noiseOf({
  rewardNoise,
  outlierRate,
  outlier,
}: {
  readonly rewardNoise: number;
  readonly outlierRate: number;
  readonly outlier: number;
}): { readonly noise?: RewardNoise } {
  if (rewardNoise === 0 && outlierRate === 0) return {};
  return { noise: { deviation: rewardNoise, outlierRate, outlier } };
}

export const gridworld = defineEnv({
  name: 'gridworld',
  title: 'Grid world',
  summary:
    'Walk from S to a goal through a map drawn in text: # wall, . free, S start (several: one at random), G goal, 1 to 9 a goal worth so many tenths of G, X pit, k key, D door that needs it.',
  rewards:
    'stepReward for each step, goalReward or pitReward instead for the step that ends the episode; noise of expectation 0 on request.',
  source: 'own; the layouts from Sutton, Precup and Singh 1999 and Sutton and Barto 2018; key and door as in MiniGrid',
  gymnasium: null,
  params: {
    layout: text('4x4-trap', `a bundled layout (${names.join(', ')}) or a map of your own, one line a row`),
    slip: number(0, 'probability that a move goes to one of the two sides instead', { min: 0, max: 1 }),
    wind: nullOr(
      "push upwards in cells (negative: downwards), one number a column, felt when leaving it; null takes the layout's own",
      list([], 'one number a column', integer(0, 'cells', { min: -64, max: 64 }), { maxLength: 4096 }),
    ),
    stepReward: nullOr("null takes the layout's own: 0, in windy -1", number(0, 'reward of a step')),
    goalReward: nullOr("null takes the layout's own: 1, in windy -1", number(1, 'reward of reaching G')),
    pitReward: number(-1, 'reward of falling into a pit'),
    rewardNoise: number(0, 'standard deviation of normal noise on every reward', { min: 0 }),
    outlierRate: number(0, 'probability that a reward is off by outlier, up or down alike', { min: 0, max: 1 }),
    outlier: number(10, 'how far off such a reward is', { min: 0 }),
    observation: choice(
      'one-hot',
      ['one-hot', 'xy', 'view'],
      'one-hot over the cells (with a key: over cells without it, then with it); column and row from 0 to 1 and the key; or only what is to be seen around the agent',
    ),
    view: integer(1, 'observation view: cells seen in each direction, walls or not', { min: 1, max: 10 }),
    maxSteps: nullOr(
      "steps after which an episode is truncated; null takes the layout's own: 200, in 4x4-trap 100",
      integer(200, 'steps', { min: 1, max: 1e9 }),
    ),
  },
  create: createShared((params) => {
    const own = mapText(params.layout, names, legend, 'env.layout');
    const bundled: BundledLayout =
      own === null ? layouts[params.layout.trim() as keyof typeof layouts] : { map: own, source: '' };
    const layout = parseLayout(bundled.map, legend, 'env.layout');
    const wind = params.wind ?? bundled.wind ?? [];
    if (wind.length !== 0 && wind.length !== layout.width) {
      throw new UserError({
        path: 'env.wind',
        message: 'must have one number for each column of the layout',
        given: `${wind.length} numbers`,
        allowed: `${layout.width} numbers`,
      });
    }
    const transitions = gridTransitions(layout, {
      wind,
      slip: params.slip,
      stepReward: params.stepReward ?? bundled.stepReward ?? 0,
      goalReward: params.goalReward ?? bundled.goalReward ?? 1,
      pitReward: params.pitReward,
    });
    requireReachableGoal(layout, transitions, GOALS, 'env.layout');
    return gridTable({
      name: 'gridworld',
      width: layout.width,
      height: layout.height,
      actionNames: directions,
      maxEpisodeSteps: params.maxSteps ?? bundled.maxSteps ?? 200,
      transitions,
      planes: planesOf(layout),
      blocked: blockedStates(layout),
      cells: scopeCells(layout, wind),
      picture: layout.cells,
      observation: params.observation === 'view' ? gridView(layout, params.view) : params.observation,
      ...noiseOf(params),
    });
  }),
});
