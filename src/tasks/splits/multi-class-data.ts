import { show, UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type ClustersOptions, makeClusters } from '../generators/clusters.js';
import type { Separator } from '../readers/csv.js';
import { encodeFeatures } from '../readers/features.js';
import { Problems, rowPath } from '../readers/problems.js';
import { DICTIONARY, namesIn, RARE, readTable, type Table } from '../readers/table.js';
import { stratifiedSplit } from './stratified-split.js';

/** Rows of one class each, split into a training and a test part. */
export interface ClassData {
  readonly width: number;
  readonly classes: number;
  /** [rows, width], row-major. */
  readonly values: Float32Array;
  readonly labels: Int32Array;
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** True probabilities [rows, classes], where they are known. */
  readonly odds: Float64Array | null;
}

export interface ClassDataOptions extends ClustersOptions {
  /** A CSV or JSONL file; empty for generated rows. */
  readonly data: string;
  readonly label: string;
  readonly ignore: string;
  readonly separator: Separator;
  readonly maxRows: number;
  readonly testPart: number;
}

/** The rows that the settings describe, the test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadClassData(options: ClassDataOptions, stream: Stream): ClassData {
  if (options.data === '') {
    const { values, labels, odds } = makeClusters(options, stream);
    const split = stratifiedSplit(labels, options.testPart, stream);
    return { width: options.features, classes: options.classes, values, labels, odds, ...split };
  }
  const table = readLabelled(options);
  const labels = table.label.codes;
  const split = stratifiedSplit(labels, options.testPart, stream);
  const { width, values } = encodeFeatures(table.columns, table.rows, split.train);
  return { width, classes: table.label.texts.length, values, labels, odds: null, ...split };
}

/** The number of classes that the settings describe; reads the user's file, if there is one. */
export function classesOf(options: ClassDataOptions): number {
  return options.data === '' ? options.classes : readLabelled(options).label.texts.length;
}

function readLabelled(options: ClassDataOptions): Table {
  const table = readTable(options.data, { ...options, ignore: namesIn(options.ignore) });
  const { texts, codes } = table.label;
  const beyond = codes.indexOf(RARE);
  if (beyond >= 0)
    throw new UserError({
      file: options.data,
      path: rowPath(beyond + 1, options.label),
      message: `is one more than the ${DICTIONARY} classes allowed`,
    });
  const problems = new Problems(options.data);
  const path = `column ${options.label}`;
  if (texts.length < 2)
    problems.add({ path, message: 'must have two classes or more, has one', given: show(texts[0]) });
  const counts = texts.map(() => 0);
  for (const code of codes) counts[code]!++;
  texts.forEach((text, code) => {
    if (counts[code]! < 2)
      problems.add({ path, message: 'must have two rows or more of each class', given: show(text) });
  });
  problems.check();
  return table;
}
