import { show, UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { makeNeedles, type NeedlesOptions } from '../generators/needles.js';
import type { Separator } from '../readers/csv.js';
import { encodeFeatures } from '../readers/features.js';
import { Problems, rowPath } from '../readers/problems.js';
import { MISSING, namesIn, readTable, type Table } from '../readers/table.js';
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

export interface BinaryDataOptions extends NeedlesOptions {
  /** A CSV or JSONL file; empty for generated rows. */
  readonly data: string;
  readonly label: string;
  readonly positive: string;
  readonly ignore: string;
  readonly separator: Separator;
  readonly maxRows: number;
  readonly testPart: number;
}

/** The rows that the settings describe, the test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadBinaryData(options: BinaryDataOptions, stream: Stream): BinaryData {
  if (options.data === '') {
    const { values, labels, logOdds } = makeNeedles(options, stream);
    const split = stratifiedSplit(labels, options.testPart, stream);
    return { width: options.features, values, labels, truth: logOdds, ...split };
  }
  const { table, labels } = readLabelled(options);
  const split = stratifiedSplit(labels, options.testPart, stream);
  const { width, values } = encodeFeatures(table.columns, table.rows, split.train);
  return { width, values, labels, truth: null, ...split };
}

function readLabelled(options: BinaryDataOptions): { table: Table; labels: Uint8Array } {
  const table = readTable(options.data, { ...options, ignore: namesIn(options.ignore) });
  const { texts, codes } = table.label;
  const problems = new Problems(options.data);
  const path = `column ${options.label}`;
  if (texts.length === 1) problems.add({ path, message: 'must have two classes, has one', given: show(texts[0]) });
  if (texts.length > 2) {
    const row = codes.findIndex((code) => code !== MISSING && code !== 0 && code !== 1) + 1;
    problems.add({
      path: rowPath(row, options.label),
      message: 'is a third class; there must be two',
      given: show(texts[2]),
      allowed: `${show(texts[0])} or ${show(texts[1])}`,
    });
  }
  problems.check();
  const counts = [0, 0];
  for (const code of codes) counts[code]!++;
  texts.forEach((text, code) => {
    if (counts[code]! < 2)
      problems.add({ path, message: 'must have two rows or more of each class', given: show(text) });
  });
  const positive = positiveClass(options, texts, counts);
  problems.check();
  return { table, labels: Uint8Array.from(codes, (code) => (code === positive ? 1 : 0)) };
}

const POSITIVE_WORDS: ReadonlySet<string> = new Set(['1', '+1', 'true', 'yes', 'y', 't', 'positive', 'pos']);

/** The class named by the user, else one that reads as a yes, else the rarer one. */
function positiveClass(options: BinaryDataOptions, texts: readonly string[], counts: readonly number[]): number {
  if (options.positive !== '') {
    const named = texts.indexOf(options.positive);
    if (named >= 0) return named;
    throw new UserError({
      file: options.data,
      path: `column ${options.label}`,
      message: 'does not hold the class named as positive',
      given: show(options.positive),
      allowed: texts.map(show).join(' or '),
    });
  }
  const yes = texts.map((text) => POSITIVE_WORDS.has(text.toLowerCase()));
  if (yes[0] !== yes[1]) return yes[0] === true ? 0 : 1;
  return counts[0]! < counts[1]! ? 0 : 1;
}
