import { UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type CurveOptions, makeCurve, RANGE } from '../generators/curves.js';
import type { Separator } from '../readers/csv.js';
import { encodeFeatures } from '../readers/features.js';
import { namesIn, readTargets, type TargetTable } from '../readers/table.js';

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
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** From where to where the first input goes. */
  readonly range: readonly [number, number];
}

export interface RegressionDataOptions extends CurveOptions {
  /** A CSV or JSONL file; empty for generated rows. */
  readonly data: string;
  readonly target: string;
  readonly ignore: string;
  readonly separator: Separator;
  readonly maxRows: number;
  readonly testPart: number;
}

/** The rows that the settings describe, the test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadRegressionData(options: RegressionDataOptions, stream: Stream): RegressionData {
  if (options.data === '') {
    const { x, y, truth, outlier } = makeCurve(options, stream);
    const split = splitRows(y.length, options.testPart, stream);
    return { width: options.features, x, y, truth, outlier, ...split, range: [-RANGE, RANGE] };
  }
  const table = readRows(options);
  const split = splitRows(table.rows, options.testPart, stream);
  const { width, values } = encodeFeatures(table.columns, table.rows, split.train);
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < table.rows; row++) {
    low = Math.min(low, values[row * width]!);
    high = Math.max(high, values[row * width]!);
  }
  return { width, x: values, y: table.targets[0]!.values, truth: null, outlier: null, ...split, range: [low, high] };
}

/** Throws a UserError when the user's file does not hold what the settings say. */
export function readRows(options: RegressionDataOptions): TargetTable {
  const { data, separator, maxRows, target, ignore } = options;
  const table = readTargets(data, { separator, maxRows, targets: [target], ignore: namesIn(ignore) });
  if (table.rows < 4)
    throw new UserError({ file: data, path: '', message: 'must have 4 rows or more', given: `${table.rows}` });
  return table;
}

function splitRows(rows: number, testPart: number, stream: Stream): Pick<RegressionData, 'train' | 'test'> {
  const order = stream.shuffle(Int32Array.from({ length: rows }, (_, i) => i));
  const tested = Math.min(rows - 1, Math.max(1, Math.round(rows * testPart)));
  return { train: order.subarray(tested), test: order.slice(0, tested) };
}
