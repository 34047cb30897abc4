import { show, UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type LabelsOptions, makeLabels } from '../generators/labels.js';
import type { Separator } from '../readers/csv.js';
import { encodeFeatures } from '../readers/features.js';
import { Problems, rowPath } from '../readers/problems.js';
import { namesIn, readTargets, type TargetTable } from '../readers/table.js';

/** Rows that carry any number of labels, split into a training and a test part. */
export interface LabelData {
  readonly width: number;
  readonly labels: number;
  /** [rows, width], row-major. */
  readonly values: Float32Array;
  /** [rows, labels] of 0 and 1. */
  readonly targets: Uint8Array;
  /** True log-odds [rows, labels], where they are known. */
  readonly logOdds: Float64Array | null;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface LabelDataOptions extends LabelsOptions {
  readonly testSamples: number;
  /** A CSV or JSONL file; empty for generated rows. */
  readonly data: string;
  /** Names of the columns that hold the labels, separated by commas. */
  readonly labelColumns: string;
  readonly ignore: string;
  readonly separator: Separator;
  readonly maxRows: number;
  readonly testPart: number;
}

const from = (start: number, length: number) => Int32Array.from({ length }, (_, i) => start + i);

/** The rows that the settings describe, a file's test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadLabelData(options: LabelDataOptions, stream: Stream): LabelData {
  const { samples, testSamples } = options;
  if (options.data === '') {
    const made = makeLabels({ ...options, samples: samples + testSamples }, stream);
    const split = { train: from(0, samples), test: from(samples, testSamples) };
    return { width: options.features, labels: options.labels, ...made, ...split };
  }
  const table = readLabels(options);
  const { rows } = table;
  const labels = table.targets.length;
  const order = stream.shuffle(from(0, rows));
  const tested = Math.min(rows - 1, Math.max(1, Math.round(rows * options.testPart)));
  const [test, train] = [order.slice(0, tested), order.slice(tested)];
  const targets = Uint8Array.from({ length: rows * labels }, (_, i) => {
    return table.targets[i % labels]!.values[Math.floor(i / labels)]!;
  });
  return { ...encodeFeatures(table.columns, rows, train), labels, targets, logOdds: null, train, test };
}

/** The number of labels that the settings describe. */
export function labelsOf(options: LabelDataOptions): number {
  return options.data === '' ? options.labels : namesIn(options.labelColumns).length;
}

function readLabels(options: LabelDataOptions): TargetTable {
  const { data, separator, maxRows, ignore } = options;
  const targets = namesIn(options.labelColumns);
  if (targets.length < 2)
    throw new UserError({
      path: 'labelColumns',
      message: 'must name two columns or more of the data file, separated by commas',
      given: show(options.labelColumns),
    });
  const table = readTargets(data, { separator, maxRows, targets, ignore: namesIn(ignore) });
  const problems = new Problems(data);
  for (const { name, values } of table.targets) {
    values.forEach((value, row) => {
      if (value !== 0 && value !== 1)
        problems.add({ path: rowPath(row + 1, name), message: 'must be 0 or 1', given: `${value}` });
    });
  }
  if (table.rows < 4) problems.add({ path: '', message: 'must have 4 rows or more', given: `${table.rows}` });
  problems.check();
  return table;
}
