import { show } from '../../core/errors.js';
import { Problems, rowPath } from '../readers/problems.js';
import { MISSING } from '../readers/table.js';
import { type OwnTable, type OwnTableOptions, ownTable } from './own-table.js';

/** Rows of a user's own, each of one class. */
export interface ClassTable {
  readonly own: OwnTable;
  /** The names of the classes, and the rows of each in the order of the file; classes in the order of their first row. */
  readonly names: readonly string[];
  readonly rowsOf: readonly Int32Array[];
}

export interface ClassTableOptions extends OwnTableOptions {
  /** The column that holds the class. */
  readonly label: string;
}

/**
 * Reads a table in which a column names the class of each row. Throws a UserError that names file and row, also for fewer
 * than `classes` classes and for a class of fewer than `perClass` rows.
 */
export function readClasses(options: ClassTableOptions, classes: number, perClass: number): ClassTable {
  const own = ownTable(options, [[options.label, 'label']]);
  const { texts, codes } = own.table.keys.get(options.label)!;
  const { numbers } = own.table;
  const problems = new Problems(options.data);
  if (texts.length < classes)
    problems.add({
      path: `column ${options.label}`,
      message: `must hold ${classes} classes or more`,
      given: `${texts.length}`,
    });
  const rowsOf: number[][] = texts.map(() => []);
  codes.forEach((code, row) => {
    if (code !== MISSING) rowsOf[code]!.push(row);
  });
  rowsOf.forEach((rows, code) => {
    if (rows.length < perClass)
      problems.add({
        path: rowPath(numbers[rows[0]!]!, options.label),
        message: `must be a class of ${perClass} rows or more`,
        given: `${show(texts[code])} with ${rows.length}`,
      });
  });
  problems.check();
  return { own, names: texts, rowsOf: rowsOf.map((rows) => Int32Array.from(rows)) };
}
