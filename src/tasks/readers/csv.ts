import { type Problems, rowPath } from './problems.js';
import { TAKE_SOME, textOf } from './text-file.js';

/** Limits of a CSV file; what goes beyond is an error that says so. */
export const CSV_LIMITS = {
  /** Rows without the header. */
  rows: 1_000_000,
  columns: 4_096,
  /** rows * columns */
  cells: 8_000_000,
  /** Characters of one field. */
  field: 65_536,
} as const;

export const separators = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type Separator = keyof typeof separators;

export interface CsvRow {
  /** The header is row 0. */
  readonly row: number;
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The rows of a CSV file (RFC 4180; UTF-8, an optional byte order mark, any line ends), the header first, one at a time.
 * Blank lines are skipped. A quote inside an unquoted field is an ordinary character. Notes a problem for text after a
 * closing quote; throws a UserError for a file that cannot be read on: not UTF-8, a missing closing quote, a limit
 * exceeded.
 */
export function* csvRows(
  problems: Problems,
  separator: Separator,
  limits: { readonly rows: number; readonly bytes?: number } = CSV_LIMITS,
): Generator<CsvRow, void, undefined> {
  const split = separators[separator].charCodeAt(0);
  let row = 0;
  let line = 1;
  let rowLine = 1;
  let quoteLine = 1;
  let fields: string[] = [];
  let field = '';
  let state = 'start' as State;

  const tooLong = (): never =>
    problems.fatal({
      path: rowPath(row),
      line: state === 'quoted' ? quoteLine : line,
      message: `has a field longer than ${CSV_LIMITS.field} characters`,
      ...(state === 'quoted' ? { hint: 'Its closing quote may be missing' } : {}),
    });
  const endField = (): void => {
    if (field.length > CSV_LIMITS.field) tooLong();
    fields.push(field);
    field = '';
    if (fields.length > CSV_LIMITS.columns)
      problems.fatal({ path: rowPath(row), line: rowLine, message: `has more than ${CSV_LIMITS.columns} fields` });
  };
  const endRow = (): CsvRow | null => {
    endField();
    const done = fields;
    fields = [];
    if (done.length === 1 && done[0] === '' && state !== 'closed') return null;
    if (row > limits.rows)
      problems.fatal({
        path: rowPath(row),
        line: rowLine,
        message: `is one more than the ${limits.rows} rows allowed`,
        hint: TAKE_SOME,
      });
    return { row: row++, line: rowLine, fields: done };
  };

  let afterReturn = false;
  for (const text of textOf(problems, () => ({ path: rowPath(row), line }), limits.bytes)) {
    let start = 0;
    let i = 0;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const skip = afterReturn && code === NEWLINE;
      afterReturn = code === RETURN;
      if (skip) {
        if (state === 'quoted') continue;
        start = i + 1;
        continue;
      }
      if (state === 'quoted') {
        if (code === QUOTE) {
          field += text.slice(start, i);
          state = 'closed';
        } else if (code === NEWLINE || code === RETURN) {
          line++;
        }
        continue;
      }
      if (code === split || code === NEWLINE || code === RETURN) {
        if (state === 'open') field += text.slice(start, i);
        start = i + 1;
        if (code === split) {
          endField();
        } else {
          const done = endRow();
          line++;
          rowLine = line;
          if (done !== null) yield done;
        }
        state = 'start';
      } else if (code === QUOTE && state === 'start') {
        state = 'quoted';
        quoteLine = line;
        start = i + 1;
      } else if (code === QUOTE && state === 'closed') {
        field += '"';
        state = 'quoted';
        start = i + 1;
      } else if (state === 'closed') {
        problems.add({ path: rowPath(row), line, message: 'has text after a closing quote' });
        state = 'open';
        start = i;
      } else if (state === 'start') {
        state = 'open';
        start = i;
      }
    }
    if (state === 'open' || state === 'quoted') field += text.slice(start);
    if (field.length > CSV_LIMITS.field) tooLong();
  }
  if (state === 'quoted')
    problems.fatal({ path: rowPath(row), line: quoteLine, message: 'has a quoted field without its closing quote' });
  if (state !== 'start' || fields.length > 0) {
    const done = endRow();
    if (done !== null) yield done;
  }
}

/** Where the reader stands in a field: before it, in an unquoted one, in a quoted one, after a closing quote. */
type State = 'start' | 'open' | 'quoted' | 'closed';

const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;
