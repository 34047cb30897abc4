import type { MetricSpec } from '../core/learner.js';
import { decodeNumber } from '../store/number-json.js';
import { type Header, type Point, type Row, type RowReader, readerFor } from './rows.js';
import { WideTable } from './wide-table.js';

export interface Choice {
  /** Column or key that is the axis; found by its name when null. */
  readonly x: string | null;
  /** Columns or keys to show; all when null. */
  readonly metrics: readonly string[] | null;
}

/** Names of an axis, the best first; compared without case. */
const AXES = ['step', 'global_step', 'steps', 'iteration', 'iter', 'update', 'updates', 'batch', 'episode', 'epoch'];
const EPOCH = 'epoch';
/** Columns that are no curve: clocks and counters of other tools. */
const NO_CURVES = new Set([
  'time',
  'timestamp',
  'wall time',
  'walltime',
  '_timestamp',
  '_runtime',
  'wall_time',
  'relative_time',
]);
/** The columns of long tables: a row a figure. */
const METRIC_COLUMNS = ['metric', 'tag', 'name', 'key'];
/** Columns of other tools that say the extremes of another column within one step. */
const EXTREMES = /__(?:min|max)$/i;
/** More names than this are none that a user would read. */
const MOST_NAMES = 1000;
/** What tells runs apart in one table. */
const RUN_COLUMNS = ['run', 'run_id', 'variant', 'seed'];

/**
 * Makes points of the lines of one file, whatever it is: a `metrics.jsonl` of losscope, JSON Lines, CSV (wide, or long with
 * a metric and a value column), or text with figures in it. Lines that hold nothing are passed over and counted.
 */
export class PointReader {
  /** Lines with something in them that gave no point. */
  unread = 0;
  /** The first such line. */
  firstUnread: string | null = null;
  /** What the file says of its metrics. */
  readonly specs = new Map<string, MetricSpec>();
  /** Column or key that the last points lie on; null for the number of the row, and for losscope's own steps. */
  axis: string | null = null;
  /** Names that any line has a number under. */
  readonly names = new Set<string>();
  readonly #choice: Choice;
  #reader: RowReader | null = null;
  #table: WideTable | null = null;
  #defined: string[] = [];
  #rows = new Map<string, number>();

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  /** What was asked for by name and is nowhere so far. */
  get missing(): { readonly x: string | null; readonly metrics: readonly string[] } {
    const { x, metrics } = this.#choice;
    return {
      x: x === null || this.names.has(x) ? null : x,
      metrics: (metrics ?? []).filter((name) => !this.names.has(name)),
    };
  }

  /** Forgets everything: the file begins anew. */
  reset(): void {
    this.unread = 0;
    this.firstUnread = null;
    this.axis = null;
    this.specs.clear();
    this.names.clear();
    this.#reader = null;
    this.#table = null;
    this.#defined = [];
    this.#rows = new Map();
  }

  read(line: string): readonly Point[] {
    if (line.trim() === '') return [];
    const own = this.#own(line);
    if (own !== null) return own.filter(({ metric }) => this.#isWanted(metric));
    if (this.#reader === null) {
      const { reader, header } = readerFor(line);
      this.#reader = reader;
      if (header !== null) {
        for (const name of header.names) this.#see(name);
        this.#table = this.#tableOf(header);
        return [];
      }
    }
    const table = line.includes('"') ? null : this.#table;
    const points = table === null ? this.#slowly(this.#reader, line) : table.read(line);
    if (table !== null) this.axis = table.axis;
    if (points.length === 0) {
      this.unread++;
      this.firstUnread ??= line.slice(0, 200);
    }
    return points;
  }

  #slowly(reader: RowReader, line: string): readonly Point[] {
    const row = reader(line);
    return row === null ? [] : this.#pointsOf(row);
  }

  #see(name: string): void {
    if (this.names.size < MOST_NAMES) this.names.add(name);
  }

  /** A table that needs no second look at its columns; null for one with several runs, or with a row a figure. */
  #tableOf(header: Header): WideTable | null {
    const names = header.names.map((name) => name.toLowerCase());
    const isLong = names.includes('value') && names.some((name) => METRIC_COLUMNS.includes(name));
    if (isLong || header.names.some((name) => RUN_COLUMNS.includes(name))) return null;
    const { x, metrics } = this.#choice;
    const columns = header.names.map((_, i) => i);
    const isCurve = (i: number) =>
      metrics === null ? !isNoCurve(header.names[i]!) : metrics.includes(header.names[i]!);
    return new WideTable(header, {
      axes: x === null ? axesIn(header.names) : columns.filter((i) => header.names[i] === x),
      countsRows: x === null,
      metrics: columns.filter(isCurve),
      epoch: header.names.findIndex((name) => plainName(name) === EPOCH),
    });
  }

  /** losscope's own record: definitions, and blocks of three columns. null for a line of anything else. */
  #own(line: string): readonly Point[] | null {
    if (!line.startsWith('{"define":') && !line.startsWith('{"metric":[')) return null;
    let entry: Record<string, unknown>;
    try {
      entry = JSON.parse(line) as Record<string, unknown>;
    } catch {
      return null;
    }
    if (typeof entry.define === 'number' && typeof entry.name === 'string') {
      const { define, name, help, better } = entry;
      this.#defined[define] = name;
      this.#see(name);
      const known = better === 'lower' || better === 'higher' ? better : 'neither';
      this.specs.set(name, { name, help: typeof help === 'string' ? help : '', better: known });
      return [];
    }
    const { metric, step, value } = entry;
    if (!Array.isArray(metric) || !Array.isArray(step) || !Array.isArray(value)) return null;
    return metric.flatMap((id: unknown, i): readonly Point[] => {
      const name = typeof id === 'number' ? this.#defined[id] : undefined;
      const [x, number] = [step[i] as unknown, decodeNumber(value[i])];
      if (name === undefined || typeof x !== 'number' || number === undefined) return [];
      return [{ run: '', metric: name, x, value: number }];
    });
  }

  #pointsOf({ numbers, words }: Row): readonly Point[] {
    if (this.#choice.x !== null || this.#choice.metrics !== null) for (const name of numbers.keys()) this.#see(name);
    const run = runOf(words, numbers);
    const axis = this.#axisOf(numbers);
    if (axis === null && this.#choice.x !== null) return [];
    const row = this.#rows.get(run) ?? 0;
    this.#rows.set(run, row + 1);
    const x = axis === null ? row : numbers.get(axis)!;
    if (!Number.isFinite(x)) return [];
    this.axis = axis;
    const place = epochIn(numbers, axis);
    const long = longPoint(words, numbers);
    if (long !== null) this.#see(long[0]);
    const points: Point[] = [];
    for (const [metric, value] of long !== null ? [long] : numbers) {
      const isAxis = long === null && metric === axis;
      if (isAxis || !this.#isWanted(metric)) continue;
      if (this.#choice.metrics === null && long === null && isNoCurve(metric)) continue;
      points.push({ run, metric, x, value, ...place });
    }
    return points;
  }

  #axisOf(numbers: ReadonlyMap<string, number>): string | null {
    const { x } = this.#choice;
    if (x !== null) return numbers.has(x) ? x : null;
    let best: string | null = null;
    for (const name of numbers.keys()) {
      if (axisRank(name) < (best === null ? AXES.length : axisRank(best))) best = name;
    }
    return best;
  }

  #isWanted(metric: string): boolean {
    return this.#choice.metrics?.includes(metric) ?? true;
  }
}

function epochIn(numbers: ReadonlyMap<string, number>, axis: string | null): Pick<Point, 'epoch'> {
  for (const [name, value] of numbers) {
    if (name !== axis && plainName(name) === EPOCH && Number.isFinite(value)) return { epoch: value };
  }
  return {};
}

/** Places of the names that can be the axis, the best first. */
function axesIn(names: readonly string[]): readonly number[] {
  const ranks = names.map(axisRank);
  return names
    .map((_, i) => i)
    .filter((i) => ranks[i]! < AXES.length)
    .sort((a, b) => ranks[a]! - ranks[b]!);
}

/** Works something out of a name once, for all the lines that have it. */
function once<T>(work: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = work(name);
    if (known.size < MOST_NAMES) known.set(name, made);
    return made;
  };
}

/** `_step`, `Step` and `trainer/global_step` are a step. */
const plainName = once((name) =>
  name
    .toLowerCase()
    .replace(/^trainer\//, '')
    .replace(/^_/, ''),
);

/** How good an axis a name is, 0 the best; the number of axes for one that is none. */
const axisRank = once((name) => {
  const rank = AXES.indexOf(plainName(name));
  return rank === -1 ? AXES.length : rank;
});

const isNoCurve = once((name) => {
  const plain = name.toLowerCase();
  return NO_CURVES.has(plain) || EXTREMES.test(name) || AXES.includes(plainName(name)) || RUN_COLUMNS.includes(plain);
});

/** The metric and the value of a row of a long table. */
function longPoint(
  words: ReadonlyMap<string, string>,
  numbers: ReadonlyMap<string, number>,
): readonly [string, number] | null {
  const value = numbers.get('value') ?? numbers.get('Value');
  if (value === undefined) return null;
  for (const [name, word] of words) if (METRIC_COLUMNS.includes(name.toLowerCase())) return [word, value];
  return null;
}

function runOf(words: ReadonlyMap<string, string>, numbers: ReadonlyMap<string, number>): string {
  if (!RUN_COLUMNS.some((name) => words.has(name) || numbers.has(name))) return '';
  const parts = RUN_COLUMNS.flatMap((name) => {
    const word = words.get(name);
    if (word !== undefined) return [word];
    const number = numbers.get(name);
    return number === undefined ? [] : [`${name} ${number}`];
  });
  // An id says all that variant and seed say.
  return words.has('run') || words.has('run_id') ? parts[0]! : parts.join(' ');
}
