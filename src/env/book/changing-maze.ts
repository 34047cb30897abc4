import { choice, integer, nullOr } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { directions, gridTable, neighbour } from '../grid/grid-table.js';
import { defineEnv, type Env, type ObservationSpace, type Transitions } from '../kit/env.js';
import { TableEnv, type TableSpec } from '../kit/table.js';

const SIZE = { width: 9, height: 6 };
const START = 5 * SIZE.width + 3;
const GOAL = 8;
const WALL_ROW = 3;

/** Columns of the wall before and after the change, and when it comes, by figure. */
const MAZES = {
  blocking: { walls: [[0, 7] as const, [1, 8] as const], changeAt: 1000, maxSteps: 3000 },
  shortcut: { walls: [[1, 8] as const, [1, 7] as const], changeAt: 3000, maxSteps: 6000 },
} as const;

type Wall = readonly [from: number, to: number];

const wallCells = ([from, to]: Wall): ReadonlySet<number> =>
  new Set(Array.from({ length: to - from + 1 }, (_, i) => WALL_ROW * SIZE.width + from + i));

/** The goal leads back to the start, for 1. Whoever stands where a wall comes up walks out of it. */
function mazeTransitions(walls: ReadonlySet<number>): Transitions {
  const states = SIZE.width * SIZE.height;
  const P = Array.from({ length: states }, (_, cell) =>
    directions.map((_, direction) => {
      const to = neighbour(cell, direction, SIZE);
      if (to === GOAL) return [[1, START, 1, false] as const];
      return [[1, walls.has(to) ? cell : to, 0, false] as const];
    }),
  );
  return { states, actions: directions.length, start: [[1, START]], P, terminal: new Set() };
}

function mazeTable(walls: ReadonlySet<number>, blocked: ReadonlySet<number>, maxSteps: number): TableSpec {
  const cells = Array.from({ length: SIZE.width * SIZE.height }, (_, cell) =>
    walls.has(cell) ? '#' : cell === START ? 'S' : cell === GOAL ? 'G' : '.',
  ).join('');
  return gridTable({
    name: 'changing-maze',
    ...SIZE,
    actionNames: directions,
    maxEpisodeSteps: maxSteps,
    transitions: mazeTransitions(walls),
    blocked: new Set([...blocked, GOAL]),
    cells,
    observation: 'one-hot',
  });
}

/** One maze until the change, the other one from then on. State: [cell]; the time is that of the episode. */
class ChangingMaze implements Env {
  readonly name = 'changing-maze';
  readonly observationSpace: ObservationSpace;
  readonly actionNames = directions;
  readonly maxEpisodeSteps: number;
  readonly observation: Float64Array;
  readonly changes = true;
  readonly #mazes: readonly [before: TableEnv, after: TableEnv];
  readonly #changeAt: number;
  #now: TableEnv;
  #random!: Stream;

  constructor(specs: readonly [TableSpec, TableSpec], changeAt: number) {
    this.#mazes = [new TableEnv(specs[0]), new TableEnv(specs[1])];
    this.#changeAt = changeAt;
    this.#now = this.#mazes[0];
    this.observationSpace = specs[0].observationSpace;
    this.maxEpisodeSteps = specs[0].maxEpisodeSteps;
    this.observation = new Float64Array(this.observationSpace.size);
  }

  get state(): number {
    return this.#now.state;
  }

  get reward(): number {
    return this.#now.reward;
  }

  get terminated(): boolean {
    return this.#now.terminated;
  }

  get truncated(): boolean {
    return this.#now.truncated;
  }

  get elapsed(): number {
    return this.#now.elapsed;
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    const maze = elapsed < this.#changeAt ? this.#mazes[0] : this.#mazes[1];
    maze.reset(random, state, elapsed);
    this.#now = maze;
    this.#random = random;
    this.observation.set(maze.observation);
  }

  step(action: number): void {
    const [before, after] = this.#mazes;
    // The change comes before the step that follows so many.
    if (this.#now === before && before.elapsed >= this.#changeAt && !before.truncated) {
      after.reset(this.#random, before.snapshot(), before.elapsed);
      this.#now = after;
    }
    this.#now.step(action);
    this.observation.set(this.#now.observation);
  }

  snapshot(): number[] {
    return this.#now.snapshot();
  }

  transitions(): Transitions {
    return this.#mazes[this.elapsed < this.#changeAt ? 0 : 1].transitions();
  }

  observe(state: number, into: Float64Array | Float32Array, offset: number): void {
    this.#now.observe(state, into, offset);
  }

  info(): Readonly<Record<string, number>> {
    return this.#now.info();
  }

  render(): string[] {
    return this.#now.render();
  }

  scope(): Scope | null {
    return this.#now.scope();
  }
}

export const changingMaze = defineEnv({
  name: 'changing-maze',
  title: 'Changing maze',
  summary:
    'A wall with one gap stands between start and goal. In blocking the gap closes and another opens at the far side; in shortcut a second, better one opens.',
  rewards: '1 on reaching the goal, which leads back to the start; 0 elsewhere.',
  source: 'Sutton 1990; Sutton and Barto 2018, figures 8.4 (blocking) and 8.5 (shortcut), there with episodes',
  gymnasium: null,
  params: {
    maze: choice('blocking', ['blocking', 'shortcut'], 'which of the two'),
    changeAt: nullOr(
      'steps after which the wall changes; null: 1000 in blocking, 3000 in shortcut',
      integer(1000, 'steps', { min: 1, max: 1e9 }),
    ),
    maxSteps: nullOr(
      'steps after which an episode is truncated; null: 3000 in blocking, 6000 in shortcut',
      integer(3000, 'steps', { min: 1, max: 1e9 }),
    ),
  },
  create({ maze, changeAt, maxSteps }) {
    const own = MAZES[maze];
    const walls = [wallCells(own.walls[0]), wallCells(own.walls[1])] as const;
    const always = new Set([...walls[0]].filter((cell) => walls[1].has(cell)));
    const limit = maxSteps ?? own.maxSteps;
    return new ChangingMaze(
      [mazeTable(walls[0], always, limit), mazeTable(walls[1], always, limit)],
      changeAt ?? own.changeAt,
    );
  },
});
