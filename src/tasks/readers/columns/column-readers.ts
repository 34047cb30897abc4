import { type DelimitedRow, DOUBLED } from '../../../core/delimited-lexer.js';
import { lexNumber } from '../../../core/number-lexer.js';
import { hashFeatures } from '../../text/tokens.js';
import type { RowBatch } from '../formats/row-cutter.js';
import { ByteDictionary } from './byte-dictionary.js';
import { type Column, DICTIONARY, MISSING, RARE, sharedFloats, sharedInts } from './columns.js';
import { type DateOrder, dateParts, partsOf } from './dates.js';
import { numberIn, type Spelling } from './spelling.js';

/** How one column of a file is read: what a run keeps, so that new files are read in the same way. */
export type ColumnSpec =
  | {
      readonly kind: 'number';
      readonly name: string;
      /** Null for plain numbers. */
      readonly spelling: Spelling | null;
      /** Numbers that stand for a missing value. */
      readonly sentinels: readonly number[];
      /** Words for a missing value besides those of all columns, in lower case. */
      readonly missing: readonly string[];
    }
  | { readonly kind: 'category'; readonly name: string }
  | { readonly kind: 'text'; readonly name: string; readonly buckets: number }
  | { readonly kind: 'date'; readonly name: string; readonly order: DateOrder };

/** Words for a missing value in any column, in lower case; the empty field always is one. Those of pandas. */
export const MISSING_WORDS: readonly string[] = [
  ...['na', 'n/a', '#n/a', '#n/a n/a', '#na', '<na>', 'nan', '-nan', 'null', 'none'],
  ...['1.#ind', '-1.#ind', '1.#qnan', '-1.#qnan', 'nat'],
];
/** Words for a missing value where the other values are numbers. */
export const NUMBER_MISSING_WORDS: readonly string[] = [
  ...['?', '-', '--', '---', '.', '..', '...', '*', 'nil', 'n.a.', 'na.', 'missing', 'unknown', 'undefined'],
  ...['not available', 'not applicable', 'no data', 'empty', 'nd', 'n.d.', 'k.a.', '\\n', '(null)', '[null]'],
  ...['<null>', '(na)', '(n/a)', '(missing)', '#div/0!', '#value!', '#ref!', '#name?', '#num!', '#null!'],
];

/** Numbers that data sets of measurements use for a missing value, and how often each must stand in a column to be taken so. */
export const SENTINELS: ReadonlyMap<number, number> = new Map([
  ...[-99, -999, -9999, -99_999, -999_999, 9999, 99_999].map((value): [number, number] => [value, 1]),
  ...[999, 999_999, -32_768, 1e20, -1e20, 1e30, -1e30].map((value): [number, number] => [value, 2]),
]);

const encoder = new TextEncoder();
/** Places between which the last trimmed field stands. */
export const field = { start: 0, end: 0 };

/** Sets {@link field} to a field without the blanks around it. False when nothing is left. */
export function trimField(row: DelimitedRow, at: number): boolean {
  const { bytes } = row;
  let start = row.starts[at]!;
  let end = row.ends[at]!;
  while (start < end && bytes[start]! <= 32) start++;
  while (end > start && bytes[end - 1]! <= 32) end--;
  field.start = start;
  field.end = end;
  return end > start;
}

/** The bytes of a field that is not empty, its doubled quotes made single; sets {@link field} into them. */
export function fieldBytes(row: DelimitedRow, at: number): Uint8Array {
  if (row.forms[at] !== DOUBLED) return row.bytes;
  const bytes = encoder.encode(row.text(at).trim());
  field.start = 0;
  field.end = bytes.length;
  return bytes;
}

export interface ColumnReader {
  /** The next row's field; -1 for a row that lacks it. Returns whether the value is there and could be read. */
  add(row: DelimitedRow, at: number, number: number): boolean;
  /** The fields of a batch of rows, of which the first is `number`. */
  addBatch(batch: RowBatch, at: number, number: number): void;
  /** Keeps the rows of these positions only. */
  build(kept: Int32Array | null): readonly Column[];
  /** Values that are missing, and the first row of one. */
  readonly missing: Tally;
  /** Values that could not be read as the column's kind, and the first of them. */
  readonly unread: Tally & { text: string };
}

export interface Tally {
  count: number;
  /** Row of the file; 0 for none. */
  row: number;
}

abstract class Reading implements ColumnReader {
  readonly missing = { count: 0, row: 0 };
  readonly unread = { count: 0, row: 0, text: '' };
  protected size = 0;
  readonly #words: ReadonlySet<string>;

  constructor(words: ReadonlySet<string>) {
    this.#words = words;
  }

  add(row: DelimitedRow, at: number, number: number): boolean {
    const position = this.size++;
    this.room(position);
    if (at < 0 || at >= row.count || !trimField(row, at)) return this.#miss(position, number);
    return this.put(position, row, at, number);
  }

  addBatch({ rows, width, cells }: RowBatch, at: number, number: number): void {
    for (let i = 0; i < rows; i++) this.add(cells, at < 0 ? -1 : i * width + at, number + i);
  }

  #miss(position: number, number: number): boolean {
    if (this.missing.count++ === 0) this.missing.row = number;
    this.miss(position);
    return false;
  }

  /** Whether a text stands for a missing value; then it is one. */
  protected isMissing(text: string, position: number, number: number): boolean {
    if (!this.#words.has(text.toLowerCase())) return false;
    this.#miss(position, number);
    return true;
  }

  protected cannot(text: string, position: number, number: number): false {
    if (this.unread.count++ === 0) {
      this.unread.row = number;
      this.unread.text = text;
    }
    this.miss(position);
    return false;
  }

  protected abstract room(position: number): void;
  protected abstract put(position: number, row: DelimitedRow, at: number, number: number): boolean;
  protected abstract miss(position: number): void;
  abstract build(kept: Int32Array | null): readonly Column[];
}

function grow<T extends Float64Array | Int32Array>(array: T, position: number): T {
  if (position < array.length) return array;
  const larger = new (array.constructor as new (size: number) => T)(2 * array.length);
  larger.set(array);
  return larger;
}

/** Some values of an array, all of the first `size` for null, in memory that threads share. */
export function keptFloats(values: Float64Array, size: number, kept: Int32Array | null): Float64Array {
  const result = sharedFloats(kept?.length ?? size);
  if (kept === null) result.set(values.subarray(0, size));
  else for (let i = 0; i < kept.length; i++) result[i] = values[kept[i]!]!;
  return result;
}

export function keptInts(values: Int32Array, size: number, kept: Int32Array | null): Int32Array {
  const result = sharedInts(kept?.length ?? size);
  if (kept === null) result.set(values.subarray(0, size));
  else for (let i = 0; i < kept.length; i++) result[i] = values[kept[i]!]!;
  return result;
}

class NumberReading extends Reading {
  #values = new Float64Array(1024);
  readonly #spec: Extract<ColumnSpec, { kind: 'number' }>;
  readonly #sentinels: ReadonlySet<number>;

  constructor(spec: Extract<ColumnSpec, { kind: 'number' }>, words: ReadonlySet<string>) {
    super(words);
    this.#spec = spec;
    this.#sentinels = new Set(spec.sentinels);
  }

  protected room(position: number): void {
    this.#values = grow(this.#values, position);
  }

  protected miss(position: number): void {
    this.#values[position] = Number.NaN;
  }

  protected put(position: number, row: DelimitedRow, at: number, number: number): boolean {
    const { spelling } = this.#spec;
    const bytes = fieldBytes(row, at);
    let value = Number.NaN;
    if (spelling === null || spelling.decimal === '.') value = lexNumber(bytes, field.start, field.end);
    if (Number.isNaN(value)) {
      const text = row.text(at).trim();
      if (this.isMissing(text, position, number)) return false;
      if (spelling !== null) value = numberIn(text, spelling);
      if (Number.isNaN(value)) return this.cannot(text, position, number);
    }
    if (!Number.isFinite(value)) return this.cannot(row.text(at).trim(), position, number);
    if (this.#sentinels.size > 0 && this.#sentinels.has(value)) {
      if (this.missing.count++ === 0) this.missing.row = number;
      this.miss(position);
      return false;
    }
    this.#values[position] = value;
    return true;
  }

  override addBatch(batch: RowBatch, at: number, number: number): void {
    const { spelling } = this.#spec;
    if (at < 0 || this.#sentinels.size > 0 || (spelling !== null && spelling.decimal !== '.')) {
      super.addBatch(batch, at, number);
      return;
    }
    const { rows, width, cells } = batch;
    const { values, found } = batch.numbers(at);
    while (this.size + rows > this.#values.length) this.#values = grow(this.#values, this.#values.length);
    const from = this.size;
    this.#values.set(values, from);
    for (let i = 0; i < rows && found < rows; i++) {
      if (!Number.isNaN(values[i]!)) continue;
      this.size = from + i;
      this.add(cells, i * width + at, number + i);
    }
    this.size = from + rows;
  }

  build(kept: Int32Array | null): readonly Column[] {
    return [{ kind: 'numeric', name: this.#spec.name, values: keptFloats(this.#values, this.size, kept) }];
  }
}

class CategoryReading extends Reading {
  #codes = new Int32Array(1024);
  readonly #name: string;
  readonly #dictionary: ByteDictionary;
  /** Codes of texts that stand for a missing value. */
  readonly #gone = new Set<number>();
  #known = 0;
  /** Codes of texts of one byte; -1 where none is known. */
  readonly #single = new Int32Array(256).fill(-1);

  constructor(name: string, words: ReadonlySet<string>, most: number) {
    super(words);
    this.#name = name;
    this.#dictionary = new ByteDictionary(most);
  }

  protected room(position: number): void {
    this.#codes = grow(this.#codes, position);
  }

  override addBatch(batch: RowBatch, at: number, number: number): void {
    if (at < 0) {
      super.addBatch(batch, at, number);
      return;
    }
    const { rows, width, cells } = batch;
    const { bytes, starts, ends } = cells;
    while (this.size + rows > this.#codes.length) this.#codes = grow(this.#codes, this.#codes.length);
    for (let i = 0, field = at; i < rows; i++, field += width) {
      const start = starts[field]!;
      // Classes and marks are often one character.
      const code = ends[field]! - start === 1 ? this.#single[bytes[start]!]! : -1;
      if (code >= 0) this.#codes[this.size++] = code;
      else if (this.add(cells, field, number + i) && ends[field]! - start === 1)
        this.#single[bytes[start]!] = this.#codes[this.size - 1]!;
    }
  }

  protected miss(position: number): void {
    this.#codes[position] = MISSING;
  }

  protected put(position: number, row: DelimitedRow, at: number, number: number): boolean {
    const bytes = fieldBytes(row, at);
    const dictionary = this.#dictionary;
    const code = dictionary.add(bytes, field.start, field.end, number);
    this.#codes[position] = code < 0 ? RARE : code;
    if (code < 0) return true;
    if (code === this.#known) {
      this.#known++;
      if (this.isMissing(dictionary.text(code), position, number)) this.#gone.add(code);
      return !this.#gone.has(code);
    }
    if (this.#gone.size === 0 || !this.#gone.has(code)) return true;
    this.isMissing(dictionary.text(code), position, number);
    return false;
  }

  build(kept: Int32Array | null): readonly Column[] {
    const codes = keptInts(this.#codes, this.size, kept);
    const all = this.#dictionary.texts();
    if (this.#gone.size === 0) return [{ kind: 'categorical', name: this.#name, texts: all, codes }];
    let next = 0;
    const renamed = all.map((_, code) => (this.#gone.has(code) ? MISSING : next++));
    for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) codes[i] = renamed[codes[i]!]!;
    return [{ kind: 'categorical', name: this.#name, texts: all.filter((_, code) => !this.#gone.has(code)), codes }];
  }
}

class TextReading extends Reading {
  #offsets = new Int32Array(1024);
  #tokens = new Int32Array(1024);
  readonly #spec: Extract<ColumnSpec, { kind: 'text' }>;

  constructor(spec: Extract<ColumnSpec, { kind: 'text' }>, words: ReadonlySet<string>) {
    super(words);
    this.#spec = spec;
  }

  protected room(position: number): void {
    this.#offsets = grow(this.#offsets, position + 1);
    this.#offsets[position + 1] = this.#offsets[position]!;
  }

  protected miss(): void {}

  protected put(position: number, row: DelimitedRow, at: number, number: number): boolean {
    const text = row.text(at).trim();
    if (this.isMissing(text, position, number)) return false;
    const { buckets } = this.#spec;
    const tokens = hashFeatures(text, { buckets, ...TEXT_FEATURES });
    const from = this.#offsets[position]!;
    this.#tokens = grow(this.#tokens, Math.max(from + tokens.length, 1) - 1);
    while (from + tokens.length > this.#tokens.length) this.#tokens = grow(this.#tokens, this.#tokens.length);
    this.#tokens.set(tokens, from);
    this.#offsets[position + 1] = from + tokens.length;
    return true;
  }

  build(kept: Int32Array | null): readonly Column[] {
    const rows = kept ?? Int32Array.from({ length: this.size }, (_, i) => i);
    const offsets = sharedInts(rows.length + 1);
    for (let i = 0; i < rows.length; i++)
      offsets[i + 1] = offsets[i]! + this.#offsets[rows[i]! + 1]! - this.#offsets[rows[i]!]!;
    const tokens = sharedInts(offsets[rows.length]!);
    for (let i = 0; i < rows.length; i++)
      tokens.set(this.#tokens.subarray(this.#offsets[rows[i]!]!, this.#offsets[rows[i]! + 1]!), offsets[i]!);
    return [{ kind: 'text', name: this.#spec.name, offsets, tokens, buckets: this.#spec.buckets }];
  }
}

class DateReading extends Reading {
  readonly #parts = dateParts.map(() => new Float64Array(1024));
  readonly #spec: Extract<ColumnSpec, { kind: 'date' }>;

  constructor(spec: Extract<ColumnSpec, { kind: 'date' }>, words: ReadonlySet<string>) {
    super(words);
    this.#spec = spec;
  }

  protected room(position: number): void {
    this.#parts.forEach((values, i) => {
      this.#parts[i] = grow(values, position);
    });
  }

  protected miss(position: number): void {
    for (const values of this.#parts) values[position] = Number.NaN;
  }

  protected put(position: number, row: DelimitedRow, at: number, number: number): boolean {
    const text = row.text(at).trim();
    if (this.isMissing(text, position, number)) return false;
    const parts = partsOf(text, this.#spec.order);
    if (parts === null) return this.cannot(text, position, number);
    parts.forEach((value, i) => {
      this.#parts[i]![position] = value;
    });
    return true;
  }

  build(kept: Int32Array | null): readonly Column[] {
    return dateParts.map((part, i) => ({
      kind: 'numeric',
      name: `${this.#spec.name}: ${part}`,
      values: keptFloats(this.#parts[i]!, this.size, kept),
    }));
  }
}

/** Inputs that a column of texts becomes. */
export const TEXT_BUCKETS = 256;
/** Words and pairs of words; the n-grams of letters would fill so few inputs. */
const TEXT_FEATURES = { wordGrams: 2, charShortest: 3, charLongest: 0 } as const;

/** What reads a column of this kind. `words` stand for a missing value, in lower case. */
export function columnReader(spec: ColumnSpec, words: ReadonlySet<string>): ColumnReader {
  switch (spec.kind) {
    case 'number':
      return new NumberReading(spec, spec.missing.length === 0 ? words : new Set([...words, ...spec.missing]));
    case 'category':
      return new CategoryReading(spec.name, words, DICTIONARY);
    case 'text':
      return new TextReading(spec, words);
    case 'date':
      return new DateReading(spec, words);
    default:
      return spec satisfies never;
  }
}

/** A column whose values are compared as text and never read as anything else, all of them told apart. */
export function keyReader(name: string, words: ReadonlySet<string>): ColumnReader {
  return new CategoryReading(name, words, Number.POSITIVE_INFINITY);
}
