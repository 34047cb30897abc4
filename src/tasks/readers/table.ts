import { show, UserError } from '../../core/errors.js';
import {
  type ColumnReader,
  type ColumnSpec,
  columnReader,
  keyReader,
  MISSING_WORDS,
} from './columns/column-readers.js';
import { ColumnScan } from './columns/column-scan.js';
import { type ColumnType, columnTypes, type Decision, decideColumn, decimalOf } from './columns/column-type.js';
import { type CategoricalColumn, type Column, MISSING, type NumericColumn } from './columns/columns.js';
import type { ColumnReport, DroppedRows, ReadingReport } from './data-report.js';
import { openRows, type RowSource } from './formats/row-source.js';
import { checkHeader } from './header.js';
import { Problems, rowPath } from './problems.js';
import type { Role, Table, TableOptions } from './table-options.js';
import { namesIn, type ReadingSettings, readingOf } from './table-params.js';
import { Rows } from './table-rows.js';

export type { CategoricalColumn, Column, NumericColumn, TextColumn } from './columns/columns.js';
export { DICTIONARY, MISSING, RARE } from './columns/columns.js';
export type { Role, Table, TableOptions } from './table-options.js';
export { namesIn } from './table-params.js';

/** What a column is read by in the first pass. */
type First =
  | { readonly kind: 'scan'; readonly at: number; readonly scan: ColumnScan; readonly isTarget: boolean }
  | { readonly kind: 'reader'; readonly at: number; readonly reader: ColumnReader; readonly spec: ColumnSpec | null };

/**
 * Reads a table of any format into typed columns: what each input is, is found out by all of its values, unless `specs` say.
 * Values of inputs may be missing. Throws a UserError that names file, row and column, for up to 20 problems at once.
 */
export function readTable(file: string, options: TableOptions): Table {
  const settings = readingOf(options);
  const problems = new Problems(file);
  const { roles, specs, called = {} } = options;
  const source = openSource(problems, options, settings);
  const ignored = new Set(namesIn(settings.ignore));
  const types = typesIn(settings.types);
  checkHeader(problems, source, { ...options, ignore: [...ignored], types: [...types.keys()], settings });
  const words = missingWords(settings.missing);
  const places = new Map(source.names.map((name, at) => [name, at]));
  const first = source.names.flatMap((name, at): First[] => {
    const role = roles.get(name);
    if (role !== undefined && role !== 'target')
      return [{ kind: 'reader', at, reader: keyReader(name, words), spec: null }];
    if (role === 'target') return [{ kind: 'scan', at, scan: new ColumnScan(name, source.expected), isTarget: true }];
    if (specs !== undefined || ignored.has(name)) return [];
    return [{ kind: 'scan', at, scan: new ColumnScan(name, source.expected), isTarget: false }];
  });
  for (const spec of specs ?? [])
    first.push({ kind: 'reader', at: places.get(spec.name) ?? -1, reader: columnReader(spec, words), spec });

  const rows = new Rows(source, settings, problems);
  rows.each(
    (row, number) => {
      for (const column of first)
        if (column.kind === 'scan') column.scan.add(row, column.at, number);
        else column.reader.add(row, column.at, number);
    },
    (batch, number) => {
      for (const column of first)
        if (column.kind === 'scan') column.scan.addBatch(batch, column.at, number);
        else column.reader.addBatch(batch, column.at, number);
    },
  );
  if (rows.count === 0) problems.add({ path: '', message: 'has a header but no rows' });
  problems.check();

  const decimals = first.map((one) => (one.kind === 'scan' ? decimalOf(one.scan, words) : null));
  const usualDecimal = decimals.includes(',') ? ',' : decimals.includes('.') ? '.' : null;
  const decided = first.map((one): Decision | null => {
    if (one.kind === 'reader') return null;
    const given = one.isTarget ? 'number' : (types.get(one.scan.name) ?? null);
    return decideColumn(one.scan, {
      ...{ rows: rows.count, words, wordsAreGiven: settings.missing !== '', given, problems, usualDecimal },
      ...{ decimal: settings.decimal, thousands: settings.thousands, separator: source.facts.separator ?? ',' },
      isUnnamed: one.at === 0 && /^(column 1|row names)$/.test(one.scan.name),
    });
  });
  problems.check();
  const again = new Map<First, ColumnReader>();
  first.forEach((one, i) => {
    const decision = decided[i];
    if (decision?.use === 'read') again.set(one, columnReader(decision.spec, words));
  });
  if (again.size > 0) {
    const readers = [...again].map(([{ at }, reader]) => ({ at, reader }));
    new Rows(source, settings, new Problems(file), rows.drawn).each(
      (row, number) => {
        for (const { at, reader } of readers) reader.add(row, at, number);
      },
      (batch, number) => {
        for (const { at, reader } of readers) reader.addBatch(batch, at, number);
      },
    );
  }
  return assemble({
    file,
    settings,
    source,
    rows,
    first,
    decided,
    again,
    roles,
    called,
    problems,
    words,
    ignored,
    options,
  });
}

function openSource(
  problems: Problems,
  { roles, called = {}, specs = [] }: TableOptions,
  settings: ReadingSettings,
): RowSource {
  const query = Object.entries(called).find(([, name]) => name === 'query')?.[0] ?? null;
  return openRows(problems, {
    ...{ separator: settings.separator, header: settings.header, encoding: settings.encoding },
    ...{
      skipLines: settings.skipLines,
      wanted: [...roles.keys(), ...specs.map(({ name }) => name)],
      query,
      unlimited: settings.maxRows > 0,
    },
  });
}

/** Words for a missing value, in lower case. */
export function missingWords(given: string): ReadonlySet<string> {
  if (given === '') return new Set(MISSING_WORDS);
  return new Set(given.trim().toLowerCase() === 'none' ? [] : namesIn(given).map((word) => word.toLowerCase()));
}

/** Kinds of columns by name, as `task.types` gives them. Throws a UserError for an unknown kind. */
function typesIn(given: string): ReadonlyMap<string, ColumnType> {
  return new Map(
    namesIn(given).map((entry): [string, ColumnType] => {
      const colon = entry.lastIndexOf(':');
      const [name, type] = [entry.slice(0, colon).trim(), entry.slice(colon + 1).trim()];
      if (colon > 0 && (columnTypes as readonly string[]).includes(type)) return [name, type as ColumnType];
      throw new UserError({
        path: 'types',
        message: 'must be column:kind, separated by commas',
        given: show(entry),
        allowed: columnTypes.join(', '),
      });
    }),
  );
}

interface Assembly {
  readonly file: string;
  readonly settings: ReadingSettings;
  readonly source: RowSource;
  readonly rows: Rows;
  readonly first: readonly First[];
  readonly decided: readonly (Decision | null)[];
  readonly again: ReadonlyMap<First, ColumnReader>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly called: Readonly<Record<string, string>>;
  readonly problems: Problems;
  readonly words: ReadonlySet<string>;
  readonly ignored: ReadonlySet<string>;
  readonly options: TableOptions;
}

function assemble(all: Assembly): Table {
  const { file, source, rows, first, decided, again, roles, called, problems, words, ignored } = all;
  const whole = first.map((one): readonly Column[] => {
    const reader = again.get(one);
    if (reader !== undefined) return [];
    return one.kind === 'reader' && one.spec === null ? one.reader.build(null) : [];
  });
  const targets = first.map((one) =>
    one.kind === 'scan' && one.isTarget
      ? ((again.get(one)?.build(null)[0] as NumericColumn | undefined) ?? one.scan.build(null))
      : null,
  );
  for (const [one, { unread }] of again) {
    if (one.kind !== 'scan' || unread.count === 0) continue;
    problems.add({
      path: rowPath(unread.row, one.scan.name),
      message: `cannot be read as the other values of this column are, ${unread.count} in all`,
      given: show(unread.text),
      hint: `Add task.missing=${unread.text} where it stands for a missing value, or task.types=${one.scan.name}:category`,
    });
  }
  const { kept, dropped } = withoutGaps(all, whole, targets);
  problems.check();

  const columns: Column[] = [];
  const keys = new Map<string, CategoricalColumn>();
  const goals = new Map<string, NumericColumn>();
  const specs: ColumnSpec[] = [];
  const reports: ColumnReport[] = source.names
    .filter((name) => ignored.has(name))
    .map((name) => ({ name, type: 'ignored', role: 'dropped', how: 'task.ignore', missing: 0, firstMissing: null }));
  const rowOf = (tally: { readonly count: number; readonly row: number }) => ({
    missing: tally.count,
    firstMissing: tally.count === 0 ? null : tally.row,
  });
  first.forEach((one, i) => {
    const decision = decided[i];
    if (one.kind === 'reader') {
      const [built] = one.reader.build(kept);
      const { name } = built!;
      if (one.spec === null) {
        keys.set(name, built as CategoricalColumn);
        const role = called[name] ?? roles.get(name)!;
        const how = 'compared as text';
        reports.push({ name, type: 'text', role, how, ...rowOf(one.reader.missing) });
      } else {
        columns.push(...one.reader.build(kept));
        specs.push(one.spec);
        const { missing, unread } = one.reader;
        const gone = { count: missing.count + unread.count, row: missing.row === 0 ? unread.row : missing.row };
        const how =
          unread.count === 0
            ? 'as in training'
            : `as in training; ${unread.count} could not be read so and are missing, the first is ${show(unread.text)} in row ${unread.row}`;
        reports.push({
          name: one.spec.name,
          type: one.spec.kind,
          role: 'input',
          how,
          ...rowOf(gone),
        });
      }
      return;
    }
    const { name } = one.scan;
    const empty = { count: one.scan.empty, row: one.scan.firstEmpty };
    if (decision!.use === 'drop') {
      const { type, how } = decision!;
      reports.push({ name, type, role: 'dropped', how, ...rowOf(empty) });
      return;
    }
    const reader = again.get(one);
    const built = reader?.build(kept) ?? [one.scan.build(kept)];
    const { spec, how } = decision!;
    const gone = rowOf(reader?.missing ?? empty);
    if (one.isTarget) {
      goals.set(name, built[0] as NumericColumn);
      reports.push({ name, type: spec.kind, role: called[name] ?? 'target', how, ...gone });
    } else if (isConstant(built)) {
      reports.push({ name, type: 'constant', role: 'dropped', how: 'one value in all rows', ...gone });
    } else {
      columns.push(...built);
      specs.push(spec);
      reports.push({ name, type: spec.kind, role: 'input', how, ...gone });
    }
  });
  if (columns.length === 0 && all.options.specs === undefined) {
    const gone = reports.filter(({ role }) => role === 'dropped');
    const first = gone.slice(0, 5).map(({ name, how }) => `${name}: ${how}`);
    problems.fatal({
      path: 'columns',
      message: 'has no column to learn from: all were left out',
      given: `${first.join('; ')}${gone.length > first.length ? `; and ${gone.length - first.length} more` : ''}`,
    });
  }
  const order = new Map(source.names.map((name, at) => [name, at]));
  reports.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
  const numbers = kept === null ? rows.numbers.slice(0, rows.count) : Int32Array.from(kept, (at) => rows.numbers[at]!);
  const notes = [...source.facts.notes];
  if (source.comments.count > 0)
    notes.push(
      `${source.comments.count} lines of comment among the rows left out, the first is line ${source.comments.line}`,
    );
  if (rows.short.count > 0)
    notes.push(
      `${rows.short.count} rows have fewer fields than the header, the first is row ${rows.short.row}: the last values are missing`,
    );
  if (rows.drawn !== null) notes.push(`task.maxRows: ${rows.count} rows drawn from all over the file`);
  const absent = first.flatMap((one) =>
    one.kind === 'reader' && one.at < 0 && one.spec !== null ? [one.spec.name] : [],
  );
  const report: ReadingReport = {
    ...{
      file,
      format: source.facts.format,
      notes,
      rowsRead: rows.count,
      rows: numbers.length,
      dropped,
      columns: reports,
    },
    missingWords: [...words],
    warnings: [],
    ...(absent.length === 0 ? {} : { absent }),
  };
  return { rows: numbers.length, numbers, columns, keys, targets: goals, specs, report };
}

/** Positions of the rows that have every label and target; null for all. */
function withoutGaps(
  { first, roles, called, rows, settings, problems, options }: Assembly,
  keys: readonly (readonly Column[])[],
  targets: readonly (NumericColumn | null)[],
): { readonly kept: Int32Array | null; readonly dropped: readonly DroppedRows[] } {
  const gone = new Uint8Array(rows.count);
  const dropped: DroppedRows[] = [];
  first.forEach((_, i) => {
    const key = keys[i]![0] as CategoricalColumn | undefined;
    const target = targets[i];
    if (key === undefined && target === null) return;
    const name = key?.name ?? target!.name;
    const role = roles.get(name)!;
    if (role === 'mark' || options.mayLackRoles === true) return;
    const what = called[name] ?? role;
    let [count, firstRow] = [0, 0];
    for (let at = 0; at < rows.count; at++) {
      const isThere = key === undefined ? !Number.isNaN(target!.values[at]!) : key.codes[at] !== MISSING;
      if (isThere) continue;
      const number = rows.numbers[at]!;
      if (role === 'key' || settings.missingTarget === 'refuse') {
        problems.add({ path: rowPath(number, name), message: `has no ${what}` });
        continue;
      }
      if (count++ === 0) firstRow = number;
      gone[at] = 1;
    }
    if (count > 0) {
      const how =
        settings.missing === ''
          ? ' (NA and the like are taken as missing: read them as values with task.missing=none)'
          : '';
      dropped.push({ reason: `no ${what} in column ${name}${key === undefined ? '' : how}`, count, firstRow });
    }
  });
  if (dropped.length === 0) return { kept: null, dropped };
  const kept: number[] = [];
  for (let at = 0; at < rows.count; at++) if (gone[at] === 0) kept.push(at);
  if (kept.length === 0) problems.add({ path: '', message: `has no row with a value: ${dropped[0]!.reason}` });
  return { kept: Int32Array.from(kept), dropped };
}

/** Numbers that are all the same, or one category in all rows. */
function isConstant(built: readonly Column[]): boolean {
  return built.every((column) => {
    if (column.kind === 'text') return false;
    const values = column.kind === 'numeric' ? column.values : column.codes;
    for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
    return values.length > 1 && !Number.isNaN(values[0]);
  });
}
