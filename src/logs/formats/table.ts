import { DelimitedLexer, type DelimitedRow, type Delimiting, PLAIN } from '../../core/delimited-lexer.js';
import { lexNumber } from '../../core/number-lexer.js';
import { axisName, isClock, isHidden } from '../placing/axis-names.js';
import { type CommaSense, secondsOfDate, secondsOfDuration } from '../text/numbers.js';
import type { Row, Sink } from './format.js';

/** What programs write for a figure that is not there. */
export const MISSING = /^(?:|-+|none|null|na|n\/a|<na>|#n\/a|nil|undefined|\?)$/i;
/** Columns that tell runs, metrics or parts of the data apart: their texts matter. */
const WORDS =
  /^(?:run|run_id|run_name|variant|seed|metric|tag|name|key|variable|value|phase|split|mode|stage|subset|set|partition|prefix)$/i;
/** Columns of a spreadsheet that say the extremes of another one within a step. */
const EXTREME = /__(?:MIN|MAX)$/;
const BLANK = 32;
const encoder = new TextEncoder();

/** A table is delimited so, or is set with bars at both ends of its lines (Markdown, boxes). */
export interface Layout extends Delimiting {
  readonly framed: boolean;
}

export const LAYOUTS: readonly Layout[] = [
  { separator: ',', framed: false },
  { separator: '\t', framed: false },
  { separator: ';', framed: false },
  { separator: '|', framed: true },
  { separator: '|', framed: false },
  { separator: ' ', merge: true, framed: false },
];

/** The cells of one line; null where a quoted cell goes on in the next line. */
export function cellsOf(line: string, layout: Layout): readonly string[] | null {
  const text = layout.framed ? unframed(line) : line;
  if (text === null) return [];
  let cells: readonly string[] = [];
  let open = false;
  const lexer = new DelimitedLexer(layout, {
    row: (row) => {
      cells = row.texts();
      return undefined;
    },
    bad: () => {
      open = true;
    },
  });
  lexer.push(encoder.encode(text), true);
  return open ? null : cells.map((cell) => cell.trim());
}

/** A line without the bars at its ends; null for one that has none. */
export function unframed(line: string): string | null {
  const text = line.trim();
  return text.length > 2 && text.startsWith('|') && text.endsWith('|') ? text.slice(1, -1) : null;
}

/** What a column is for. */
type Use = 'number' | 'metric' | 'word' | 'none';

/** The rows of a table whose header is known: its columns are looked at once, not with each row. */
export class Table {
  readonly names: readonly string[];
  readonly layout: Layout;
  readonly #uses: readonly Use[];
  readonly #figures: { names: string[]; values: Float64Array; count: number };
  /** The runs that the columns of an export are of; null for a table of one. */
  readonly #runs: readonly (readonly [run: string, metric: string] | null)[] | null;
  readonly #comma: CommaSense;

  /** `names`: of the columns, an empty one for those that have none. */
  constructor(names: readonly string[], layout: Layout, comma: CommaSense) {
    this.names = names;
    this.layout = layout;
    this.#comma = comma;
    this.#uses = names.map(useOf);
    this.#runs = runsOf(names);
    this.#figures = { names: [], values: new Float64Array(names.length), count: 0 };
  }

  /** Gives a row of figures that stands in a line. False for one that is none of this table. */
  takeLine(line: string, sink: Sink): boolean {
    const text = this.layout.framed ? unframed(line) : line;
    if (text === null) return false;
    let taken = false;
    const lexer = new DelimitedLexer(this.layout, {
      row: (row) => {
        taken = this.take(row, sink);
        return undefined;
      },
    });
    lexer.push(encoder.encode(text), true);
    return taken;
  }

  /** Gives a row of figures. False for one that is none of this table. */
  take(row: DelimitedRow, sink: Sink): boolean {
    const width = this.names.length;
    let { count } = row;
    if (count === width + 1 && row.starts[width] === row.ends[width]) count = width;
    // Merged or torn off: its numbers stand under the wrong names.
    if (count > width || (count < width && (this.layout.merge === true || count < 2))) return false;
    const numbers = new Map<string, number>();
    let words: Map<string, string> | null = null;
    const figures = this.#figures;
    figures.count = 0;
    let found = 0;
    let odd = 0;
    for (let i = 0; i < count; i++) {
      let start = row.starts[i]!;
      let end = row.ends[i]!;
      while (start < end && row.bytes[start]! <= BLANK) start++;
      while (start < end && row.bytes[end - 1]! <= BLANK) end--;
      const use = this.#uses[i]!;
      if (start === end || use === 'none') continue;
      let value = row.forms[i] === PLAIN ? lexNumber(row.bytes, start, end) : Number.NaN;
      if (value - value !== 0) {
        const text = row.text(i).trim();
        const slow = MISSING.test(text) ? null : this.#comma.read(text);
        if (slow === null) {
          if (MISSING.test(text)) continue;
          const name = this.names[i]!;
          const seconds = isClock(name) || axisName(name) !== null ? secondsOfDate(text) : null;
          if (seconds !== null) {
            numbers.set(name, seconds);
            found++;
          } else if (use === 'word') {
            words ??= new Map();
            words.set(name, text);
          } else if (secondsOfDuration(text) === null) odd++;
          continue;
        }
        value = slow;
      }
      found++;
      if (use === 'metric') {
        figures.names[figures.count] = this.names[i]!;
        figures.values[figures.count++] = value;
      } else numbers.set(this.names[i]!, value);
    }
    if (found === 0 || (odd > 0 && odd >= found + (words?.size ?? 0) && count <= 2)) return false;
    if (this.#runs !== null) return giveRuns(numbers, figures, this.#runs, this.names, sink);
    const rowed: Row = { numbers, table: figures, sure: true };
    sink.row(words === null ? rowed : { ...rowed, words });
    return true;
  }
}

function useOf(name: string): Use {
  if (name === '' || isHidden(name) || EXTREME.test(name)) return axisName(name) === null ? 'none' : 'number';
  if (WORDS.test(name)) return 'word';
  return axisName(name) !== null || isClock(name) ? 'number' : 'metric';
}

/** A chart of W&B as a table: a column for each run, `proud-sun-1 - train/loss`, with its extremes beside it. */
function runsOf(names: readonly string[]): readonly (readonly [string, string] | null)[] | null {
  if (!names.some((name) => EXTREME.test(name))) return null;
  return names.map((name) => {
    const at = name.indexOf(' - ');
    return at < 1 || !names.includes(`${name}__MIN`) ? null : [name.slice(0, at), name.slice(at + 3)];
  });
}

function giveRuns(
  numbers: ReadonlyMap<string, number>,
  figures: { readonly names: readonly string[]; readonly values: Float64Array; readonly count: number },
  runs: readonly (readonly [string, string] | null)[],
  columns: readonly string[],
  sink: Sink,
): boolean {
  for (let i = 0; i < figures.count; i++) {
    const name = figures.names[i]!;
    const [run, metric] = runs[columns.indexOf(name)] ?? ['', name];
    const words = run === '' ? {} : { words: new Map([['run', run]]) };
    sink.row({ numbers: new Map([...numbers, [metric, figures.values[i]!]]), ...words, sure: true });
  }
  return true;
}
