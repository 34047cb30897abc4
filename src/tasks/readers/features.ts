import { UserError } from '../../core/errors.js';
import { type CategoricalColumn, type Column, MISSING, type NumericColumn } from './table.js';

/** Categories of one column that get an input of their own; the others share one. */
export const MAX_CATEGORIES = 50;
/** Largest number of inputs times rows (512 MiB of 32-bit floats). */
export const MAX_VALUES = 1 << 27;

/** Rows as a model takes them. */
export interface Features {
  readonly names: readonly string[];
  readonly width: number;
  /** [rows, width], row-major. */
  readonly values: Float32Array;
}

interface Input {
  readonly name: string;
  readonly of: (row: number) => number;
}

/**
 * Turns columns into inputs, with statistics of the training rows only. A number becomes (x - mean) / standard deviation
 * (population), a missing one the mean, told by an indicator input where training rows have such. A category becomes
 * one-hot over the training rows' most frequent {@link MAX_CATEGORIES}, with one more input for all others, seen or not;
 * missing is all zeros plus an indicator. Inputs that are constant over the training rows are left out.
 */
export function encodeFeatures(columns: readonly Column[], rows: number, training: ArrayLike<number>): Features {
  const inputs = columns.flatMap((column) =>
    column.kind === 'numeric' ? numericInputs(column, training) : categoricalInputs(column, training),
  );
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
  const width = inputs.length;
  const values = new Float32Array(rows * width);
  inputs.forEach((input, i) => {
    for (let row = 0; row < rows; row++) values[row * width + i] = input.of(row);
  });
  return { names: inputs.map((input) => input.name), width, values };
}

function numericInputs({ name, values }: NumericColumn, training: ArrayLike<number>): Input[] {
  let largest = 0;
  let present = 0;
  for (let i = 0; i < training.length; i++) {
    const value = values[training[i]!]!;
    if (Number.isNaN(value)) continue;
    present++;
    largest = Math.max(largest, Math.abs(value));
  }
  const inputs: Input[] = [];
  // Scaled by the largest value first, so that squares neither overflow nor vanish.
  const scaled = (row: number): number => values[row]! / largest;
  let mean = 0;
  for (let i = 0; i < training.length; i++) {
    const value = scaled(training[i]!);
    if (!Number.isNaN(value)) mean += value / present;
  }
  let variance = 0;
  for (let i = 0; i < training.length; i++) {
    const value = scaled(training[i]!);
    if (!Number.isNaN(value)) variance += ((value - mean) * (value - mean)) / present;
  }
  const deviation = Math.sqrt(variance);
  if (deviation > 1e-12)
    inputs.push({
      name,
      of: (row) => (Number.isNaN(values[row]!) ? 0 : (scaled(row) - mean) / deviation),
    });
  if (present > 0 && present < training.length)
    inputs.push({ name: `${name} is missing`, of: (row) => (Number.isNaN(values[row]!) ? 1 : 0) });
  return inputs;
}

function categoricalInputs({ name, texts, codes }: CategoricalColumn, training: ArrayLike<number>): Input[] {
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
  const own = new Set(frequent);
  const inputs: Input[] = [];
  const covered = frequent.reduce((sum, code) => sum + counts[code]!, 0);
  for (const code of frequent)
    if (counts[code]! < training.length)
      inputs.push({ name: `${name}=${texts[code]}`, of: (row) => (codes[row] === code ? 1 : 0) });
  if (inputs.length > 0 || covered < present) {
    const isOther = (row: number): number => (codes[row]! !== MISSING && !own.has(codes[row]!) ? 1 : 0);
    inputs.push({ name: `${name}=other`, of: isOther });
  }
  if (present > 0 && present < training.length)
    inputs.push({ name: `${name} is missing`, of: (row) => (codes[row] === MISSING ? 1 : 0) });
  return inputs;
}
