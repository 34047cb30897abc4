import { show, UserError } from '../../core/errors.js';
import type { Separator } from './csv.js';
import { Problems, rowPath } from './problems.js';
import { type Column, DICTIONARY, namesIn, RARE, readTable } from './table.js';

/** Rows of a user's own, each of one class. */
export interface ClassTable {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The rows of each class, in the order of the file; classes in the order of their first row. */
  readonly rowsOf: readonly Int32Array[];
}

export interface ClassTableOptions {
  /** A CSV or JSONL file. */
  readonly data: string;
  /** The column that holds the class. */
  readonly label: string;
  /** Columns to leave out, separated by commas. */
  readonly ignore: string;
  readonly separator: Separator;
}

/**
 * Reads a CSV or JSONL file in which a column names the class of each row. Throws a UserError that names file and row, also for
 * fewer than `classes` classes and for a class of fewer than `perClass` rows.
 */
export function readClasses(options: ClassTableOptions, classes: number, perClass: number): ClassTable {
  const table = readTable(options.data, { ...options, ignore: namesIn(options.ignore) });
  const { texts, codes } = table.label;
  const problems = new Problems(options.data);
  const column = `column ${options.label}`;
  const beyond = codes.indexOf(RARE);
  if (beyond >= 0)
    throw new UserError({
      file: options.data,
      path: rowPath(beyond + 1, options.label),
      message: `is one more than the ${DICTIONARY} classes allowed`,
    });
  if (texts.length < classes)
    problems.add({ path: column, message: `must hold ${classes} classes or more`, given: `${texts.length}` });
  const rowsOf: number[][] = texts.map(() => []);
  codes.forEach((code, row) => {
    rowsOf[code]?.push(row);
  });
  rowsOf.forEach((rows, code) => {
    if (rows.length < perClass)
      problems.add({
        path: rowPath(rows[0]! + 1, options.label),
        message: `must be a class of ${perClass} rows or more`,
        given: `${show(texts[code])} with ${rows.length}`,
      });
  });
  problems.check();
  return { rows: table.rows, columns: table.columns, rowsOf: rowsOf.map((rows) => Int32Array.from(rows)) };
}
