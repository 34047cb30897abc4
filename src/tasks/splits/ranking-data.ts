import { show } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type ListsOptions, makeLists } from '../generators/lists.js';
import type { Separator } from '../readers/csv.js';
import { encodeFeatures } from '../readers/features.js';
import { Problems, rowPath } from '../readers/problems.js';
import { type Column, MISSING, namesIn, RARE, readTargets } from '../readers/table.js';

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

export interface ListDataOptions extends ListsOptions {
  /** A CSV or JSONL file; empty for generated lists. */
  readonly data: string;
  readonly query: string;
  readonly grade: string;
  readonly ignore: string;
  readonly separator: Separator;
  readonly testPart: number;
  readonly testLists: number;
}

/** Highest grade: gains are powers of two. */
const MOST_GRADE = 30;

/** The lists that the settings describe, the test's drawn by `stream`. Throws a UserError that names file and row. */
export function loadLists(options: ListDataOptions, stream: Stream): ListData {
  if (options.data !== '') return readLists(options, stream);
  const { lists, testLists, documents, features } = options;
  const made = makeLists({ ...options, lists: lists + testLists }, stream);
  const rowsOf = Array.from({ length: lists + testLists }, (_, list) =>
    Int32Array.from({ length: documents }, (_, d) => list * documents + d),
  );
  return { ...made, width: features, train: rowsOf.slice(0, lists), test: rowsOf.slice(lists) };
}

function readLists(options: ListDataOptions, stream: Stream): ListData {
  const { columns, grades, lists } = readGraded(options);
  const order = stream.shuffle(Int32Array.from(lists.keys()));
  const tested = Math.min(order.length - 1, Math.max(1, Math.round(order.length * options.testPart)));
  const pick = (from: number, to: number) => Array.from(order.subarray(from, to), (i) => lists[i]!);
  const train = pick(tested, order.length);
  const { width, values } = encodeFeatures(columns, grades.length, Int32Array.from(train.flatMap((list) => [...list])));
  return { width, values, grades, truth: null, train, test: pick(0, tested) };
}

/**
 * One row a document: a column names its query, one holds its grade, all others are features. Lists in which all grades are
 * the same have no order and are left out.
 */
export function readGraded({ data, query, grade, ignore, separator }: ListDataOptions): {
  readonly columns: readonly Column[];
  readonly grades: Uint8Array;
  readonly lists: readonly Int32Array[];
} {
  const table = readTargets(data, { separator, targets: [grade], ignore: namesIn(ignore) });
  const problems = new Problems(data);
  const by = table.columns.find(({ name }) => name === query);
  if (by === undefined)
    return problems.fatal({
      path: 'header',
      message: 'has no query column of this name',
      given: show(query),
      allowed: table.columns.map(({ name }) => name).join(', '),
    });
  const grades = gradesOf(table.targets[0]!.values, grade, problems);
  const lists = listsBy(by, table.rows, problems);
  problems.check();
  const ordered = lists.filter((rows) => rows.some((row) => grades[row] !== grades[rows[0]!]));
  if (ordered.length < 2)
    problems.add({
      path: `column ${query}`,
      message: 'must make two lists or more whose documents have different grades',
      given: `${ordered.length} of ${lists.length}`,
    });
  problems.check();
  return { columns: table.columns.filter((column) => column !== by), grades, lists: ordered };
}

function gradesOf(values: Float64Array, column: string, problems: Problems): Uint8Array {
  return Uint8Array.from(values, (value, i) => {
    if (Number.isInteger(value) && value >= 0 && value <= MOST_GRADE) return value;
    problems.add({
      path: rowPath(i + 1, column),
      message: 'must be a grade',
      given: `${value}`,
      allowed: `a whole number from 0 to ${MOST_GRADE}`,
    });
    return 0;
  });
}

function listsBy(query: Column, rows: number, problems: Problems): Int32Array[] {
  const lists = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = query.kind === 'numeric' ? query.values[row]! : query.codes[row]!;
    const path = rowPath(row + 1, query.name);
    if (Number.isNaN(key) || key === MISSING) {
      problems.add({ path, message: 'has no query' });
      continue;
    }
    if (query.kind === 'categorical' && key === RARE)
      problems.fatal({ path, message: `is one more than the 1000 texts that tell queries apart; number them instead` });
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [row]);
    else list.push(row);
  }
  return [...lists.values()].map((list) => Int32Array.from(list));
}
