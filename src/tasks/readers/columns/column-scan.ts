import type { DelimitedRow } from '../../../core/delimited-lexer.js';
import { lexNumber } from '../../../core/number-lexer.js';
import type { RowBatch } from '../formats/row-cutter.js';
import { ByteDictionary } from './byte-dictionary.js';
import { field, fieldBytes, keptFloats, trimField } from './column-readers.js';
import type { NumericColumn } from './columns.js';

/** Different texts of a column that are looked at to tell its kind. */
export const SCANNED_TEXTS = 20_000;

/** A first look at a column: its plain numbers, and its other texts, each once. */
export class ColumnScan {
  readonly name: string;
  readonly texts = new ByteDictionary(SCANNED_TEXTS);
  /** Rows with a number, with nothing, and the first row with nothing. */
  numbers = 0;
  empty = 0;
  firstEmpty = 0;
  /** Plain numbers with a decimal point. */
  points = 0;
  /** First number that is too large. */
  infinite: { readonly row: number; readonly line: number; readonly text: string } | null = null;
  /** The first number whose point can only be a decimal one: 0.512, 1234.5, 1.23456; null for none. */
  decimal: number | null = null;
  /** Size of the largest number. */
  largest = 0;
  size = 0;
  #values = new Float64Array(1024);

  constructor(name: string) {
    this.name = name;
  }

  add(row: DelimitedRow, at: number, number: number): void {
    const position = this.size++;
    if (position === this.#values.length) {
      const values = new Float64Array(2 * position);
      values.set(this.#values);
      this.#values = values;
    }
    if (at >= row.count || !trimField(row, at)) {
      if (this.empty++ === 0) this.firstEmpty = number;
      this.#values[position] = Number.NaN;
      return;
    }
    const bytes = fieldBytes(row, at);
    const { start, end } = field;
    const value = lexNumber(bytes, start, end);
    this.#values[position] = value;
    // Infinity - Infinity and NaN - NaN are NaN.
    if (value - value === 0) {
      this.numbers++;
      this.largest = Math.max(this.largest, Math.abs(value));
      for (let i = start; i < end; i++) {
        if (bytes[i] !== 46) continue;
        this.points++;
        this.#weigh(value);
      }
      return;
    }
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
      this.infinite ??= { row: number, line: row.line, text: row.text(at).trim() };
    this.#values[position] = Number.NaN;
    this.texts.add(bytes, start, end, number);
  }

  /** Rows of a batch at once; `number` is that of the first. */
  addBatch({ rows, width, cells, values, points }: RowBatch, at: number, number: number): void {
    let own = this.#values;
    if (this.size + rows > own.length) {
      own = new Float64Array(Math.max(2 * own.length, this.size + rows));
      own.set(this.#values);
      this.#values = own;
    }
    let { size } = this;
    let found = 0;
    let pointed = 0;
    let { largest } = this;
    const { line } = cells;
    for (let i = 0, field = at; i < rows; i++, field += width) {
      const value = values[field]!;
      if (value - value === 0) {
        own[size++] = value;
        if (points[field]! === 1) {
          pointed++;
          if (this.decimal === null) this.#weigh(value);
        }
        const large = Math.abs(value);
        if (large > largest) largest = large;
        found++;
      } else {
        this.size = size;
        cells.line = line + i;
        this.add(cells, field, number + i);
        size = this.size;
      }
    }
    this.size = size;
    cells.line = line;
    this.largest = Math.max(this.largest, largest);
    this.numbers += found;
    this.points += pointed;
  }

  /** Between thousands a point has one to three digits before it, not 0 alone, and three behind it. */
  #weigh(value: number): void {
    const size = Math.abs(value);
    if (this.decimal === null && (size < 1 || size >= 1000 || Math.abs(size * 1000 - Math.round(size * 1000)) > 1e-6))
      this.decimal = value;
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.size);
  }

  /** The plain numbers as a column. */
  build(kept: Int32Array | null): NumericColumn {
    return { kind: 'numeric', name: this.name, values: keptFloats(this.#values, this.size, kept) };
  }
}
