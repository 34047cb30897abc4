import type { Stream } from '../../core/random.js';
import { type ListsOptions, makeLists } from '../generators/lists.js';
import { encodeFeatures } from '../readers/features.js';
import { Problems, rowPath } from '../readers/problems.js';
import { type OwnRows, understood } from './own-rows.js';
import { type OwnTable, type OwnTableOptions, ownTable } from './own-table.js';

/** Documents in lists, of which some are kept for the test. */
export interface ListData {
  readonly width: number;
  /** [documents, width], row-major. */
  readonly values: Float32Array;
  /** Of each document. */
  readonly grades: Uint8Array;
  /** What orders the documents but for the noise of the grades, where that is known. */
  readonly truth: Float64Array | null;
  /** The documents of each list. */
  readonly train: readonly Int32Array[];
  readonly test: readonly Int32Array[];
}

export interface ListDataOptions extends ListsOptions, OwnTableOptions {
  readonly query: string;
  readonly grade: string;
  readonly testPart: number;
  readonly testLists: number;
}

/** Highest grade: gains are powers of two. */
const MOST_GRADE = 30;

/** The lists that the settings describe, the test's drawn by `stream`. Throws a UserError that names file and row. */
export function loadLists(
  options: ListDataOptions,
  stream: Stream,
): { readonly data: ListData; readonly own: OwnRows | null } {
  if (options.data !== '') return readLists(options, stream);
  const { lists, testLists, documents, features } = options;
  const made = makeLists({ ...options, lists: lists + testLists }, stream);
  const rowsOf = Array.from({ length: lists + testLists }, (_, list) =>
    Int32Array.from({ length: documents }, (_, d) => list * documents + d),
  );
  const data = { ...made, width: features, train: rowsOf.slice(0, lists), test: rowsOf.slice(lists) };
  return { data, own: null };
}

function readLists(options: ListDataOptions, stream: Stream) {
  const { own, grades, lists, flat } = readGraded(options);
  const { table, testFrom } = own;
  const order = stream.shuffle(Int32Array.from(lists.keys()));
  const given = options.test !== undefined && options.test !== '';
  const isHeld = (list: number) => lists[list]![0]! >= testFrom;
  const tested = Math.min(order.length - 1, Math.max(1, Math.round(order.length * options.testPart)));
  const pick = (chosen: Int32Array) => Array.from(chosen, (i) => lists[i]!);
  const train = pick(given ? order.filter((i) => !isHeld(i)) : order.subarray(tested));
  const test = pick(given ? order.filter(isHeld) : order.subarray(0, tested));
  const training = Int32Array.from(train.flatMap((list) => [...list]));
  const { width, values, inputs } = encodeFeatures(table.columns, grades.length, training);
  let most = 0;
  for (const grade of grades) most = Math.max(most, grade);
  const rows = understood({
    ...{ task: 'ranking', own, options, inputs, unit: 'lists', train: train.length, test: test.length },
    split: {
      how: given
        ? `the lists of ${options.test}`
        : `${Math.round(100 * options.testPart)} % of the lists, drawn by the seed`,
    },
    target: { column: options.grade, kind: 'a grade of a document in the list of a query', range: [0, most] },
    warnings: flat === 0 ? [] : [`${flat} lists in which all grades are the same have no order and are left out`],
  });
  return { data: { width, values, grades, truth: null, train, test }, own: rows };
}

/**
 * One row a document: a column names its query, compared as text, one holds its grade, all others are features. Lists in
 * which all grades are the same have no order and are left out.
 */
export function readGraded(options: ListDataOptions): {
  readonly own: OwnTable;
  readonly grades: Uint8Array;
  readonly lists: readonly Int32Array[];
  /** Lists that are left out. */
  readonly flat: number;
} {
  const { data, query, grade } = options;
  const own = ownTable(
    options,
    [
      [query, 'key'],
      [grade, 'target'],
    ],
    { [query]: 'query', [grade]: 'grade' },
  );
  const { table, testFrom } = own;
  const problems = new Problems(data);
  const grades = gradesOf(table.targets.get(grade)!.values, table.numbers, grade, problems);
  problems.check();
  const lists = new Map<number, number[]>();
  const { codes } = table.keys.get(query)!;
  for (let row = 0; row < table.rows; row++) {
    // A query of the test's file is another one than that of the same name in the file of the training.
    const key = codes[row]! * 2 + (row >= testFrom ? 1 : 0);
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [row]);
    else list.push(row);
  }
  const ordered = [...lists.values()]
    .map((list) => Int32Array.from(list))
    .filter((rows) => rows.some((row) => grades[row] !== grades[rows[0]!]));
  if (ordered.length < 2)
    problems.add({
      path: `column ${query}`,
      message: 'must make two lists or more whose documents have different grades',
      given: `${ordered.length} of ${lists.size}`,
    });
  problems.check();
  return { own, grades, lists: ordered, flat: lists.size - ordered.length };
}

function gradesOf(values: Float64Array, numbers: Int32Array, column: string, problems: Problems): Uint8Array {
  return Uint8Array.from(values, (value, i) => {
    if (Number.isInteger(value) && value >= 0 && value <= MOST_GRADE) return value;
    problems.add({
      path: rowPath(numbers[i]!, column),
      message: 'must be a grade',
      given: `${value}`,
      allowed: `a whole number from 0 to ${MOST_GRADE}`,
    });
    return 0;
  });
}
