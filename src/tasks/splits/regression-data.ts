import { UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type CurveOptions, makeCurve, RANGE } from '../generators/curves.js';
import { encodeFeatures } from '../readers/features.js';
import { leaksIn } from './leaks.js';
import { type OwnRows, understood } from './own-rows.js';
import { chanceSplit, type OwnTable, type OwnTableOptions, ownTable, splitOwn } from './own-table.js';

/** Rows with a number each, split into a training and a test part. */
export interface RegressionData {
  readonly width: number;
  /** [rows, width], row-major. */
  readonly x: Float32Array;
  readonly y: Float64Array;
  /** What the noise was added to, where it is known. */
  readonly truth: Float64Array | null;
  /** Rows whose target was moved far away; null where that is not known. */
  readonly outlier: readonly boolean[] | null;
  /** Deviation of the noise of each row, where it is known to differ. */
  readonly deviations?: Float64Array;
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** From where to where the first input goes. */
  readonly range: readonly [number, number];
}

export interface RegressionDataOptions extends CurveOptions, OwnTableOptions {
  readonly target: string;
  readonly testPart: number;
}

/** Least number of rows. */
const LEAST = 4;

/** The rows that the settings describe, the test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadRegressionData(
  options: RegressionDataOptions,
  stream: Stream,
): { readonly data: RegressionData; readonly own: OwnRows | null } {
  if (options.data === '') {
    const made = makeCurve(options, stream);
    const { y } = made;
    const split = chanceSplit(y.length, options.testPart, stream);
    return { data: { width: options.features, ...made, ...split, range: [-RANGE, RANGE] }, own: null };
  }
  const own = readRows(options);
  const { table } = own;
  const { how, ...split } = splitOwn(own, options, stream, null);
  const { width, values, inputs } = encodeFeatures(table.columns, table.rows, split.train);
  const y = Float64Array.from(table.targets.get(options.target)!.values);
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < table.rows; row++) {
    low = Math.min(low, values[row * width]!);
    high = Math.max(high, values[row * width]!);
  }
  const { least, most, mean, deviation } = momentsOf(y);
  const rows = understood({
    ...{ task: 'regression', own, options, split: { how }, inputs },
    train: split.train.length,
    test: split.test.length,
    target: { column: options.target, kind: 'a number', range: [least, most], mean, deviation },
    warnings: leaksIn(table.columns, split.train, null, y),
  });
  return { data: { width, x: values, y, truth: null, outlier: null, ...split, range: [low, high] }, own: rows };
}

/** Range, mean and deviation (population), without overflow for large numbers. */
export function momentsOf(values: ArrayLike<number>) {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  const scale = Math.max(Math.abs(least), Math.abs(most), Number.MIN_VALUE);
  let [mean, variance] = [0, 0];
  for (let i = 0; i < values.length; i++) mean += values[i]! / scale / values.length;
  for (let i = 0; i < values.length; i++) {
    const d = values[i]! / scale - mean;
    variance += (d * d) / values.length;
  }
  return { least, most, mean: mean * scale, deviation: Math.sqrt(variance) * scale };
}

/** Throws a UserError when the user's file does not hold what the settings say. */
function readRows(options: RegressionDataOptions): OwnTable {
  const own = ownTable(options, [[options.target, 'target']]);
  if (own.table.rows < LEAST)
    throw new UserError({
      file: options.data,
      path: '',
      message: `must have ${LEAST} rows or more`,
      given: `${own.table.rows}`,
    });
  return own;
}
