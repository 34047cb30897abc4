import type { DataReport, TargetReport } from '../readers/data-report.js';
import type { InputSpec } from '../readers/features.js';
import type { Table } from '../readers/table.js';
import { type ReadingSettings, readingOf } from '../readers/table-params.js';
import type { OwnTable, ToldSplit } from './own-table.js';

/** Rows of the user's as a task has understood them. */
export interface OwnRows {
  readonly report: DataReport;
  readonly table: Table;
  /** How the columns become what the model takes. */
  readonly inputs: readonly InputSpec[];
  /** How the file was read. */
  readonly reading: ReadingSettings;
}

export interface Understanding {
  readonly task: string;
  readonly own: OwnTable;
  readonly options: Partial<ReadingSettings>;
  readonly target: TargetReport | null;
  readonly split: Pick<ToldSplit, 'how'>;
  readonly train: number;
  readonly test: number;
  /** What is counted in the split. @default rows */
  readonly unit?: string;
  readonly inputs: readonly InputSpec[];
  readonly warnings?: readonly string[];
}

/** Classes that a report lists. */
export const LISTED_CLASSES = 20;

/** Everything that is told of a table and kept with a run. */
export function understood(all: Understanding): OwnRows {
  const { task, own, options, target, split, train, test, unit = 'rows', inputs, warnings = [] } = all;
  const { table } = own;
  const indices = table.report.columns
    .filter(({ type }) => type === 'index')
    .map(({ name }) => `${name} counts the rows: it is left out, since the order of a file may tell the target`);
  const numbers = inputs.filter(({ kind }) => kind === 'number').length;
  const report: DataReport = {
    ...table.report,
    task,
    target,
    split: { how: split.how, train, test, unit },
    inputs: inputs.length,
    scaling: numbers === 0 ? 'no number to scale' : 'numbers have mean 0 and deviation 1 over the training rows',
    warnings: [...table.report.warnings, ...indices, ...warnings],
  };
  return { report, table, inputs, reading: readingOf(options) };
}

/** Rows of each class, the first classes of the file. */
export function classCounts(texts: readonly string[], codes: ArrayLike<number>) {
  const tally = new Int32Array(texts.length);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) tally[codes[row]!]!++;
  const counts = Array.from(tally);
  return {
    counts,
    classes: texts.slice(0, LISTED_CLASSES).map((name, code) => ({ name, rows: counts[code]! })),
    classCount: texts.length,
  };
}
