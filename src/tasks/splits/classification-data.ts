import { show, UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { makeNeedles, type NeedlesOptions } from '../generators/needles.js';
import { encodeFeatures } from '../readers/features.js';
import { Problems, rowPath } from '../readers/problems.js';
import { leaksIn } from './leaks.js';
import { classCounts, type OwnRows, understood } from './own-rows.js';
import { type OwnTable, type OwnTableOptions, ownTable, splitOwn } from './own-table.js';
import { stratifiedSplit } from './stratified-split.js';

/** Rows for a binary classifier, split into a training and a test part. */
export interface BinaryData {
  readonly width: number;
  /** [rows, width], row-major. */
  readonly values: Float32Array;
  /** 1 positive, 0 negative. */
  readonly labels: Uint8Array;
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** The true log-odds of each row, where they are known. */
  readonly truth: Float64Array | null;
}

export interface BinaryDataOptions extends NeedlesOptions, OwnTableOptions {
  readonly label: string;
  readonly positive: string;
  readonly testPart: number;
}

/** The rows that the settings describe, the test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadBinaryData(
  options: BinaryDataOptions,
  stream: Stream,
): { readonly data: BinaryData; readonly own: OwnRows | null } {
  if (options.data === '') {
    const { values, labels, logOdds } = makeNeedles(options, stream);
    const split = stratifiedSplit(labels, options.testPart, stream);
    return { data: { width: options.features, values, labels, truth: logOdds, ...split }, own: null };
  }
  const own = ownTable(options, [[options.label, 'label']]);
  const { labels, positive } = labelled(options, own);
  const { how, ...split } = splitOwn(own, options, stream, labels);
  checkSides(options, labels, split, how);
  const { table } = own;
  const { width, values, inputs } = encodeFeatures(table.columns, table.rows, split.train);
  const { texts, codes } = table.keys.get(options.label)!;
  const rows = understood({
    ...{ task: 'classification', own, options, split: { how }, inputs },
    train: split.train.length,
    test: split.test.length,
    target: {
      column: options.label,
      kind: 'one of two classes',
      positive: texts[positive.code]!,
      positiveHow: positive.how,
      ...{ classes: classCounts(texts, codes).classes, classCount: texts.length },
    },
    warnings: leaksIn(table.columns, split.train, labels, null),
  });
  return { data: { width, values, labels, truth: null, ...split }, own: rows };
}

/** Both classes must be on either side, or nothing can be learned or judged. */
function checkSides(
  { data, label }: BinaryDataOptions,
  labels: Uint8Array,
  { train, test }: Pick<BinaryData, 'train' | 'test'>,
  how: string,
): void {
  for (const [rows, side] of [
    [train, 'training'],
    [test, 'test'],
  ] as const) {
    let positives = 0;
    for (let i = 0; i < rows.length; i++) positives += labels[rows[i]!]!;
    if (positives > 0 && positives < rows.length) continue;
    throw new UserError({
      file: data,
      path: `column ${label}`,
      message: `has one class only among the ${side} rows`,
      given: `${rows.length} rows: ${how}`,
    });
  }
}

/** What a single class may come of: another one that reads as a missing value. */
export function missingHint({ table }: OwnTable): { readonly hint?: string } {
  const [first] = table.report.dropped;
  if (first === undefined) return {};
  return {
    hint: `${first.count} rows were left out: ${first.reason}. Add task.missing=none when NA, None or null is a class`,
  };
}

function labelled(options: BinaryDataOptions, own: OwnTable) {
  const { texts, codes } = own.table.keys.get(options.label)!;
  const problems = new Problems(options.data);
  const path = `column ${options.label}`;
  if (texts.length === 1)
    problems.add({ path, message: 'must have two classes, has one', given: show(texts[0]), ...missingHint(own) });
  if (texts.length > 2) {
    const at = codes.findIndex((code) => code !== 0 && code !== 1);
    problems.add({
      path: rowPath(own.table.numbers[at]!, options.label),
      message: 'is a third class; there must be two',
      given: show(texts[2]),
      allowed: `${show(texts[0])} or ${show(texts[1])}`,
      hint: 'For more classes use the task multi-class, for numbers regression',
    });
  }
  problems.check();
  const { counts } = classCounts(texts, codes);
  texts.forEach((text, code) => {
    if (counts[code]! < 2)
      problems.add({ path, message: 'must have two rows or more of each class', given: show(text) });
  });
  const positive = positiveClass(options, texts, counts);
  problems.check();
  const labels = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) labels[row] = codes[row] === positive.code ? 1 : 0;
  return { labels, positive };
}

const POSITIVE_WORDS: ReadonlySet<string> = new Set(['true', 'yes', 'y', 't', 'positive', 'pos']);

/** The class named by the user, else one that reads as a yes, else the rarer one. */
function positiveClass(
  options: BinaryDataOptions,
  texts: readonly string[],
  counts: readonly number[],
): { readonly code: number; readonly how: string } {
  const change = 'change with task.positive';
  if (options.positive !== '') {
    const named = texts.indexOf(options.positive);
    if (named >= 0) return { code: named, how: 'task.positive' };
    throw new UserError({
      file: options.data,
      path: `column ${options.label}`,
      message: 'does not hold the class named as positive',
      given: show(options.positive),
      allowed: texts.map(show).join(' or '),
    });
  }
  const yes = texts.map((text) => POSITIVE_WORDS.has(text.toLowerCase()) || (text.trim() !== '' && Number(text) === 1));
  if (yes[0] !== yes[1]) return { code: yes[0] === true ? 0 : 1, how: `reads as a yes; ${change}` };
  if (counts[0] === counts[1]) return { code: 1, how: `the second in the file, both have as many rows; ${change}` };
  return { code: counts[0]! < counts[1]! ? 0 : 1, how: `the rarer class; ${change}` };
}
