import { boolean, choice, integer, number } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BoardScope } from '../../core/scope.js';
import type { ObservationSpace } from '../kit/env.js';
import { refuseState } from '../kit/guard.js';
import { StepEnv } from '../kit/step-env.js';

/** Rows and columns of every board. */
export const SIDE = 10;
const CELLS = SIDE * SIDE;

/** The full set of actions, which all games share. */
export const actions = ['no-op', 'left', 'up', 'right', 'down', 'fire'] as const;
export const [NOOP, LEFT, UP, RIGHT, DOWN, FIRE] = [0, 1, 2, 3, 4, 5] as const;

/** What a channel shows: its name and the sign of its cells in pictures. */
export interface Channel {
  readonly name: string;
  readonly sign: string;
}

export const minatarParams = {
  actions: choice('minimal', ['minimal', 'full'], 'those that the game uses, or all six, as in the paper'),
  sticky: number(0.1, 'probability that the last action is repeated instead of the one asked for', { min: 0, max: 1 }),
  maxSteps: integer(10_000, 'frames after which an episode is truncated; the original has no limit', {
    min: 1,
    max: 1e9,
  }),
} as const;

export const rampingParam = boolean(true, 'the game becomes faster in the course of an episode');

export const MINATAR_SOURCE = 'MinAtar (Young and Tian 2019)';
export const MINATAR_LICENCE =
  'MinAtar: GPL-3.0. Own code from a description of the rules; nothing of the original was read.';

export interface MinatarSettings {
  readonly actions: 'minimal' | 'full';
  readonly sticky: number;
  readonly maxSteps: number;
}

/**
 * A game on 10 x 10 cells in channels. The state that an observation hides is in the snapshot: the last action carried out,
 * then numbers and lists as each game's file says. Reads and lights cells in place: a step allocates nothing.
 */
export abstract class MinatarGame extends StepEnv {
  readonly actionNames: readonly string[];
  readonly observationSpace: ObservationSpace;
  readonly maxEpisodeSteps: number;
  readonly observation: Float64Array;
  /** What the observation shows. */
  protected readonly lamps: Lamps;
  /** The action that was last carried out, which a sticky step repeats. */
  protected lastAction = 0;
  readonly #channels: readonly Channel[];
  readonly #sticky: number;
  /** Actions of the full set by action of this env. */
  readonly #set: readonly number[];

  constructor(settings: MinatarSettings, minimal: readonly number[], channels: readonly Channel[]) {
    super();
    const size = CELLS * channels.length;
    this.#channels = channels;
    this.#sticky = settings.sticky;
    this.#set = settings.actions === 'minimal' ? minimal : actions.map((_, action) => action);
    this.actionNames = this.#set.map((action) => actions[action]!);
    this.maxEpisodeSteps = settings.maxSteps;
    this.lamps = new Lamps(channels.length);
    this.observation = this.lamps.cells;
    this.observationSpace = {
      size,
      low: Array<number>(size).fill(0),
      high: Array<number>(size).fill(1),
      states: null,
      shape: [SIDE, SIDE, channels.length],
      binary: true,
    };
  }

  protected begin(random: Stream): void {
    this.lastAction = NOOP;
    this.start(random);
    this.#show();
  }

  protected resume(state: readonly number[]): void {
    const reader = new StateReader(this, state);
    this.lastAction = reader.whole(0, actions.length - 1);
    this.read(reader);
    reader.end();
    this.#show();
  }

  protected act(asked: number, random: Stream): void {
    let action = this.#set[asked]!;
    if (this.#sticky > 0 && random.uniform() < this.#sticky) action = this.lastAction;
    this.lastAction = action;
    this.play(action, random);
    this.#show();
  }

  snapshot(): number[] {
    const numbers = [this.lastAction];
    this.write(numbers);
    return numbers;
  }

  render(): string[] {
    const cells = this.#pieces();
    const rows = Array.from({ length: SIDE }, (_, row) =>
      cells
        .slice(row * SIDE, (row + 1) * SIDE)
        .map((piece) => (piece < 0 ? '.' : this.#channels[piece]!.sign))
        .join(' '),
    );
    return [...rows, `step ${this.elapsed}, score ${this.episodeReturn}${this.told()}`];
  }

  scope(): BoardScope {
    return {
      kind: 'board',
      rows: SIDE,
      columns: SIDE,
      pieces: this.#channels,
      cells: this.#pieces(),
      agent: -1,
      step: this.elapsed,
      episode: this.episode,
      episodeReturn: this.episodeReturn,
      actions: [],
    };
  }

  /** Puts the game at its start. */
  protected abstract start(random: Stream): void;
  /** One frame with an action of the full set. */
  protected abstract play(action: number, random: Stream): void;
  /** Lights every cell that is not empty. */
  protected abstract draw(): void;
  /** Appends the hidden state. */
  protected abstract write(numbers: number[]): void;
  /** Takes over what {@link write} gave. */
  protected abstract read(reader: StateReader): void;
  /** What the line below the board adds. */
  protected told(): string {
    return '';
  }

  #show(): void {
    this.lamps.clear();
    this.draw();
  }

  /** The first channel of each cell that is lit; -1 for none. */
  #pieces(): number[] {
    const count = this.#channels.length;
    return Array.from({ length: CELLS }, (_, cell) =>
      this.observation.subarray(cell * count, (cell + 1) * count).indexOf(1),
    );
  }
}

/** The cells of a picture that are lit. One class for all games: V8 slows down code that meets five kinds of `this`. */
export class Lamps {
  readonly cells: Float64Array;
  readonly #channels: number;
  readonly #lit: Int32Array;
  #count = 0;

  constructor(channels: number) {
    this.#channels = channels;
    this.cells = new Float64Array(CELLS * channels);
    this.#lit = new Int32Array(CELLS * channels);
  }

  light(row: number, column: number, channel: number): void {
    const cell = (row * SIDE + column) * this.#channels + channel;
    if (this.cells[cell] === 1) return;
    this.cells[cell] = 1;
    this.#lit[this.#count++] = cell;
  }

  clear(): void {
    for (let i = 0; i < this.#count; i++) this.cells[this.#lit[i]!] = 0;
    this.#count = 0;
  }
}

/** Reads a snapshot number by number; whatever does not fit refuses the whole state. */
export class StateReader {
  readonly #game: MinatarGame;
  readonly #state: readonly number[];
  #at = 0;

  constructor(game: MinatarGame, state: readonly number[]) {
    this.#game = game;
    this.#state = state;
    if (!Array.isArray(state)) this.#refuse();
  }

  /** The next number, whole and within these bounds. */
  whole(low: number, high: number): number {
    const value = this.#state[this.#at];
    this.#at += 1;
    if (!Number.isInteger(value) || value! < low || value! > high) this.#refuse();
    return value!;
  }

  bit(): boolean {
    return this.whole(0, 1) === 1;
  }

  /** A list that begins with its count; `low` and `high` bound the numbers of each entry. */
  list(into: Pool, low: readonly number[], high: readonly number[]): void {
    into.clear();
    for (let left = this.whole(0, into.capacity); left > 0; left--) {
      const at = into.add();
      for (let i = 0; i < low.length; i++) into.data[at + i] = this.whole(low[i]!, high[i]!);
    }
  }

  /** Nothing may be left. */
  end(): void {
    if (this.#at !== this.#state.length) this.#refuse();
  }

  #refuse(): never {
    return refuseState(this.#game, this.#state, 'what snapshot gave of this game');
  }
}

/** Entries of a few numbers each, in the order in which they came, in memory of a fixed size. */
export class Pool {
  readonly capacity: number;
  readonly data: Int32Array;
  readonly #width: number;
  count = 0;

  constructor(width: number, capacity: number) {
    this.#width = width;
    this.capacity = capacity;
    this.data = new Int32Array(width * capacity);
  }

  clear(): void {
    this.count = 0;
  }

  /** Where in `data` entry `i` begins. */
  at(i: number): number {
    return i * this.#width;
  }

  /** Makes room for one entry at the end, and gives its place in `data`. */
  add(): number {
    if (this.count === this.capacity) throw new Error(`more than ${this.capacity} things of a kind on a board`);
    const at = this.count * this.#width;
    this.count += 1;
    return at;
  }

  /** Takes out entry `i`; those behind it move up. */
  remove(i: number): void {
    const { data } = this;
    const end = this.count * this.#width;
    for (let k = (i + 1) * this.#width; k < end; k++) data[k - this.#width] = data[k]!;
    this.count -= 1;
  }

  /** The first entry whose first two numbers, x and y, are these; -1 for none. */
  find(x: number, y: number): number {
    const width = this.#width;
    for (let i = 0; i < this.count; i++) if (this.data[i * width] === x && this.data[i * width + 1] === y) return i;
    return -1;
  }

  /** Appends the count and all entries. */
  write(numbers: number[]): void {
    numbers.push(this.count);
    for (let k = 0; k < this.count * this.#width; k++) numbers.push(this.data[k]!);
  }
}
