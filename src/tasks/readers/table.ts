import { type Issue, show } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { ColumnBuilder, type ColumnRole } from './column-builder.js';
import type { CategoricalColumn, Column, NumericColumn } from './columns.js';
import { CSV_LIMITS, type CsvRow, csvRows, type Separator } from './csv.js';
import { isJsonl, objectRows } from './objects.js';
import { Problems, rowPath } from './problems.js';
import { thinned } from './row-sample.js';

export type { CategoricalColumn, Column, NumericColumn } from './columns.js';
export { DICTIONARY, MISSING, RARE } from './columns.js';

export interface Table {
  readonly rows: number;
  /** The columns in the file's order, the label's and the ignored ones left out. */
  readonly columns: readonly Column[];
  readonly label: CategoricalColumn;
}

export interface TableOptions {
  readonly separator: Separator;
  /** At most so many rows, from all over a file of any size; 0 takes all. @default 0 */
  readonly maxRows?: number;
  readonly label: string;
  /** Names of columns to leave out. */
  readonly ignore: readonly string[];
}

/**
 * Reads a CSV file with a header, or a JSONL file of flat objects, into columns. A column is numeric when each of its
 * values is a number or missing (empty, NA, NaN, null, in any case), else categorical. Cells take 12 bytes each, whatever
 * their text. Throws a UserError that names file, row and column, for up to 20 problems at once.
 */
export function readTable(file: string, options: TableOptions): Table {
  const { rows, columns } = readColumns(file, options, new Map([[options.label, 'label']]));
  const label = columns.find((column): column is CategoricalColumn => column.name === options.label)!;
  return { rows, columns: columns.filter((column) => column !== label), label };
}

export interface TargetTable {
  readonly rows: number;
  /** The columns in the file's order, the targets' and the ignored ones left out. */
  readonly columns: readonly Column[];
  /** In the order in which they were asked for; no value is missing. */
  readonly targets: readonly NumericColumn[];
}

/** Like {@link readTable}, with columns of numbers that are to be predicted in place of a label. */
export function readTargets(
  file: string,
  options: Pick<TableOptions, 'separator' | 'maxRows' | 'ignore'> & { readonly targets: readonly string[] },
): TargetTable {
  const roles = new Map(options.targets.map((name): [string, ColumnRole] => [name, 'target']));
  const { rows, columns } = readColumns(file, options, roles);
  const targets = options.targets.map(
    (name) => columns.find((column): column is NumericColumn => column.name === name)!,
  );
  return { rows, columns: columns.filter(({ name }) => !roles.has(name)), targets };
}

/** Names of columns as people write them, separated by commas. */
export function namesIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

type Roles = ReadonlyMap<string, ColumnRole>;

interface Reading {
  readonly separator: Separator;
  /** At most so many rows, from all over the file; 0 takes all. @default 0 */
  readonly maxRows?: number;
  readonly ignore: readonly string[];
}

function readColumns(file: string, options: Reading, roles: Roles): { rows: number; columns: readonly Column[] } {
  const problems = new Problems(file);
  const rows = rowsIn(problems, options);
  const first = rows.next();
  const header =
    first.done === true
      ? problems.fatal({ path: '', message: `is empty: it needs ${isJsonl(file) ? 'rows' : 'a header and rows'}` })
      : first.value;
  const names = header.fields.map((name, i) => (name.trim() === '' ? `column ${i + 1}` : name.trim()));
  checkHeader(problems, header, names, options, roles);

  const builders = names.map((name) =>
    options.ignore.includes(name) ? null : new ColumnBuilder(name, roles.get(name) ?? 'input'),
  );
  let count = 0;
  for (const row of rows) {
    count++;
    const place = { path: rowPath(row.row), line: row.line };
    if (count * names.length > CSV_LIMITS.cells)
      problems.fatal({ ...place, message: `goes beyond the ${CSV_LIMITS.cells} cells (rows times columns) allowed` });
    if (row.fields.length !== names.length) {
      problems.add({ ...place, message: `has ${row.fields.length} fields, the header has ${names.length}` });
      continue;
    }
    for (let i = 0; i < names.length; i++) builders[i]?.add(row.fields[i]!, row, problems);
  }
  if (count === 0) problems.add({ path: '', message: 'has a header but no rows' });
  for (const builder of builders) builder?.judge(problems);
  problems.check();
  return { rows: count, columns: builders.flatMap((builder) => (builder === null ? [] : [builder.build()])) };
}

const UNLIMITED = { rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

function rowsIn(problems: Problems, { separator, maxRows = 0 }: Reading): Generator<CsvRow, void, undefined> {
  const read = (limits?: typeof UNLIMITED) =>
    isJsonl(problems.file) ? objectRows(problems, limits) : csvRows(problems, separator, limits);
  return maxRows === 0 ? read() : thinned(read(UNLIMITED), maxRows);
}

function checkHeader(
  problems: Problems,
  header: CsvRow,
  names: readonly string[],
  options: Reading,
  roles: Roles,
): void {
  const place = { path: 'header', line: header.line };
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) problems.add({ ...place, message: 'names a column twice', given: show(name) });
    seen.add(name);
  }
  const lacks = (name: string, what: string): void => {
    const hint = separatorHint(names, options.separator) ?? didYouMean(name, names);
    const issue: Omit<Issue, 'file'> = {
      ...place,
      message: `has no ${what} of this name`,
      given: show(name),
      allowed: listNames(names),
    };
    problems.add(hint === undefined ? issue : { ...issue, hint });
  };
  for (const [name, role] of roles) if (!seen.has(name)) lacks(name, `${role} column`);
  for (const name of options.ignore) if (!seen.has(name)) lacks(name, 'column to ignore');
  const both = [...roles].find(([name]) => options.ignore.includes(name));
  if (both !== undefined)
    problems.add({ ...place, message: `has its ${both[1]} column among the ignored ones`, given: show(both[0]) });
  else if (names.every((name) => roles.has(name) || options.ignore.includes(name)))
    problems.add({ ...place, message: `needs at least one column besides the ${[...roles.values()][0]}` });
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing, since the first row is empty';
  const shown = names.slice(0, 12).map((name) => (name.length > 40 ? `${name.slice(0, 37)}...` : name));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function separatorHint(names: readonly string[], separator: Separator): string | undefined {
  if (names.length !== 1) return undefined;
  const [name] = names;
  if (separator !== 'semicolon' && name!.includes(';')) return 'The separator seems to be semicolon';
  if (separator !== 'tab' && name!.includes('\t')) return 'The separator seems to be tab';
  if (separator !== 'comma' && name!.includes(',')) return 'The separator seems to be comma';
  return undefined;
}
