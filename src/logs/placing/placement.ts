import type { Row } from '../formats/format.js';
import { type AxisKind, axisName, isClock, isHidden, plainName } from './axis-names.js';
import { isEvaluation, isRoleColumn, roleIn } from './roles.js';
import { isRunColumn, runOf } from './run-columns.js';

export interface Choice {
  /** What the user wants as the axis: a name, or `step`, `epoch`, `time`, `relative`; found by its name when null. */
  readonly x: string | null;
  /** Metrics to show; all when null. */
  readonly metrics: readonly string[] | null;
}

/** Takes the figures of the runs of one source. */
export interface Target {
  /**
   * `run`: what tells the runs of one source apart; empty when it holds one. `wall`: seconds since 1970 when it was written,
   * `epoch`: where that is another thing than the axis; NaN where nothing tells. `again`: whether a figure at the same
   * place is the same one, printed again.
   */
  point(run: string, metric: string, x: number, value: number, wall: number, epoch: number, again: boolean): void;
  /** Takes further points of a metric that has some, as {@link point} without wall time and epoch; null where it has none. */
  lane?(run: string, metric: string): ((x: number, value: number) => void) | null;
}

/** Of these the ones that a line may say for all lines after it: `===== Fold 2 =====`. */
const STICKY = /^fold$/i;
/** The columns of long tables: a row a figure. */
const METRIC_COLUMNS = new Set(['metric', 'tag', 'name', 'key', 'variable']);
/** More names than this are none that a user would read. */
const MOST_NAMES = 1000;
/** Larger than this, a clock says seconds since 1970; larger than the second, milliseconds. */
const SINCE_1970 = 1e9;
const MILLISECONDS = 1e12;

/** Where a run of a file is. */
interface State {
  /** Name of the axis of the last row that had one. */
  axis: string | null;
  /** The last place; null before the first. */
  x: number | null;
  /** Whether a counter of steps, or of data, has placed figures: what has only an epoch then stands where they are. */
  kind: AxisKind | null;
  epoch: number | null;
  firstEpoch: number | null;
  /** The place at which each epoch began, for counters that begin anew with it. */
  readonly bases: Map<number, number>;
  base: number;
  /** Whether the counter begins anew with each epoch. */
  local: boolean;
  last: number;
  /** The first value of the counter: batches are counted from 0 or from 1. */
  first: number | null;
  lastEpoch: number | null;
  rows: number;
  firstWall: number;
}

const fresh = (): State => ({
  axis: null,
  x: null,
  kind: null,
  epoch: null,
  firstEpoch: null,
  bases: new Map(),
  base: 0,
  local: false,
  last: Number.NEGATIVE_INFINITY,
  first: null,
  lastEpoch: null,
  rows: 0,
  firstWall: Number.NaN,
});

/**
 * Puts rows where they belong: finds the axis by its name, remembers what an earlier line said (`Epoch 3` on a line of its
 * own), makes one axis of epoch and batch, and keeps runs and parts of the data apart.
 */
export class Placement {
  /** What the last points lie on; null for the number of the row. */
  axis: string | null = null;
  /** Names that any row has a number under. */
  readonly names = new Set<string>();
  readonly #choice: Choice;
  readonly #states = new Map<string, State>();
  #table: Row['table'] | null = null;
  #columns = 0;
  #fold = '';

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  /**
   * Gives the figures of a row to `target`. Returns whether the row says itself where it is; else it stands where the last
   * one was, or has its number. null for a row that has no place.
   */
  place(row: Row, target: Target): boolean | null {
    const { numbers, table } = row;
    const words = row.words ?? NO_WORDS;
    if (this.names.size < MOST_NAMES) for (const name of numbers.keys()) this.names.add(name);
    if (table !== undefined) this.#learn(table);
    const run = this.#runOf(row, words);
    let state = this.#states.get(run);
    if (state === undefined) {
      state = fresh();
      this.#states.set(run, state);
    }
    const role = row.role ?? roleOf(words);
    const wall = row.wall ?? clockOf(numbers);
    if (Number.isNaN(state.firstWall)) state.firstWall = wall;
    const found = this.#find(row, state, role, wall);
    if (found === null) return null;
    const { x, own, itself } = found;
    this.axis = state.axis;
    const long = longFigure(words, numbers);
    const epoch = own !== null && axisName(own)?.kind === 'epoch' ? Number.NaN : (state.epoch ?? Number.NaN);
    const again = row.again === true;
    let any = false;
    const give = (name: string, value: number): void => {
      const metric = role === null ? name : `${role}/${name}`;
      if (this.#choice.metrics !== null && !this.#choice.metrics.includes(metric)) return;
      any = true;
      target.point(run, metric, x, value, wall, epoch, again);
    };
    if (long !== null) {
      if (this.names.size < MOST_NAMES) this.names.add(long[0]);
      give(...long);
    } else {
      const isPlain = role === null && this.#choice.metrics === null;
      for (let i = 0; table !== undefined && i < table.count; i++) {
        if (isPlain) target.point(run, table.names[i]!, x, table.values[i]!, wall, epoch, again);
        else give(table.names[i]!, table.values[i]!);
      }
      if (isPlain && table !== undefined && table.count > 0) any = true;
      for (const [name, value] of numbers) if (this.#isCurve(name, value, own, words)) give(name, value);
    }
    if (any) state.rows++;
    return itself;
  }

  /**
   * Where the rows of a table stand that has one column beside its figures, this counter, and nothing else that tells places
   * or runs apart: the short way of {@link place}. null where rows must be looked at one by one.
   */
  steady(counter: string): ((value: number) => number) | null {
    const state = this.#states.get('');
    const axis = axisName(counter);
    if (this.#choice.x !== null || this.#choice.metrics !== null || axis === null || axis.kind === 'epoch') return null;
    if (state === undefined || state.axis !== counter || state.epoch !== null) return null;
    if (state.x === null || (axis.kind === 'data' && state.kind === 'step')) return null;
    this.axis = counter;
    return (value) => {
      state.last = value;
      state.x = state.base + value;
      state.rows++;
      return state.x;
    };
  }

  /** The run of a row; of one that says none, the fold that a line before it has said. */
  #runOf({ numbers, table, rank }: Row, words: ReadonlyMap<string, string>): string {
    const own = runOf(words, numbers, rank);
    if (table !== undefined || words.size > 0) return own;
    for (const name of numbers.keys()) if (STICKY.test(name)) this.#fold = own;
    return own === '' ? this.#fold : own;
  }

  /** The names of the columns of a table, which say themselves once they have a figure. */
  #learn(table: NonNullable<Row['table']>): void {
    if (table === this.#table && table.count <= this.#columns) return;
    this.#table = table;
    this.#columns = table.count;
    for (const name of table.names) if (this.names.size < MOST_NAMES) this.names.add(name);
  }

  #isCurve(name: string, value: number, axis: string | null, words: ReadonlyMap<string, string>): boolean {
    if (name === axis) return false;
    if (this.#choice.metrics !== null) return true;
    if (isHidden(name) || isRunColumn(name)) return false;
    const kind = axisName(name);
    if (kind !== null) return kind.kind === 'data' && axis !== null;
    if (name.toLowerCase() === 'value' && words.size > 0 && [...words.keys()].some(isMetricColumn)) return false;
    return !(isClock(name) && value >= SINCE_1970);
  }

  /** The place of a row, and the name of the number that says it. */
  #find(
    row: Row,
    state: State,
    role: string | null,
    wall: number,
  ): { readonly x: number; readonly own: string | null; readonly itself: boolean } | null {
    const { numbers } = row;
    const wanted = this.#choice.x;
    const epochName = nameOf(numbers, 'epoch');
    const epoch = epochName === null ? null : numbers.get(epochName)!;
    if (epoch !== null && Number.isFinite(epoch)) {
      state.epoch = epoch;
      state.firstEpoch = state.firstEpoch === null ? epoch : Math.min(state.firstEpoch, epoch);
    }
    if (wanted !== null) return this.#wanted(wanted, row, state, wall);
    const best = bestOf(numbers);
    const isSteps = best !== null && axisName(best)!.kind !== 'epoch';
    if (isSteps && this.#mayPlace(best, numbers, state, role, row)) {
      const place = counted(numbers.get(best)!, axisName(best)!.local, epoch ?? state.epoch, state, row.steps ?? null);
      return this.#take(state, best, place, axisName(best)!.kind, best);
    }
    const part = row.part;
    if (part !== undefined && (role === null || !isEvaluation(role) || state.x === null)) {
      const isShare = row.inEpochs === true && (state.epoch !== null || row.again === true);
      if (isShare && part.of !== null && part.of > 0) {
        const done = (state.epoch ?? 1) - Math.min(1, state.firstEpoch ?? 1) + part.at / part.of;
        return this.#take(state, 'epoch', done, 'epoch', epochName);
      }
      const place = counted(part.at, true, epoch ?? state.epoch, state, part.of);
      return this.#take(state, 'batch', place, 'step', null);
    }
    if (epoch !== null && Number.isFinite(epoch)) {
      // Beside steps an epoch is no place of its own: its end is where the steps are.
      if (state.kind !== null && state.kind !== 'epoch' && state.x !== null) {
        return { x: state.x, own: epochName, itself: true };
      }
      return this.#take(state, epochName!, epoch, 'epoch', epochName);
    }
    if (state.x !== null) return { x: state.x, own: best, itself: false };
    const clock = clockAxis(numbers, wall, state);
    if (clock !== null) return this.#take(state, clock.name, clock.x, null, clock.name);
    state.axis = null;
    return { x: state.rows, own: null, itself: false };
  }

  #take(
    state: State,
    axis: string,
    x: number,
    kind: AxisKind | null,
    own: string | null,
  ): { readonly x: number; readonly own: string | null; readonly itself: boolean } | null {
    if (!Number.isFinite(x)) return null;
    state.axis = axis;
    // A clock places each row anew: it is nothing to remember.
    if (kind !== null) state.x = x;
    state.kind = kind ?? state.kind;
    return { x, own, itself: true };
  }

  /** Whether a counter of steps tells the place: -1 is no step where epochs are counted, and validation counts its own batches. */
  #mayPlace(name: string, numbers: ReadonlyMap<string, number>, state: State, role: string | null, row: Row): boolean {
    const value = numbers.get(name)!;
    if (!Number.isFinite(value)) return false;
    const { kind, local } = axisName(name)!;
    if (value < 0 && (nameOf(numbers, 'epoch') !== null || state.epoch !== null)) return false;
    if (kind === 'data' && state.kind === 'step' && state.x !== null) return false;
    if (role !== null && isEvaluation(role) && local && state.x !== null) return false;
    return row.part === undefined || !local;
  }

  #wanted(
    wanted: string,
    { numbers, part }: Row,
    state: State,
    wall: number,
  ): { readonly x: number; readonly own: string | null; readonly itself: boolean } | null {
    const keep = (axis: string, x: number, own: string | null, itself = true) => {
      if (!Number.isFinite(x)) return null;
      state.axis = axis;
      state.x = x;
      return { x, own, itself };
    };
    if (numbers.has(wanted)) return keep(wanted, numbers.get(wanted)!, wanted);
    if (wanted === 'time' || wanted === 'relative') {
      const clock = Number.isNaN(wall) ? elapsedOf(numbers) : null;
      if (clock !== null) return keep(wanted, clock[1], clock[0]);
      const x = wanted === 'time' ? wall : wall - state.firstWall;
      return keep(wanted, x, null);
    }
    const like = [...numbers.keys()].find((name) => plainName(name) === plainName(wanted));
    if (like !== undefined) return keep(like, numbers.get(like)!, like);
    if (wanted === 'step') {
      const best = bestOf(numbers);
      if (best !== null && axisName(best)!.kind !== 'epoch') return keep(best, numbers.get(best)!, best);
      if (part !== undefined) return keep('batch', counted(part.at, true, state.epoch, state, part.of), null);
    }
    if (wanted === 'epoch' && state.epoch !== null) return keep('epoch', state.epoch, null);
    // What an earlier line said holds on, in a log of lines.
    return state.axis !== null && state.x !== null && numbers.size > 0 && axisName(wanted) !== null
      ? { x: state.x, own: null, itself: false }
      : null;
  }
}

const NO_WORDS: ReadonlyMap<string, string> = new Map();

/** A counter over the whole training, of one that may begin anew with each epoch. */
function counted(value: number, local: boolean, epoch: number | null, state: State, of: number | null): number {
  if (state.first === null) state.first = value;
  if (epoch !== null && Number.isInteger(epoch) && epoch !== state.lastEpoch) {
    if (state.lastEpoch !== null && epoch > state.lastEpoch) {
      if (value <= state.last) state.local = true;
      if (local || state.local) {
        const next = state.base + state.last + (state.first === 0 ? 1 : 0);
        state.base = of === null ? next : (epoch - (state.firstEpoch ?? epoch)) * of;
      }
    } else if (state.lastEpoch !== null) state.base = state.bases.get(epoch) ?? state.base;
    state.bases.set(epoch, state.base);
    state.lastEpoch = epoch;
  } else if (epoch === null && local && of !== null && value < state.last) {
    // A bar that begins anew, and nothing says which one it is.
    state.base += Math.max(of, state.last);
  }
  state.last = value;
  return state.base + value;
}

/** The number of a row that is the best axis. */
function bestOf(numbers: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let rank = Number.POSITIVE_INFINITY;
  for (const [name, value] of numbers) {
    const axis = axisName(name);
    if (axis === null || axis.rank >= rank || Number.isNaN(value)) continue;
    best = name;
    rank = axis.rank;
  }
  return best;
}

function nameOf(numbers: ReadonlyMap<string, number>, kind: AxisKind): string | null {
  for (const name of numbers.keys()) if (axisName(name)?.kind === kind) return name;
  return null;
}

/** Seconds since 1970 that a row's clock says; NaN where it has none. */
function clockOf(numbers: ReadonlyMap<string, number>): number {
  for (const [name, value] of numbers) {
    if (!isClock(name) || !(value >= SINCE_1970)) continue;
    return value >= MILLISECONDS ? value / 1000 : value;
  }
  return Number.NaN;
}

/** A clock that counts from the beginning. */
function elapsedOf(numbers: ReadonlyMap<string, number>): readonly [string, number] | null {
  for (const [name, value] of numbers) if (isClock(name) && Number.isFinite(value)) return [name, value];
  return null;
}

/** Where nothing counts, a clock that tells the time of day does: in seconds since the first row. */
function clockAxis(
  numbers: ReadonlyMap<string, number>,
  wall: number,
  state: State,
): { readonly name: string; readonly x: number } | null {
  if (Number.isNaN(wall) || Number.isNaN(state.firstWall)) return null;
  for (const [name, value] of numbers) {
    if (isClock(name) && value >= SINCE_1970) return { name, x: wall - state.firstWall };
  }
  return null;
}

const isMetricColumn = (name: string): boolean => METRIC_COLUMNS.has(name.toLowerCase());

/** The metric and the value of a row of a long table. */
function longFigure(
  words: ReadonlyMap<string, string>,
  numbers: ReadonlyMap<string, number>,
): readonly [string, number] | null {
  if (words.size === 0) return null;
  const value = numbers.get('value') ?? numbers.get('Value');
  if (value === undefined) return null;
  for (const [name, word] of words) if (isMetricColumn(name)) return [word, value];
  return null;
}

function roleOf(words: ReadonlyMap<string, string>): string | null {
  for (const [name, word] of words) {
    const role = isRoleColumn(name) ? roleIn(word) : null;
    if (role !== null) return role;
  }
  return null;
}
