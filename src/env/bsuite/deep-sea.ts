import { UserError } from '../../core/errors.js';
import { boolean, integer, text } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import type { BoardScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { defineEnv, type ObservationSpace, type Transitions } from '../kit/env.js';
import { refuseState } from '../kit/guard.js';
import { StepEnv } from '../kit/step-env.js';

/** What all moves to the right of an episode cost together. */
const MOVE_COST = 0.01;

/** Which action goes right, cell by cell. */
type Mapping = Uint8Array;

/** State: [cell], row by row; the number after the last cell is the end. */
class DeepSea extends StepEnv {
  readonly name = 'deep-sea';
  readonly actionNames = ['action 0', 'action 1'];
  readonly observationSpace: ObservationSpace;
  readonly maxEpisodeSteps: number;
  readonly observation: Float64Array;
  readonly #size: number;
  readonly #right: Mapping;
  readonly #stochastic: boolean;
  #table: Transitions | null = null;

  constructor(size: number, right: Mapping, stochastic: boolean) {
    super();
    const cells = size * size;
    this.#size = size;
    this.#right = right;
    this.#stochastic = stochastic;
    this.maxEpisodeSteps = size;
    this.observation = new Float64Array(cells);
    this.observationSpace = {
      size: cells,
      low: Array<number>(cells).fill(0),
      high: Array<number>(cells).fill(1),
      states: cells + 1,
      shape: [size, size, 1],
      binary: true,
    };
  }

  protected begin(): void {
    this.#enter(0);
  }

  protected resume(state: readonly number[]): void {
    const [cell] = state;
    const cells = this.#size * this.#size;
    if (!(Array.isArray(state) && state.length === 1 && Number.isInteger(cell) && cell! >= 0 && cell! < cells)) {
      refuseState(this, state, `[n] with n from 0 to ${cells - 1}`);
    }
    this.#enter(cell!);
  }

  protected act(action: number, random: Stream): void {
    const size = this.#size;
    const row = Math.floor(this.state / size);
    let column = this.state - row * size;
    const last = row === size - 1;
    if (this.#stochastic && last && (column === 0 || column === size - 1)) this.reward += random.normal(maths.log);
    if (action === this.#right[this.state]) {
      // bsuite draws whether it matters or not.
      const u = random.uniform();
      if (column === size - 1) this.reward += 1;
      this.reward -= MOVE_COST / size;
      if ((!this.#stochastic || u > 1 / size) && column < size - 1) column += 1;
    } else if (column > 0) column -= 1;
    this.terminated = last;
    this.#enter(last ? size * size : (row + 1) * size + column);
  }

  snapshot(): number[] {
    return [this.state];
  }

  /** Rewards are expectations: the noise at both ends of the last row has mean 0. */
  transitions(): Transitions {
    this.#table ??= deepSeaTable(this.#size, this.#right, this.#stochastic);
    return this.#table;
  }

  observe(state: number, into: Float64Array | Float32Array, offset: number): void {
    const cells = this.#size * this.#size;
    into.fill(0, offset, offset + cells);
    if (state < cells) into[offset + state] = 1;
  }

  render(): string[] {
    const size = this.#size;
    return Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (_, column) => {
        const cell = row * size + column;
        if (cell === this.state) return '@';
        if (cell === size * size - 1) return 'T';
        return column > row ? ' ' : '.';
      }).join(''),
    );
  }

  scope(): BoardScope {
    const size = this.#size;
    const cells = Array<number>(size * size).fill(-1);
    cells[size * size - 1] = 1;
    for (let row = 0; row < size; row++) cells.fill(2, row * size + row + 1, (row + 1) * size);
    if (this.state < cells.length) cells[this.state] = 0;
    return {
      kind: 'board',
      rows: size,
      columns: size,
      pieces: [
        { name: 'diver', sign: '@' },
        { name: 'treasure', sign: 'T' },
        { name: 'out of reach', sign: ' ' },
      ],
      cells,
      agent: Math.min(this.state, cells.length - 1),
      states: cells.map((_, cell) => cell),
      step: this.elapsed,
      episode: this.episode,
      episodeReturn: this.episodeReturn,
      actions: [],
    };
  }

  #enter(state: number): void {
    if (this.state >= 0 && this.state < this.observation.length) this.observation[this.state] = 0;
    if (state < this.observation.length) this.observation[state] = 1;
    this.state = state;
  }
}

function deepSeaTable(size: number, right: Mapping, stochastic: boolean): Transitions {
  const end = size * size;
  const P: (readonly (readonly [number, number, number, boolean])[])[][] = [];
  for (let cell = 0; cell < end; cell++) {
    const [row, column] = [Math.floor(cell / size), cell % size];
    const last = row === size - 1;
    const to = (next: number) => (last ? end : (row + 1) * size + next);
    P.push(
      [0, 1].map((action) => {
        if (action !== right[cell]) return [[1, to(Math.max(0, column - 1)), 0, last] as const];
        const reward = (column === size - 1 ? 1 : 0) - MOVE_COST / size;
        const ahead = Math.min(column + 1, size - 1);
        if (!stochastic || last || ahead === column) return [[1, to(ahead), reward, last] as const];
        return [[1 - 1 / size, to(ahead), reward, false] as const, [1 / size, to(column), reward, false] as const];
      }),
    );
  }
  P.push([[[1, end, 0, true]], [[1, end, 0, true]]]);
  return { states: end + 1, actions: 2, start: [[1, 0]], P, terminal: new Set([end]) };
}

function mappingOf(size: number, seed: number, given: string): Mapping {
  if (given.trim() === '') {
    const random = Stream.from(`deep-sea/${seed}`, 'env');
    return Uint8Array.from({ length: size * size }, () => random.below(2));
  }
  const rows = given.trim().split(/\s+/);
  const bad = rows.findIndex((row) => row.length !== size || !/^[01]*$/.test(row));
  if (rows.length !== size || bad >= 0) {
    throw new UserError({
      path: 'env.mapping',
      message: 'must have a row of 0 and 1 for each row of the sea, which tell the action that goes right',
      given: bad >= 0 ? `row ${bad + 1}: ${rows[bad]}` : `${rows.length} rows`,
      allowed: `${size} rows of ${size}`,
    });
  }
  return Uint8Array.from(rows.join(''), Number);
}

export const deepSea = defineEnv({
  name: 'deep-sea',
  title: 'Deep sea',
  summary:
    'Dive down a grid, one row a step: only going right all the way finds the treasure, every step right costs a little, and which action goes right differs from cell to cell.',
  rewards: '-0.01/size for a step right, +1 for right in the last corner: at best 0.99.',
  source: 'Osband et al. 2019; bsuite deep_sea, deep_sea_stochastic (Osband et al. 2020)',
  licence: 'bsuite: Apache-2.0. Own code from the papers.',
  gymnasium: null,
  params: {
    size: integer(10, 'rows and columns, and steps of an episode; bsuite has 10 to 50', { min: 2, max: 100 }),
    mappingSeed: integer(42, 'draws which action goes right in which cell', { min: 0, max: 1e9 }),
    mapping: text(
      '',
      'the same as rows of 0 and 1, the action that goes right in each cell; empty: drawn by mappingSeed',
    ),
    stochastic: boolean(
      false,
      'a step right fails with probability 1/size, and the ends of the last row pay normal noise',
    ),
  },
  create: ({ size, mappingSeed, mapping, stochastic }) =>
    new DeepSea(size, mappingOf(size, mappingSeed, mapping), stochastic),
});
