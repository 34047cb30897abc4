import { show, UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { type ClustersOptions, makeClusters } from '../generators/clusters.js';
import { encodeFeatures } from '../readers/features.js';
import { DICTIONARY } from '../readers/table.js';
import { missingHint } from './classification-data.js';
import { leaksIn } from './leaks.js';
import { classCounts, type OwnRows, understood } from './own-rows.js';
import { type OwnTable, type OwnTableOptions, ownTable, splitOwn } from './own-table.js';
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
  /** Training rows whose label was redrawn to another class, where some were. */
  readonly flipped?: Int32Array;
  /** True probabilities [rows, classes], where they are known. */
  readonly odds: Float64Array | null;
}

export interface ClassDataOptions extends ClustersOptions, OwnTableOptions {
  readonly label: string;
  readonly testPart: number;
  /** Part of the generated training rows whose label is redrawn evenly over all classes. */
  readonly redrawn: number;
  /** How many times as many generated training rows the first class has as the last. */
  readonly tail: number;
}

/** The rows that the settings describe, the test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadClassData(
  options: ClassDataOptions,
  stream: Stream,
): { readonly data: ClassData; readonly own: OwnRows | null } {
  if (options.data === '') {
    const { values, labels, odds } = makeClusters(options, stream);
    const { classes, testPart, tail, redrawn } = options;
    const { train, test } = stratifiedSplit(labels, testPart, stream);
    const kept = tail > 1 ? train.filter((row) => stream.uniform() < shareOf(labels[row]!, classes, tail)) : train;
    const wrong = redrawn > 0 ? redraw(labels, kept, classes, redrawn, stream) : undefined;
    const rows = { values, labels, odds, train: kept, test, ...(wrong && { flipped: wrong }) };
    return { data: { width: options.features, classes, ...rows }, own: null };
  }
  const own = readLabelled(options);
  const { table } = own;
  const { texts, codes } = table.keys.get(options.label)!;
  const labels = Int32Array.from(codes);
  const { how, ...split } = splitOwn(own, options, stream, labels);
  const { width, values, inputs } = encodeFeatures(table.columns, table.rows, split.train);
  const { counts, classes, classCount } = classCounts(texts, labels);
  const single = texts.filter((_, code) => counts[code] === 1);
  const untaught = untaughtClasses(texts, labels, split);
  const rows = understood({
    ...{ task: 'multi-class', own, options, split: { how }, inputs },
    train: split.train.length,
    test: split.test.length,
    target: { column: options.label, kind: 'one of several classes', classes, classCount },
    warnings: [
      ...(single.length === 0
        ? []
        : [`classes of a single row are trained on and never tested: ${single.slice(0, 5).map(show).join(', ')}`]),
      ...(untaught.length === 0
        ? []
        : [`classes without a training row cannot be learned: ${untaught.slice(0, 5).map(show).join(', ')}`]),
      ...leaksIn(table.columns, split.train, labels, null),
    ],
  });
  return { data: { width, classes: texts.length, values, labels, odds: null, ...split }, own: rows };
}

/** Part of the rows of a class that is kept: from all of the first, geometrically, to one in `tail` of the last. */
function shareOf(label: number, classes: number, tail: number): number {
  return maths.exp((-label / (classes - 1)) * maths.log(tail));
}

/** Redraws the labels of a part of the rows in place; returns those rows whose label came out another. */
function redraw(labels: Int32Array, rows: Int32Array, classes: number, part: number, stream: Stream): Int32Array {
  return rows.filter((row) => {
    if (stream.uniform() >= part) return false;
    const drawn = stream.below(classes);
    const changed = drawn !== labels[row];
    labels[row] = drawn;
    return changed;
  });
}

function untaughtClasses(
  texts: readonly string[],
  labels: Int32Array,
  { train, test }: Pick<ClassData, 'train' | 'test'>,
): readonly string[] {
  const taught = new Set(Array.from(train, (row) => labels[row]!));
  const tested = new Set(Array.from(test, (row) => labels[row]!));
  return texts.filter((_, code) => tested.has(code) && !taught.has(code));
}

/** The number of classes that the settings describe; reads the user's file, if there is one. */
export function classesOf(options: ClassDataOptions): number {
  return options.data === '' ? options.classes : readLabelled(options).table.keys.get(options.label)!.texts.length;
}

function readLabelled(options: ClassDataOptions): OwnTable {
  const own = ownTable(options, [[options.label, 'label']]);
  const { texts } = own.table.keys.get(options.label)!;
  const path = `column ${options.label}`;
  if (texts.length > DICTIONARY)
    throw new UserError({
      file: options.data,
      path,
      message: `has more than the ${DICTIONARY} classes allowed`,
      given: `${texts.length}`,
      hint: 'For numbers use the task regression',
    });
  if (texts.length < 2)
    throw new UserError({
      file: options.data,
      path,
      message: 'must have two classes or more, has one',
      given: show(texts[0]),
      ...missingHint(own),
    });
  return own;
}
