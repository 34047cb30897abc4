import { UserError } from '../../core/errors.js';
import { fillNumeric, type NumericFill, type Statistics, statisticsOver } from './column-kernels.js';
import {
  type CategoricalColumn,
  type Column,
  MISSING,
  type NumericColumn,
  type TextColumn,
} from './columns/columns.js';

/** Categories of one column that get an input of their own; the others share one. */
export const MAX_CATEGORIES = 50;
/** Largest number of inputs times rows (1 GiB of 32-bit floats). */
export const MAX_VALUES = 1 << 28;

/** How one number that a model takes is made of a column; plain data, kept with the model. */
export type InputSpec =
  /** (value / scale - mean) / deviation; 0 where the value is missing. */
  | {
      readonly kind: 'number';
      readonly column: string;
      readonly scale: number;
      readonly mean: number;
      readonly deviation: number;
    }
  /** 1 where the value is missing, else 0. */
  | { readonly kind: 'missing'; readonly column: string }
  /** 1 where the value is this text, else 0. */
  | { readonly kind: 'category'; readonly column: string; readonly value: string }
  /** 1 where the value is there and is none of these texts, else 0. */
  | { readonly kind: 'other'; readonly column: string; readonly known: readonly string[] }
  /** Times that a word or pair of words falls into this bucket, over the length of the vector of all buckets. */
  | { readonly kind: 'words'; readonly column: string; readonly bucket: number; readonly buckets: number };

/** Rows as a model takes them. */
export interface Features {
  readonly names: readonly string[];
  readonly inputs: readonly InputSpec[];
  readonly width: number;
  /** [rows, width], row-major. */
  readonly values: Float32Array;
}

/** A name of an input for people. */
export function inputName(input: InputSpec): string {
  switch (input.kind) {
    case 'number':
      return input.column;
    case 'missing':
      return `${input.column} is missing`;
    case 'category':
      return `${input.column}=${input.value}`;
    case 'other':
      return `${input.column}=other`;
    case 'words':
      return `${input.column}: words ${input.bucket}`;
    default:
      return input satisfies never;
  }
}

/**
 * Turns columns into inputs, with statistics of the training rows only. A number becomes (x - mean) / standard deviation
 * (population), a missing one the mean, told by an indicator input where training rows have such. A category becomes
 * one-hot over the training rows' most frequent {@link MAX_CATEGORIES}, with one more input for all others, seen or not;
 * missing is all zeros plus an indicator. A text becomes counts of hashed words. Inputs that are constant over the training
 * rows are left out.
 */
export function encodeFeatures(columns: readonly Column[], rows: number, training: ArrayLike<number>): Features {
  const inputs = fitInputs(columns, training);
  if (inputs.length === 0)
    throw new UserError({ path: 'data', message: 'has no column whose value differs between the training rows' });
  if (inputs.length * rows > MAX_VALUES)
    throw new UserError({
      path: 'data',
      message: 'is too large once categories are one-hot',
      given: `${rows} rows, ${inputs.length} inputs`,
      allowed: `at most ${MAX_VALUES} values`,
      hint: 'Leave columns out with the setting ignore',
    });
  return { names: inputs.map(inputName), inputs, width: inputs.length, values: applyInputs(inputs, columns, rows) };
}

/** The inputs that columns make, by the training rows. */
export function fitInputs(columns: readonly Column[], given: ArrayLike<number>): InputSpec[] {
  const training = given instanceof Int32Array ? given : Int32Array.from(given);
  const first = columns.find((column): column is NumericColumn => column.kind === 'numeric');
  const statistics = first === undefined ? null : statisticsOver(training, first.values.length);
  return columns.flatMap((column) => {
    switch (column.kind) {
      case 'numeric':
        return numericInputs(column.name, training, statistics!(column));
      case 'categorical':
        return categoricalInputs(column, training);
      case 'text':
        return textInputs(column, training);
      default:
        return column satisfies never;
    }
  });
}

/** Values [rows, inputs] of columns that may lack some; what is not there is missing. */
export function applyInputs(inputs: readonly InputSpec[], columns: readonly Column[], rows: number): Float32Array {
  const width = inputs.length;
  const values = new Float32Array(rows * width);
  const named = new Map(columns.map((column) => [column.name, column]));
  const buckets = new Map<string, Map<number, number>>();
  const numeric = inputs.flatMap((input, at): NumericFill[] => {
    const column = named.get(input.column);
    if (column?.kind !== 'numeric' || (input.kind !== 'number' && input.kind !== 'missing')) return [];
    return [{ at, column, standard: input.kind === 'number' ? input : null }];
  });
  fillNumeric(values, width, numeric, rows);
  inputs.forEach((input, i) => {
    const column = named.get(input.column);
    if (column === undefined) {
      if (input.kind === 'missing') for (let row = 0; row < rows; row++) values[row * width + i] = 1;
    } else if (input.kind === 'words') {
      const own = buckets.get(input.column) ?? new Map<number, number>();
      own.set(input.bucket, i);
      buckets.set(input.column, own);
    } else if (column.kind === 'categorical') fillCategory(values, width, i, input, column, rows);
    else if (column.kind === 'text' && input.kind === 'missing')
      for (let row = 0; row < rows; row++)
        if (column.offsets[row] === column.offsets[row + 1]) values[row * width + i] = 1;
  });
  for (const [name, own] of buckets) fillWords(values, width, own, named.get(name) as TextColumn, rows);
  return values;
}

function fillCategory(
  into: Float32Array,
  width: number,
  at: number,
  input: InputSpec,
  { texts, codes }: CategoricalColumn,
  rows: number,
): void {
  if (input.kind === 'missing') {
    for (let row = 0; row < rows; row++) if (codes[row] === MISSING) into[row * width + at] = 1;
  } else if (input.kind === 'category') {
    const code = texts.indexOf(input.value);
    if (code >= 0) for (let row = 0; row < rows; row++) if (codes[row] === code) into[row * width + at] = 1;
  } else if (input.kind === 'other') {
    const known = new Set(input.known);
    const own = texts.map((text) => known.has(text));
    for (let row = 0; row < rows; row++) {
      const code = codes[row]!;
      if (code !== MISSING && !(code >= 0 && own[code]!)) into[row * width + at] = 1;
    }
  }
}

function fillWords(
  into: Float32Array,
  width: number,
  places: ReadonlyMap<number, number>,
  { offsets, tokens, buckets }: TextColumn,
  rows: number,
): void {
  const counts = new Float64Array(buckets);
  for (let row = 0; row < rows; row++) {
    counts.fill(0);
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) counts[tokens[i]!]!++;
    let squares = 0;
    for (const count of counts) squares += count * count;
    if (squares === 0) continue;
    const length = Math.sqrt(squares);
    for (const [bucket, at] of places) into[row * width + at] = counts[bucket]! / length;
  }
}

function numericInputs(
  name: string,
  training: Int32Array,
  { present, largest, mean, variance }: Statistics,
): InputSpec[] {
  const inputs: InputSpec[] = [];
  const deviation = Math.sqrt(variance);
  if (deviation > 1e-12) inputs.push({ kind: 'number', column: name, scale: largest, mean, deviation });
  if (present > 0 && present < training.length) inputs.push({ kind: 'missing', column: name });
  return inputs;
}

function categoricalInputs({ name, texts, codes }: CategoricalColumn, training: Int32Array): InputSpec[] {
  const counts = new Int32Array(texts.length);
  let present = 0;
  for (let i = 0; i < training.length; i++) {
    const code = codes[training[i]!]!;
    if (code !== MISSING) present++;
    if (code >= 0) counts[code]!++;
  }
  const frequent = texts
    .map((_, code) => code)
    .filter((code) => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, MAX_CATEGORIES);
  const inputs: InputSpec[] = [];
  const covered = frequent.reduce((sum, code) => sum + counts[code]!, 0);
  for (const code of frequent)
    if (counts[code]! < training.length) inputs.push({ kind: 'category', column: name, value: texts[code]! });
  if (inputs.length > 0 || covered < present)
    inputs.push({ kind: 'other', column: name, known: frequent.map((code) => texts[code]!) });
  if (present > 0 && present < training.length) inputs.push({ kind: 'missing', column: name });
  return inputs;
}

function textInputs({ name, offsets, tokens, buckets }: TextColumn, training: Int32Array): InputSpec[] {
  const rows = new Int32Array(buckets);
  const last = new Int32Array(buckets).fill(-1);
  let present = 0;
  for (let i = 0; i < training.length; i++) {
    const row = training[i]!;
    if (offsets[row + 1]! > offsets[row]!) present++;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const bucket = tokens[at]!;
      if (last[bucket] === i) continue;
      last[bucket] = i;
      rows[bucket]!++;
    }
  }
  const inputs: InputSpec[] = [];
  for (let bucket = 0; bucket < buckets; bucket++)
    if (rows[bucket]! > 0) inputs.push({ kind: 'words', column: name, bucket, buckets });
  if (present > 0 && present < training.length) inputs.push({ kind: 'missing', column: name });
  return inputs;
}
