import type { GreedyPolicy } from '../../core/learner.js';
import { directions } from '../../env/grid/grid-table.js';
import type { Env } from '../../env/kit/env.js';

/** What a policy does and expects in each cell of a grid world. */
export interface GridPicture {
  /** The largest Q of each cell; NaN where there is none. */
  readonly values: readonly number[];
  /** Greedy direction of each cell; -1 where there is none. */
  readonly policy: readonly number[];
}

const names: readonly string[] = directions;
/** Walls, goals and pits, in which nobody acts. */
const ENDS = /^[#GX]$/;

/** Asks the policy about every cell; null where the env shows no grid. Call it after a reset. */
export function gridPicture(env: Env, policy: GreedyPolicy): GridPicture | null {
  const scope = env.scope();
  const { states, size } = env.observationSpace;
  // What a policy with a memory does in a cell depends on the way there.
  if (scope?.kind !== 'grid' || states === null || env.observe === undefined || policy.begin !== undefined) return null;
  const figures = new Float64Array(env.actionNames.length);
  const observation = new Float64Array(size);
  const values = Array<number>(states).fill(Number.NaN);
  const arrows = Array<number>(states).fill(-1);
  for (let state = 0; state < states; state++) {
    if (ENDS.test(scope.cells[state % scope.cells.length] ?? '#')) continue;
    observation.fill(0);
    env.observe(state, observation, 0);
    const action = policy.act({ observation, state }, figures);
    arrows[state] = names.indexOf(env.actionNames[action]!);
    if (policy.figures === 'Q') values[state] = figures[action]!;
  }
  return { values, policy: arrows };
}
