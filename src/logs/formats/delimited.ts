import type { DelimitedRow } from '../../core/delimited-lexer.js';
import { CommaSense, secondsOfDate, secondsOfDuration } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';
import { cellsBelow, cellsOf, LAYOUTS, type Layout, listIn, MISSING, Table } from './table.js';

/** Names of columns are no longer than this. */
const LONGEST_NAME = 120;
/** More columns than this has no table that a training writes. */
const MOST_COLUMNS = 16_384;
/** Lines that a quoted cell may span. */
const MOST_JOINED = 200;
const RULE =
  /^[\s|+:=_\-─-╿]+$|^\s*(?:\\(?:hline|toprule|midrule|bottomrule|addlinespace|cmidrule(?:\([^)]*\))?\{[^}]*\}|cline\{[^}]*\})\s*)+$/;
/** Columns of a summary of a model, whose rows are layers. */
const OF_MODEL = /^(?:layer\b.*|type|params?(?: #)?|(?:input|output) (?:size|shape)|flops|mult-adds|mode)$/i;
/** `# step loss`, and not a record behind a hash sign. */
const COMMENT = /^\s*[#%]\s*(?=[^\s{])/;

/** Tables with a row a line, such as CSV. */
export const delimited: LineFormat = {
  kind: 'lines',
  name: 'delimited',
  title:
    'CSV, TSV and tables with ; | or blanks: SB3, Lightning, Keras, YOLO, fastai, RLlib, Spinning Up, CatBoost, pandas',
  example: 'epoch,loss,val_loss\n0,2.4,2.5',
  open: () => new DelimitedReader(),
};

interface Candidate {
  readonly line: string;
  /** How each layout cuts it. */
  readonly cells: ReadonlyMap<Layout, readonly string[]>;
}

/**
 * Finds tables among lines: a header counts once a row of numbers follows it, with the same number of cells; two rows of
 * numbers are a table without one.
 */
export class DelimitedReader implements LineReader {
  /** The table that rows belong to; null before the first. */
  table: Table | null = null;
  #candidate: Candidate | null = null;
  /** A row whose quoted cell goes on in the next line. */
  #joined: string | null = null;
  #lines = 0;
  readonly #comma = new CommaSense();

  /** Whether the next line belongs to the table, unless it begins another one. */
  get isSteady(): boolean {
    return this.#candidate === null && this.#joined === null;
  }

  /** Takes a row that the table's lexer has cut. False where its text should be looked at: it may be another header. */
  takeRow(row: DelimitedRow, sink: Sink): boolean {
    return this.#candidate === null && this.table !== null && this.table.take(row, sink);
  }

  read(line: string, sink: Sink): Taken {
    const text = this.#joined === null ? line : `${this.#joined}\n${line}`;
    this.#joined = null;
    const bare = uncommented(text);
    const isComment = bare !== text || /^\s*#\{/.test(text);
    if (RULE.test(text)) return this.#candidate === null && this.table === null ? 'no' : 'quiet';
    const cells = cut(bare);
    if (cells === 'open' && this.#lines < MOST_JOINED) {
      this.#lines++;
      this.#joined = text;
      return 'quiet';
    }
    this.#lines = 0;
    if (cells === 'open') return 'no';
    if (cells === 'wide') {
      sink.leftOut(`lines of more than ${MOST_COLUMNS.toLocaleString('en-US')} columns`);
      return 'quiet';
    }
    // Below the names of a printed data frame stand its types.
    if (this.#candidate !== null && isTypes(cells)) return 'quiet';
    const before = this.#candidate;
    this.#candidate = null;
    const found = before === null ? null : this.#tableFrom(before, { line: bare, cells });
    if (found !== null && before !== null) {
      this.table = found.table;
      sink.headerWas(before.line);
      if (found.first) this.table.takeLine(before.line, sink);
      return this.table.takeLine(bare, sink) ? 'figures' : 'no';
    }
    if (!isComment && this.table?.takeLine(bare, sink) === true) return 'figures';
    this.#candidate = joined(before, { line: bare, cells }, this.#comma) ?? { line: bare, cells };
    return isComment ? 'quiet' : 'no';
  }

  /** The table that a line and the one before it make together. `first`: the one before is a row too. */
  #tableFrom(before: Candidate, { line, cells }: Candidate): { readonly table: Table; readonly first: boolean } | null {
    for (const [layout, names] of before.cells) {
      const row = layout.style === 'aligned' ? (cellsBelow(line, before.line) ?? cells.get(layout)) : cells.get(layout);
      // Beside names stand summaries of models and lists of packages.
      if (layout.style === 'aligned' && !isFigure(row?.[0] ?? '', this.#comma)) continue;
      if (layout.merge === true && row !== undefined && row.length === names.length + 1 && /^\d+$/.test(row[0]!)) {
        // The column of row numbers of a printed data frame has no name.
        const isFrame = isHeader(names, this.#comma) && isRow(row, layout, this.#comma);
        if (isFrame) return { table: new Table(columnsOf(['', ...names]), layout, this.#comma, ''), first: false };
      }
      if (row === undefined || row.length !== names.length || !isRow(row, layout, this.#comma)) continue;
      if (names.filter((name) => OF_MODEL.test(name)).length > 1) continue;
      if (isHeader(names, this.#comma)) {
        return { table: new Table(columnsOf(names), layout, this.#comma, before.line), first: false };
      }
      const isFirst = names.length > 1 && names.every((name) => isFigure(name, this.#comma));
      if (isFirst && row.every((cell) => isFigure(cell, this.#comma))) {
        return { table: new Table(unnamed(names, row), layout, this.#comma, ''), first: true };
      }
    }
    return null;
  }
}

/** A line without the hash sign of a comment. */
const uncommented = (line: string): string => line.replace(COMMENT, '');

/** A header whose names go on in the next line, in a framed table; null for any other line. */
function joined(before: Candidate | null, { line, cells }: Candidate, comma: CommaSense): Candidate | null {
  if (before === null) return null;
  for (const [layout, lower] of cells) {
    const upper = before.cells.get(layout);
    if (layout.style !== 'framed' || upper?.length !== lower.length) continue;
    if (!upper.includes('') && !lower.includes('')) continue;
    if (!isHeader(upper, comma) || !isHeader(lower, comma)) continue;
    const names = upper.map((name, i) => `${name} ${lower[i]!}`.trim());
    return { line, cells: new Map([[layout, names]]) };
  }
  return null;
}

const TYPE = /^(?:[iu](?:8|16|32|64)|f(?:32|64)|str|bool|cat|date|datetime\[.*\])$/;

const isTypes = (cells: Candidate['cells']): boolean =>
  [...cells].some(([{ style }, types]) => style === 'framed' && types.every((type) => TYPE.test(type)));

function cut(line: string): Candidate['cells'] | 'open' | 'wide' {
  const all = new Map<Layout, readonly string[]>();
  for (const layout of LAYOUTS) {
    const { style, separator } = layout;
    if (style === 'plain' && separator !== ' ' && !line.includes(separator)) continue;
    if (style === 'latex' && !line.includes('&')) continue;
    if (style === 'aligned' && !/\S {2,}\S/.test(line)) continue;
    const cells = cellsOf(line, layout);
    if (cells === null && layout.separator === ',') return 'open';
    if (cells !== null && cells.length > MOST_COLUMNS) return 'wide';
    if (cells !== null && cells.length > 1) all.set(layout, cells);
  }
  const word = line.trim();
  if (all.size === 0 && word !== '') all.set(LAYOUTS[0]!, [word.replaceAll('"', '')]);
  return all;
}

/** Whether a cell holds a figure, or says that there is none. */
function isFigure(cell: string, comma: CommaSense): boolean {
  const isOne = comma.read(cell) !== null || secondsOfDuration(cell) !== null || secondsOfDate(cell) !== null;
  return isOne || listIn(cell) !== null;
}

function isRow(cells: readonly string[], { merge }: Layout, comma: CommaSense): boolean {
  const filled = cells.filter((cell) => !MISSING.test(cell));
  const figures = filled.filter((cell) => isFigure(cell, comma)).length;
  if (filled.length === 0 || figures === 0) return false;
  // Words between blanks are prose.
  return merge === true ? figures === filled.length : 2 * figures >= filled.length;
}

/** Whether cells are names: none is a figure, one alone is a single word. */
function isHeader(cells: readonly string[], comma: CommaSense): boolean {
  const isName = (cell: string): boolean =>
    cell.length <= LONGEST_NAME && !isFigure(cell, comma) && !/[=:]\s*[-+.\d]|[{}]/.test(cell);
  if (cells.length === 1) return /^[\p{L}_][\p{L}\d_./@-]*$/u.test(cells[0]!);
  return cells.some((cell) => cell !== '') && cells.every(isName);
}

/** Names for a table without any: a first column of whole numbers that rise is the step. */
function unnamed(first: readonly string[], second: readonly string[]): readonly string[] {
  const [a, b] = [Number(first[0]), Number(second[0])];
  const counts = Number.isInteger(a) && Number.isInteger(b) && b > a;
  return first.map((_, i) => (i === 0 && counts ? 'step' : `column ${i + 1}`));
}

/** The first column of a data frame has no name; names that stand twice are told apart. */
function columnsOf(cells: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return cells.map((given) => {
    const cell = given.replace(/^'(.*)'$/, '$1');
    const before = seen.get(cell) ?? 0;
    seen.set(cell, before + 1);
    return before === 0 || cell === '' ? cell : `${cell}.${before}`;
  });
}
