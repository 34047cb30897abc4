import { DelimitedLexer, type DelimitedRow, type Delimiting, PLAIN } from '../../core/delimited-lexer.js';
import { lexNumber } from '../../core/number-lexer.js';
import { axisName, isClock, isHidden } from '../placing/axis-names.js';
import { withoutEscapes } from '../text/clean.js';
import { type CommaSense, numberIn, secondsOfDate, secondsOfDuration } from '../text/numbers.js';
import { isSamples } from '../text/records.js';
import type { Row, Sink } from './format.js';

/** What programs write for a figure that is not there. */
export const MISSING = /^(?:|-+|none|null|na|n\/a|<na>|#n\/a|nil|undefined|\?)$/i;
/** Columns that tell runs, metrics or parts of the data apart: their texts matter. */
const WORDS =
  /^(?:run|run_id|run_name|variant|seed|fold|client|client_id|cid|metric|tag|name|key|variable|value|phase|split|mode|stage|subset|set|partition|prefix)$/i;
/** Columns of a spreadsheet that say the extremes of another one within a step. */
const EXTREME = /__(?:MIN|MAX)$/;
const BLANK = 32;
const BAR = /[|│┃║┆]/;
/** Longer lists in a cell are samples or weights. */
const LONGEST_LIST = 240;
const encoder = new TextEncoder();

/**
 * How the cells of a table are told apart. `plain`: by a character. `framed`: by bars, which stand at both ends of a line too
 * (Markdown, boxes). `aligned`: by two blanks or more, so that a cell may have a blank in it, or be left blank. `latex`: rows of
 * a LaTeX table, which end with two backslashes.
 */
export interface Layout extends Delimiting {
  readonly style: 'plain' | 'framed' | 'aligned' | 'latex';
}

export const LAYOUTS: readonly Layout[] = [
  { separator: ',', style: 'plain' },
  { separator: '\t', style: 'plain' },
  { separator: ';', style: 'plain' },
  { separator: '|', style: 'framed' },
  { separator: '|', style: 'plain' },
  { separator: '&', style: 'latex' },
  { separator: ' ', merge: true, style: 'plain' },
  { separator: '\t', style: 'aligned' },
];

/** A line as its layout's separator cuts it; null for one that has not the shape of the layout. */
function uniform(line: string, { style }: Layout): string | null {
  if (style === 'plain') return line;
  if (style === 'latex') return withoutLatex(line);
  return style === 'framed' ? unframed(line) : line.trim().replace(/ +\| +| {2,}|\t/g, '\t');
}

const LATEX_ROW = /^(.*&.*?)\s*\\\\(?:\[[^\]]*\])?\s*(?:\\(?:hline|midrule|bottomrule|toprule)\s*)*$/;

/** The cells of a row of a LaTeX table without what sets them; null for any other line. */
function withoutLatex(line: string): string | null {
  const row = LATEX_ROW.exec(line)?.[1];
  if (row === undefined) return null;
  return row
    .replace(/\\(?:hline|midrule|toprule)\s/g, '')
    .replace(/\\(?:textbf|mathbf|textit|emph|num|text|mathrm)\{([^{}]*)\}/g, '$1')
    .replace(/\s*(?:\\pm|±)\s*[\d.]+/g, '')
    .replace(/\\([%_#&])/g, (_, sign: string) => (sign === '&' ? 'and' : sign))
    .replace(/\$|\{\}/g, '');
}

/** The cells of one line; null where a quoted cell goes on in the next line. */
export function cellsOf(line: string, layout: Layout): readonly string[] | null {
  const text = uniform(line, layout);
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
  return text.length > 2 && BAR.test(text[0]!) && BAR.test(text.at(-1)!)
    ? text.slice(1, -1).replace(/[│┃║┆]/g, '|')
    : null;
}

/** Where a cell of an aligned table stands. */
interface Span {
  readonly text: string;
  readonly from: number;
  readonly end: number;
}

const spansOf = (line: string): readonly Span[] =>
  [...line.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => ({ text, from: index, end: index + text.length }));

/** The cells of a line that has fewer than its header, each below the name that it stands below; null where none is missing. */
export const cellsBelow = (line: string, header: string): readonly string[] | null => below(line, spansOf(header));

function below(line: string, header: readonly Span[]): readonly string[] | null {
  const cells: string[] = header.map(() => '');
  const spans = spansOf(line);
  if (spans.length >= header.length) return null;
  for (const { text, from, end } of spans) {
    const at = header.findIndex((name) => from < name.end && name.from < end);
    if (at < 0 || cells[at] !== '') return null;
    cells[at] = text;
  }
  return cells;
}

/** `[0.5, 0.25]` in a cell. */
export function listIn(cell: string): readonly number[] | null {
  if (!cell.startsWith('[') || !cell.endsWith(']') || cell.length > LONGEST_LIST) return null;
  const items = cell
    .slice(1, -1)
    .trim()
    .split(/[\s,]+/)
    .map(numberIn);
  return items.every((item) => item !== null) ? (items as number[]) : null;
}

/** What a column is for. */
type Use = 'number' | 'metric' | 'word' | 'none';

/** The rows of a table whose header is known: its columns are looked at once, not with each row. */
export class Table {
  readonly names: readonly string[];
  readonly layout: Layout;
  readonly uses: readonly Use[];
  /** The only column that is neither a figure nor of no use, where it counts steps or data; null in any other table. */
  readonly counter: number | null;
  readonly #figures: { names: string[]; values: Float64Array; count: number };
  /** The runs that the columns of an export are of; null for a table of one. */
  readonly #runs: readonly (readonly [run: string, metric: string] | null)[] | null;
  readonly #comma: CommaSense;

  readonly #header: readonly Span[];

  /** `names`: of the columns, an empty one for those that have none. `header`: the line that has them. */
  constructor(names: readonly string[], layout: Layout, comma: CommaSense, header: string) {
    this.names = names;
    this.layout = layout;
    this.#comma = comma;
    this.#header = layout.style === 'aligned' ? spansOf(header) : [];
    this.uses = names.map(useOf);
    this.#runs = runsOf(names);
    this.counter = layout.style === 'plain' && this.#runs === null ? counterIn(names, this.uses) : null;
    this.#figures = { names: [], values: new Float64Array(names.length), count: 0 };
  }

  /** Gives a row of figures that stands in a line. False for one that is none of this table. */
  takeLine(line: string, sink: Sink): boolean {
    const { layout } = this;
    const text = (layout.style === 'aligned' ? below(line, this.#header)?.join('\t') : null) ?? uniform(line, layout);
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
      const use = this.uses[i]!;
      if (start === end || use === 'none') continue;
      let value = row.forms[i] === PLAIN ? lexNumber(row.bytes, start, end) : Number.NaN;
      if (value - value !== 0) {
        // Some tables come in colours.
        const text = withoutEscapes(row.text(i)).trim();
        const slow = MISSING.test(text) ? null : this.#comma.read(text);
        if (slow === null) {
          if (MISSING.test(text)) continue;
          const name = this.names[i]!;
          const list = use === 'metric' && !isSamples(name) ? listIn(text) : null;
          if (list !== null) {
            for (const [k, one] of list.entries()) numbers.set(list.length === 1 ? name : `${name}.${k}`, one);
            found++;
            continue;
          }
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
    // Words and figures under the wrong names: another line, for people.
    if (this.layout.style === 'aligned' && odd > found + (words?.size ?? 0)) return false;
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

function counterIn(names: readonly string[], uses: readonly Use[]): number | null {
  const others = uses.flatMap((use, i) => (use === 'number' || use === 'word' ? [i] : []));
  const name = names[others[0] ?? 0]!;
  const kind = axisName(name)?.kind;
  return others.length === 1 && (kind === 'step' || kind === 'data') && !isClock(name) ? others[0]! : null;
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
