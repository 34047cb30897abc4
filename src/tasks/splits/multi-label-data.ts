import { show, UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { type LabelsOptions, makeLabels } from '../generators/labels.js';
import { encodeFeatures } from '../readers/features.js';
import { Problems, rowPath } from '../readers/problems.js';
import { MISSING, namesIn, type Role } from '../readers/table.js';
import { LISTED_CLASSES, type OwnRows, understood } from './own-rows.js';
import { type OwnTable, type OwnTableOptions, ownTable, splitOwn } from './own-table.js';

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

export interface LabelDataOptions extends LabelsOptions, OwnTableOptions {
  readonly testSamples: number;
  /** Names of the columns of yes and no that hold the labels, or of the one column that lists them, separated by commas. */
  readonly labelColumns: string;
  readonly testPart: number;
}

/** Labels of one column of lists that are told apart; rarer ones are left out. */
const MOST_LABELS = 1000;
const YES: ReadonlySet<string> = new Set(['1', '1.0', 'true', 'yes', 'y', 't']);
const NO: ReadonlySet<string> = new Set(['0', '0.0', 'false', 'no', 'n', 'f']);

const from = (start: number, length: number) => Int32Array.from({ length }, (_, i) => start + i);

/** The rows that the settings describe, a file's test part drawn by `stream`. Throws a UserError that names file and row. */
export function loadLabelData(
  options: LabelDataOptions,
  stream: Stream,
): { readonly data: LabelData; readonly own: OwnRows | null; readonly names: readonly string[] } {
  const { samples, testSamples } = options;
  if (options.data === '') {
    const made = makeLabels({ ...options, samples: samples + testSamples }, stream);
    const split = { train: from(0, samples), test: from(samples, testSamples) };
    return { data: { width: options.features, labels: options.labels, ...made, ...split }, own: null, names: [] };
  }
  const { own, names, targets, warnings } = readLabels(options);
  const { table } = own;
  const labels = names.length;
  const { how, ...split } = splitOwn(own, options, stream, null);
  const { width, values, inputs } = encodeFeatures(table.columns, table.rows, split.train);
  const counts = names.map((_, k) => {
    let count = 0;
    for (let row = 0; row < table.rows; row++) count += targets[row * labels + k]!;
    return count;
  });
  const rows = understood({
    ...{ task: 'multi-label', own, options, split: { how }, inputs, warnings },
    train: split.train.length,
    test: split.test.length,
    target: {
      column: options.labelColumns,
      kind: 'any number of labels',
      classes: names.slice(0, LISTED_CLASSES).map((name, k) => ({ name, rows: counts[k]! })),
      classCount: labels,
    },
  });
  return { data: { width, values, labels, targets, logOdds: null, ...split }, own: rows, names };
}

/** The number of labels that the settings describe. */
export function labelsOf(options: LabelDataOptions): number {
  return options.data === '' ? options.labels : readLabels(options).names.length;
}

interface ReadLabels {
  readonly own: OwnTable;
  readonly names: readonly string[];
  /** [rows, labels] of 0 and 1. */
  readonly targets: Uint8Array;
  readonly warnings: readonly string[];
}

function readLabels(options: LabelDataOptions): ReadLabels {
  const wanted = namesIn(options.labelColumns);
  if (wanted.length === 0)
    throw new UserError({
      path: 'labelColumns',
      message: 'must name the columns of the data file that hold the labels, separated by commas',
      given: show(options.labelColumns),
      allowed: 'several columns of 0 and 1 or of true and false, or one column of texts such as red|round',
    });
  const role: Role = wanted.length === 1 ? 'mark' : 'label';
  const own = ownTable(
    options,
    wanted.map((name) => [name, role]),
    Object.fromEntries(wanted.map((name) => [name, 'label'])),
  );
  const problems = new Problems(options.data);
  if (own.table.rows < 4) problems.add({ path: '', message: 'must have 4 rows or more', given: `${own.table.rows}` });
  const read = wanted.length === 1 ? fromLists(own, wanted[0]!, problems) : fromColumns(own, wanted, problems);
  problems.check();
  return { own, ...read };
}

function fromColumns({ table }: OwnTable, names: readonly string[], problems: Problems): Omit<ReadLabels, 'own'> {
  const targets = new Uint8Array(table.rows * names.length);
  names.forEach((name, k) => {
    const { texts, codes } = table.keys.get(name)!;
    const yes = texts.map((text) => (YES.has(text.toLowerCase()) ? 1 : NO.has(text.toLowerCase()) ? 0 : -1));
    for (let row = 0; row < table.rows; row++) {
      const value = yes[codes[row]!]!;
      if (value < 0) {
        const path = rowPath(table.numbers[row]!, name);
        problems.add({ path, message: 'must be 0 or 1, or true or false', given: show(texts[codes[row]!]) });
      } else targets[row * names.length + k] = value;
    }
  });
  return { names, targets, warnings: [] };
}

/** One column of texts such as `red|round`: what stands between bars, or semicolons, or commas, is a label. */
function fromLists({ table }: OwnTable, name: string, problems: Problems): Omit<ReadLabels, 'own'> {
  const { texts, codes } = table.keys.get(name)!;
  const mark = ['|', ';', ','].find((one) => texts.some((text) => text.includes(one))) ?? '|';
  const lists = texts.map((text) =>
    text
      .replace(/^[[({](.*)[\])}]$/s, '$1')
      .split(mark)
      .map((label) => label.trim().replace(/^(["'])(.*)\1$/, '$2'))
      .filter((label) => label !== ''),
  );
  const counts = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) {
    if (codes[row] === MISSING) continue;
    for (const label of new Set(lists[codes[row]!]!)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const all = [...counts].sort((a, b) => b[1] - a[1]);
  // A label of one row cannot be on both sides of a split.
  const kept = all.filter(([, count]) => count >= 2).slice(0, MOST_LABELS);
  const names = kept.map(([label]) => label);
  if (names.every((label) => YES.has(label.toLowerCase()) || NO.has(label.toLowerCase())))
    throw new UserError({
      path: 'labelColumns',
      message: 'names one column of yes and no: there must be two columns or more, or one that lists labels',
      given: show(name),
      hint: 'For a single yes or no use the task classification',
    });
  if (names.length < 2)
    problems.add({
      path: `column ${name}`,
      message: 'must list two different labels or more that stand in two rows or more',
      given: `${names.length}`,
    });
  const place = new Map(names.map((label, k) => [label, k]));
  const targets = new Uint8Array(table.rows * names.length);
  for (let row = 0; row < table.rows; row++) {
    if (codes[row] === MISSING) continue;
    for (const label of lists[codes[row]!]!) {
      const k = place.get(label);
      if (k !== undefined) targets[row * names.length + k] = 1;
    }
  }
  const left = all.length - kept.length;
  const warnings = left === 0 ? [] : [`${left} labels of a single row, or beyond ${MOST_LABELS}, are left out`];
  return { names, targets, warnings };
}
