import type { DelimitedRow } from '../../../core/delimited-lexer.js';
import { lexNumber } from '../../../core/number-lexer.js';
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
      if (this.points === 0 || this.points < 20) for (let i = start; i < end; i++) if (bytes[i] === 46) this.points++;
      return;
    }
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
      this.infinite ??= { row: number, line: row.line, text: row.text(at).trim() };
    this.#values[position] = Number.NaN;
    this.texts.add(bytes, start, end, number);
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.size);
  }

  /** The plain numbers as a column. */
  build(kept: Int32Array | null): NumericColumn {
    return { kind: 'numeric', name: this.name, values: keptFloats(this.#values, this.size, kept) };
  }
}
