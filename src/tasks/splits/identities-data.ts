import { UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type IdentitiesOptions, makeIdentities } from '../generators/identities.js';
import { encodeFeatures } from '../readers/features.js';
import { type ClassTableOptions, readClasses } from './class-table.js';
import { LISTED_CLASSES, type OwnRows, understood } from './own-rows.js';

/** Rows of many classes, of which some are kept for the test. */
export interface IdentityData {
  readonly width: number;
  /** [rows, width], row-major. */
  readonly values: Float32Array;
  /** The rows of each class that is trained on. */
  readonly train: readonly Int32Array[];
  /** The rows of each class that training never sees. */
  readonly test: readonly Int32Array[];
  /** Of each row what tells of its class, where that is known. */
  readonly truth: { readonly width: number; readonly values: Float64Array } | null;
}

export interface IdentityDataOptions extends IdentitiesOptions, ClassTableOptions {
  readonly testPart: number;
  readonly rowsPerClass: number;
}

/** All pairs of test rows are compared at each evaluation. */
export const MOST_TESTED = 4000;
/** Classes of which two can be told apart on either side. */
const LEAST_CLASSES = 4;

/** The rows that the settings describe, the classes of the test drawn by `stream`. Throws a UserError that names file and row. */
export function loadIdentities(
  options: IdentityDataOptions,
  stream: Stream,
): { readonly data: IdentityData; readonly own: OwnRows | null } {
  if (options.data !== '') return readIdentities(options, stream);
  const { trainClasses, testClasses, perClass, features, traits } = options;
  const made = makeIdentities(options, stream);
  const rowsOf = Array.from({ length: trainClasses + testClasses }, (_, c) =>
    Int32Array.from({ length: perClass }, (_, i) => c * perClass + i),
  );
  const data = {
    width: features,
    values: made.values,
    train: rowsOf.slice(0, trainClasses),
    test: rowsOf.slice(trainClasses),
    truth: { width: traits, values: made.traits },
  };
  return { data, own: null };
}

function readIdentities(options: IdentityDataOptions, stream: Stream) {
  const { own, names, rowsOf } = readClasses(options, LEAST_CLASSES, Math.max(2, options.rowsPerClass));
  const { table } = own;
  const order = stream.shuffle(Int32Array.from(rowsOf.keys()));
  const wanted = Math.round(order.length * options.testPart);
  const tested = Math.min(order.length - 2, Math.max(2, wanted));
  const pick = (from: number, to: number) => Array.from(order.subarray(from, to), (c) => rowsOf[c]!);
  const train = pick(tested, order.length);
  const training = Int32Array.from(train.flatMap((rows) => [...rows]));
  const { width, values, inputs } = encodeFeatures(table.columns, table.rows, training);
  const test = fewEnough(pick(0, tested), stream);
  const rows = understood({
    ...{ task: 'identities', own, options, inputs, unit: 'classes', train: train.length, test: test.length },
    split: { how: `${Math.round(100 * options.testPart)} % of the classes, drawn by the seed, are never trained on` },
    target: {
      column: options.label,
      kind: 'the class of a row',
      classes: names.slice(0, LISTED_CLASSES).map((name, c) => ({ name, rows: rowsOf[c]!.length })),
      classCount: names.length,
    },
  });
  return { data: { width, values, train, test, truth: null }, own: rows };
}

/** As many rows of each class as together do not go beyond {@link MOST_TESTED}, at least two. */
function fewEnough(classes: readonly Int32Array[], stream: Stream): Int32Array[] {
  const most = Math.max(2, Math.floor(MOST_TESTED / classes.length));
  return classes.map((rows) => (rows.length <= most ? rows : stream.shuffle(rows.slice()).slice(0, most)));
}

/** Throws a UserError for settings that ask for too many pairs or for more rows than there are. */
export function checkIdentities(options: IdentityDataOptions): void {
  const { data, testClasses, perClass, rowsPerClass } = options;
  if (data !== '') {
    readClasses(options, LEAST_CLASSES, Math.max(2, rowsPerClass));
    return;
  }
  if (testClasses * perClass > MOST_TESTED)
    throw new UserError({
      path: 'testClasses',
      message: `times perClass must be at most ${MOST_TESTED}: all pairs of test rows are compared`,
      given: `${testClasses} times ${perClass}`,
    });
  if (rowsPerClass > perClass)
    throw new UserError({
      path: 'rowsPerClass',
      message: 'must not be more than the rows of a class',
      given: `${rowsPerClass}`,
      allowed: `2 to ${perClass}`,
    });
}
