import { statSync } from 'node:fs';
import { show, UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import type { CategoricalColumn, Column } from '../readers/columns/columns.js';
import { MISSING, RARE, sharedFloats, sharedInts } from '../readers/columns/columns.js';
import { dateOrderOf, partsOf } from '../readers/columns/dates.js';
import type { DroppedRows } from '../readers/data-report.js';
import { type Role, readTable, type Table } from '../readers/table.js';
import { type ReadingSettings, readingOf } from '../readers/table-params.js';
import { type Split, stratifiedSplit } from './stratified-split.js';

export interface SplitSettings {
  readonly test: string;
  readonly split: string;
  readonly groups: string;
  readonly time: string;
}

/** Settings of a table of the user's: where it is, how it is read, how it is split. */
export interface OwnTableOptions extends Partial<ReadingSettings>, Partial<SplitSettings> {
  readonly data: string;
}

/** A table of the user's; the rows from `testFrom` on come from the file of the test. */
export interface OwnTable {
  readonly table: Table;
  readonly testFrom: number;
}

/** Tables that are kept in memory. */
const MOST_KEPT = 4;
const known = new Map<string, OwnTable>();

/** Every table that this thread has read, for other threads: their arrays are shared, not copied. */
export function knownTables(): ReadonlyMap<string, OwnTable> {
  return known;
}

/** Takes over tables that another thread has read. */
export function adoptTables(tables: ReadonlyMap<string, OwnTable>): void {
  for (const [key, table] of tables) known.set(key, table);
}

/**
 * Reads the user's table with the columns of these roles, and the file of the test if there is one. A file is read once for
 * all tasks, seeds and threads with the same settings, as long as it stays as it is.
 */
export function ownTable(
  options: OwnTableOptions,
  given: readonly (readonly [string, Role])[],
  called: Readonly<Record<string, string>> = {},
): OwnTable {
  const { data, test = '', split = '', groups = '', time = '' } = options;
  const roles = new Map<string, Role>(given);
  for (const [setting, name] of [
    ['split', split],
    ['groups', groups],
    ['time', time],
  ] as const) {
    if (name === '') continue;
    const role = roles.get(name);
    if (role === undefined) roles.set(name, 'mark');
    else if (role === 'target')
      throw new UserError({ path: setting, message: 'must be another column than the target', given: show(name) });
  }
  const names = {
    ...Object.fromEntries([split, groups, time].map((name, i) => [name, ['split', 'group', 'time'][i]!])),
    ...called,
  };
  const settings = readingOf(options);
  const key = JSON.stringify([stampOf(data), test === '' ? null : stampOf(test), settings, [...roles], names]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const table = readTable(data, { ...settings, roles, called: names });
  const own = test === '' ? { table, testFrom: table.rows } : withTest(table, test, settings, roles, names);
  if (known.size >= MOST_KEPT) known.delete(known.keys().next().value!);
  known.set(key, own);
  return own;
}

function stampOf(file: string): readonly unknown[] {
  const stat = statSync(file, { throwIfNoEntry: false });
  return [file, stat?.size ?? null, stat?.mtimeMs ?? null];
}

function withTest(
  table: Table,
  file: string,
  settings: ReadingSettings,
  roles: ReadonlyMap<string, Role>,
  called: Readonly<Record<string, string>>,
): OwnTable {
  const test = readTable(file, { ...settings, maxRows: 0, roles, called, specs: table.specs });
  const keys = new Map([...table.keys].map(([name, column]) => [name, joinedKeys(column, test.keys.get(name)!)]));
  const targets = new Map(
    [...table.targets].map(([name, { values }]) => {
      const joined = sharedFloats(table.rows + test.rows);
      joined.set(values);
      joined.set(test.targets.get(name)!.values, table.rows);
      return [name, { kind: 'numeric' as const, name, values: joined }];
    }),
  );
  const columns = table.columns.map((column, i) => joined(column, test.columns[i]!));
  const numbers = new Int32Array(table.rows + test.rows);
  numbers.set(table.numbers);
  numbers.set(test.numbers, table.rows);
  const dropped: DroppedRows[] = [
    ...table.report.dropped,
    ...test.report.dropped.map((one) => ({ ...one, reason: `${one.reason} (in the file of the test)` })),
  ];
  const report = {
    ...table.report,
    notes: [...table.report.notes, `${test.rows} rows of ${file} are held out`],
    rowsRead: table.report.rowsRead + test.report.rowsRead,
    rows: table.rows + test.rows,
    dropped,
    warnings: [...table.report.warnings, ...differencesIn(test, file)],
  };
  return {
    table: { ...table, rows: table.rows + test.rows, numbers, columns, keys, targets, report },
    testFrom: table.rows,
  };
}

/** Where a second file is unlike the first: columns that it has not, values that are read otherwise. */
function differencesIn({ report: { columns, absent = [] }, rows }: Table, file: string): readonly string[] {
  return [
    ...absent.map((name) => `column ${name} is not in ${file}: missing in its ${rows} rows`),
    ...columns
      .filter(({ name, role, how }) => role === 'input' && how !== 'as in training' && !absent.includes(name))
      .map(({ name, how }) => `column ${name} in ${file}: ${how}`),
  ];
}

function joinedKeys(a: CategoricalColumn, b: CategoricalColumn): CategoricalColumn {
  const texts = [...a.texts];
  const places = new Map(texts.map((text, code) => [text, code]));
  const renamed = b.texts.map((text) => {
    const code = places.get(text);
    if (code !== undefined) return code;
    texts.push(text);
    places.set(text, texts.length - 1);
    return texts.length - 1;
  });
  const codes = sharedInts(a.codes.length + b.codes.length);
  codes.set(a.codes);
  b.codes.forEach((code, i) => {
    codes[a.codes.length + i] = code < 0 ? code : renamed[code]!;
  });
  return { kind: 'categorical', name: a.name, texts, codes };
}

function joined(a: Column, b: Column): Column {
  if (a.kind === 'numeric' && b.kind === 'numeric') {
    const values = sharedFloats(a.values.length + b.values.length);
    values.set(a.values);
    values.set(b.values, a.values.length);
    return { ...a, values };
  }
  if (a.kind === 'categorical' && b.kind === 'categorical') return joinedKeys(a, b);
  if (a.kind !== 'text' || b.kind !== 'text') throw new Error(`${a.name} was read in two ways`);
  const offsets = sharedInts(a.offsets.length + b.offsets.length - 1);
  offsets.set(a.offsets);
  const from = a.tokens.length;
  for (let i = 1; i < b.offsets.length; i++) offsets[a.offsets.length + i - 1] = from + b.offsets[i]!;
  const tokens = sharedInts(from + b.tokens.length);
  tokens.set(a.tokens);
  tokens.set(b.tokens, from);
  return { ...a, offsets, tokens };
}

const TEST_WORDS: ReadonlySet<string> = new Set([
  'test',
  'testing',
  'held-out',
  'heldout',
  'holdout',
  'eval',
  'val',
  'valid',
  'validation',
]);
const TRAIN_WORDS: ReadonlySet<string> = new Set(['train', 'training', 'fit', 'learn']);

export interface ToldSplit extends Split {
  readonly how: string;
}

/**
 * Splits the rows as the settings say: by the file of the test, by a column that says train or test, by groups that stay on
 * one side, by time with the latest rows held out; else by chance, each of `strata` in its proportion.
 */
export function splitOwn(
  { table, testFrom }: OwnTable,
  options: OwnTableOptions & { readonly testPart: number },
  stream: Stream,
  strata: ArrayLike<number> | null,
): ToldSplit {
  const { test = '', split = '', groups = '', time = '', testPart } = options;
  const given = [test, split, groups, time].filter((one) => one !== '');
  if (given.length > 1)
    throw new UserError({
      path: 'split',
      message: 'must be one of test, split, groups and time',
      given: given.join(', '),
    });
  const all = allRows(table.rows);
  if (test !== '')
    return {
      train: stream.shuffle(all.slice(0, testFrom)),
      test: stream.shuffle(all.slice(testFrom)),
      how: `the rows of ${test}`,
    };
  if (split !== '') return byMarks(table, split, all, stream);
  if (groups !== '') return byGroups(table, groups, testPart, stream);
  if (time !== '') return byTime(table, time, testPart, all, stream);
  const percent = `${Math.round(100 * testPart)} %`;
  if (strata !== null)
    return { ...stratifiedSplit(strata, testPart, stream), how: `${percent} of each class, drawn by the seed` };
  return { ...chanceSplit(table.rows, testPart, stream), how: `${percent} of the rows, drawn by the seed` };
}

function allRows(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

/** A part of the rows by chance, at least one on either side. */
export function chanceSplit(rows: number, testPart: number, stream: Stream): Split {
  const order = stream.shuffle(allRows(rows));
  const tested = Math.min(rows - 1, Math.max(1, Math.round(rows * testPart)));
  return { train: order.subarray(tested), test: order.slice(0, tested) };
}

function byMarks(table: Table, name: string, all: Int32Array, stream: Stream): ToldSplit {
  const { texts, codes } = table.keys.get(name)!;
  const held = texts.map((text) => TEST_WORDS.has(text.toLowerCase()));
  const trained = texts.map((text) => TRAIN_WORDS.has(text.toLowerCase()));
  if (!held.includes(true) || !trained.includes(true) || held.some((is, i) => !is && !trained[i]))
    throw new UserError({
      path: 'split',
      message: 'must name a column of train and test',
      given: `${name} with ${texts.slice(0, 5).map(show).join(', ')}`,
      allowed: `${[...TRAIN_WORDS].join(', ')}; ${[...TEST_WORDS].join(', ')}`,
    });
  const isTest = (row: number) => codes[row]! >= 0 && held[codes[row]!]!;
  return {
    train: stream.shuffle(all.filter((row) => !isTest(row) && codes[row]! >= 0)),
    test: stream.shuffle(all.filter(isTest)),
    how: `as column ${name} says${withoutOne(codes, 'are on neither side')}`,
  };
}

function byGroups(table: Table, name: string, testPart: number, stream: Stream): ToldSplit {
  const { texts, codes } = table.keys.get(name)!;
  const rowsOf = texts.map((): number[] => []);
  // A row without a group is one of its own.
  codes.forEach((code, row) => {
    if (code === MISSING || code === RARE) rowsOf.push([row]);
    else rowsOf[code]!.push(row);
  });
  const filled = rowsOf.filter((rows) => rows.length > 0);
  if (filled.length < 2)
    throw new UserError({
      path: 'groups',
      message: 'must name a column of two groups or more',
      given: `${filled.length}`,
    });
  const order = stream.shuffle(Int32Array.from(filled.keys()));
  const wanted = Math.max(1, Math.round(table.rows * testPart));
  const test: number[] = [];
  const train: number[] = [];
  let held = 0;
  order.forEach((group, i) => {
    const rows = filled[group]!;
    const isTest =
      (test.length === 0 || test.length + rows.length / 2 <= wanted) && i < order.length - 1 && test.length < wanted;
    if (isTest) held++;
    const side = isTest ? test : train;
    for (const row of rows) side.push(row);
  });
  return {
    train: stream.shuffle(Int32Array.from(train)),
    test: stream.shuffle(Int32Array.from(test)),
    how: `${held} of ${filled.length} groups of ${name}, drawn by the seed${withoutOne(codes, 'are a group each')}`,
  };
}

function byTime(table: Table, name: string, testPart: number, all: Int32Array, stream: Stream): ToldSplit {
  const { texts, codes } = table.keys.get(name)!;
  const numbers = texts.map(Number);
  const dates = numbers.some(Number.isNaN) ? dateOrderOf(texts) : null;
  const moment = dates === null ? numbers : texts.map((text) => partsOf(text, dates.order)?.[0] ?? Number.NaN);
  if (moment.some(Number.isNaN)) {
    // One text that is no date makes none of them dates: it is the one to name.
    const odd = texts.findIndex((text, i) => Number.isNaN(numbers[i]) && dateOrderOf([text]) === null);
    const bad = odd >= 0 ? odd : moment.findIndex(Number.isNaN);
    const row = table.numbers[codes.indexOf(bad)];
    throw new UserError({
      path: 'time',
      message: 'must name a column of numbers or dates',
      given: `${show(texts[bad])} in row ${row} of column ${name}`,
    });
  }
  const at = (row: number) => (codes[row]! < 0 ? Number.NEGATIVE_INFINITY : moment[codes[row]!]!);
  const sorted = all.slice().sort((a, b) => at(a) - at(b) || a - b);
  const tested = Math.min(table.rows - 1, Math.max(1, Math.round(table.rows * testPart)));
  const [train, test] = [sorted.slice(0, table.rows - tested), sorted.slice(table.rows - tested)];
  const from = texts[codes[test[0]!]!] ?? '';
  const guessed =
    dates === null || dates.isSure ? '' : `; dates read as ${dates.order === 'mdy' ? 'month/day' : 'day/month'}`;
  return {
    train: stream.shuffle(train),
    test: stream.shuffle(test),
    how: `the latest ${Math.round(100 * testPart)} % by ${name}, from ${from} on${guessed}${withoutOne(codes, 'train')}`,
  };
}

/** How many rows have no value in the column that splits, and what becomes of them; empty for none. */
function withoutOne(codes: ArrayLike<number>, what: string): string {
  let count = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row] === MISSING) count++;
  return count === 0 ? '' : `; rows without a value, ${count}, ${what}`;
}
