import type { ColumnSpec } from './columns/column-readers.js';
import type { CategoricalColumn, Column, NumericColumn } from './columns/columns.js';
import type { ReadingReport } from './data-report.js';
import type { ReadingSettings } from './table-params.js';

/**
 * What a column is for besides an input. A label and a key are compared as text; a target is a number. Rows without a label
 * or target are left out, rows without a key are refused. A mark is text too, and may be missing.
 */
export type Role = 'label' | 'target' | 'key' | 'mark';

export interface TableOptions extends Partial<ReadingSettings> {
  /** The columns with a role, by name. */
  readonly roles: ReadonlyMap<string, Role>;
  /** What a column with a role is called in messages, such as query; else its role. */
  readonly called?: Readonly<Record<string, string>>;
  /** How the inputs are read, found out before; columns that are not named here are left out. */
  readonly specs?: readonly ColumnSpec[];
  /** With `specs`: columns with a role may be absent. */
  readonly mayLackRoles?: boolean;
}

export interface Table {
  /** Rows that are used. */
  readonly rows: number;
  /** Row of the file of each row, from 1. */
  readonly numbers: Int32Array;
  /** The inputs in the order of the file. */
  readonly columns: readonly Column[];
  /** Columns of text by role: labels, keys, marks. */
  readonly keys: ReadonlyMap<string, CategoricalColumn>;
  readonly targets: ReadonlyMap<string, NumericColumn>;
  /** How the inputs were read. */
  readonly specs: readonly ColumnSpec[];
  readonly report: ReadingReport;
}
