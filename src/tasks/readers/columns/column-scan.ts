import type { DelimitedRow } from '../../../core/delimited-lexer.js';
import { lexNumber } from '../../../core/number-lexer.js';
import type { RowBatch } from '../formats/row-cutter.js';
import { ByteDictionary } from './byte-dictionary.js';
import { field, fieldBytes, keptFloats, trimField } from './column-readers.js';
import { type NumericColumn, sharedFloats } from './columns.js';

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
  #values: Float64Array;

  /** `expected`: rows that there probably are. */
  constructor(name: string, expected = 0) {
    this.name = name;
    this.#values = sharedFloats(Math.max(1024, expected));
  }

  add(row: DelimitedRow, at: number, number: number): void {
    this.#grow(1);
    const position = this.size++;
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

  /** Room for so many rows more. */
  #grow(rows: number): void {
    const wanted = this.size + rows;
    if (wanted <= this.#values.length) return;
    const larger = sharedFloats(Math.max(2 * this.#values.length, wanted));
    larger.set(this.#values);
    this.#values = larger;
  }

  /** Rows of a batch at once; `number` is that of the first. */
  addBatch({ rows, width, cells, numbers }: RowBatch, at: number, number: number): void {
    this.#grow(rows);
    const { values, points, found, pointed, largest } = numbers(at);
    const from = this.size;
    this.#values.set(values, from);
    this.numbers += found;
    this.points += pointed;
    if (largest > this.largest) this.largest = largest;
    for (let i = 0; i < rows && pointed > 0 && this.decimal === null; i++)
      if (points[i] === 1 && !Number.isNaN(values[i]!)) this.#weigh(values[i]!);
    this.size = from + rows;
    if (found === rows) return;
    const { line } = cells;
    for (let i = 0; i < rows; i++) {
      if (!Number.isNaN(values[i]!)) continue;
      this.size = from + i;
      cells.line = line + i;
      this.add(cells, i * width + at, number + i);
    }
    this.size = from + rows;
    cells.line = line;
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
    // Threads can share them as they are, where hardly any room is left over.
    const values =
      kept === null && this.size > 0.9 * this.#values.length ? this.values : keptFloats(this.#values, this.size, kept);
    return { kind: 'numeric', name: this.name, values };
  }
}
