import { BROKEN, DelimitedLexer, type DelimitedRow } from '../../../core/delimited-lexer.js';
import { type Problems, rowPath } from '../problems.js';
import { type RowBatch, RowCutter } from './row-cutter.js';
import { bytesOf, type Encoding, TAKE_SOME } from './source.js';

/** Limits of a table; what goes beyond is an error that says so. */
export const CSV_LIMITS = {
  /** Rows without the header. */
  rows: 5_000_000,
  columns: 16_384,
  /** rows * columns */
  cells: 100_000_000,
  /** Bytes of one field. */
  field: 1 << 22,
} as const;

export interface CsvRow {
  /** The header is row 0. */
  readonly row: number;
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export interface CsvOptions {
  readonly separator: string;
  readonly merge?: boolean;
  /** Lines before the first row. @default 0 */
  readonly skip?: number;
  readonly encoding?: Encoding;
  readonly rows?: number;
  readonly bytes?: number;
  /** Whether the first row is a header, row 0. @default true */
  readonly header?: boolean;
}

/** Where batches of rows go. */
export interface CsvBatches {
  /** Fields of the rows that come in batches. */
  readonly width: number;
  /** Takes rows of one number of fields; `number` is that of the first. False ends the reading. */
  take(batch: RowBatch, number: number): boolean | undefined;
}

/**
 * Calls back with each row of a delimited file, the header first as row 0 when there is one; the row's fields are places in
 * a buffer that is used again. False from the callback ends the reading. With `batches`, rows of a line that have nothing
 * unusual go there, many at a time and in their order. Notes a problem for text after a closing quote; throws a UserError
 * for a file that cannot be read on: a missing closing quote, a limit exceeded, not in its encoding.
 */
export function eachCsvRow(
  problems: Problems,
  {
    separator,
    merge = false,
    skip = 0,
    encoding = 'auto',
    rows: most = CSV_LIMITS.rows,
    bytes,
    header = true,
  }: CsvOptions,
  each: (row: DelimitedRow, number: number) => boolean | undefined,
  batches?: CsvBatches,
): void {
  let row = header ? 0 : 1;
  const cutter = batches === undefined || merge ? null : new RowCutter(separator, CSV_LIMITS.field);
  const lexer = new DelimitedLexer(
    { separator, merge, field: CSV_LIMITS.field },
    {
      row(found) {
        if (found.line <= skip) return undefined;
        if (found.count > CSV_LIMITS.columns)
          problems.fatal({
            path: rowPath(row),
            line: found.line,
            message: `has more than ${CSV_LIMITS.columns} fields`,
          });
        if (row > most)
          problems.fatal({
            path: rowPath(row),
            line: found.line,
            message: `is one more than the ${most} rows allowed`,
            hint: TAKE_SOME,
          });
        for (let i = 0; i < found.count; i++)
          if (found.forms[i] === BROKEN)
            problems.add({ path: rowPath(row), line: found.line, message: 'has text after a closing quote' });
        return each(found, row++);
      },
      ...(cutter === null
        ? {}
        : {
            room(length: number) {
              return cutter.room(length, batches!.width);
            },
            take(from: number, line: number) {
              const batch = row > 0 && line > skip ? cutter.cut(from, most - row + 1, line) : null;
              if (batch === null) return { next: from, rows: 0 };
              const number = row;
              row += batch.rows;
              if (batches!.take(batch, number) === false) return false;
              return { next: cutter.next, rows: batch.rows };
            },
          }),
      bad(what, line, quoted) {
        if (what === 'unclosed')
          problems.fatal({ path: rowPath(row), line, message: 'has a quoted field without its closing quote' });
        problems.fatal({
          path: rowPath(row),
          line,
          message: `has a field longer than ${CSV_LIMITS.field} characters`,
          ...(quoted ? { hint: 'Its closing quote may be missing' } : {}),
        });
      },
    },
  );
  const place = () => {
    lexer.push(new Uint8Array(0), false);
    return { path: rowPath(row), line: lexer.line };
  };
  for (const piece of bytesOf(problems, place, { encoding, ...(bytes === undefined ? {} : { most: bytes }) }))
    if (!lexer.push(piece)) return;
  lexer.push(new Uint8Array(0), true);
}

/** The rows of a delimited file as texts, the header first. */
export function csvRows(problems: Problems, options: CsvOptions): CsvRow[] {
  const rows: CsvRow[] = [];
  eachCsvRow(problems, options, (row, number) => {
    rows.push({ row: number, line: row.line, fields: row.texts() });
    return undefined;
  });
  return rows;
}
