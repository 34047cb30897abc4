import { DelimitedRow } from '../../../core/delimited-lexer.js';
import { createMemory, loadTextKernels, type TextKernels } from '../../../kernels/kernels.js';

/** Cells of a batch at most. */
const CELLS = 1 << 15;
const PAGE = 65_536;
/** Powers of ten of the table on either side of 1. */
const POWERS = 64;
/** Powers of ten from 1 on that a double holds exactly. */
const EXACT = 23;
/** Bytes of both tables. */
const TABLES = 16 * (2 * POWERS + 1) + 8 * EXACT;

/** Rows of one number of fields, one after another. Used again for the next batch: what is kept of it must be copied. */
export interface RowBatch {
  readonly rows: number;
  readonly width: number;
  /** All of its fields as those of one row: field `at` of row i is field `i * width + at`; the line is that of the first row. */
  readonly cells: DelimitedRow;
  /**
   * The fields of a column as numbers, from row 0 on; NaN for anything else, and where it must be read in another way. Its largest size, how
   * many numbers it has, and how many of these have a point.
   */
  numbers(at: number): ColumnNumbers;
}

/** Numbers of a column of a batch; the same object for each column. */
export interface ColumnNumbers {
  values: Float64Array;
  /** Whether each value that is a number has a point. */
  points: Uint8Array;
  found: number;
  pointed: number;
  largest: number;
}

/** Cuts rows without anything unusual many at a time: the first stage of reading delimited text. */
export class RowCutter {
  /** Where the last cut ended. */
  next = 0;
  readonly #separator: number;
  readonly #longest: number;
  readonly #memory = createMemory({ initial: 64 });
  readonly #kernels: TextKernels;
  readonly #powers: number;
  readonly #cells = new DelimitedRow();
  #width = 0;
  #text = 0;
  #length = 0;
  #most = 0;
  #values = new Float64Array(0);
  #points = new Uint8Array(0);
  /** Where starts, ends, numbers, forms and points of the fields stand; where the cut ended and a column's tally stands. */
  #places = { starts: 0, ends: 0, values: 0, forms: 0, points: 0, cut: 0 };
  readonly #column: ColumnNumbers = { values: this.#values, points: this.#points, found: 0, pointed: 0, largest: 0 };

  constructor(separator: string, longest: number) {
    this.#separator = separator.charCodeAt(0);
    this.#longest = longest;
    const { kernels, heapBase } = loadTextKernels(this.#memory);
    this.#kernels = kernels;
    this.#powers = (heapBase + 15) & ~15;
    const powers = powersOfTen();
    new BigUint64Array(this.#memory.buffer, this.#powers, powers.length).set(powers);
    const exact = Float64Array.from({ length: EXACT }, (_, i) => Number(`1e${i}`));
    new Float64Array(this.#memory.buffer, this.#powers + 8 * powers.length, EXACT).set(exact);
  }

  /** Room for bytes of rows of `width` fields, which are cut next. Good until the next call. */
  room(length: number, width: number): Uint8Array {
    if (width !== this.#width) this.#lay(width);
    const room = this.#text + length + 16;
    if (room > this.#memory.buffer.byteLength) {
      // Larger by a half, so that it does not grow with every piece of the file.
      const pages = Math.ceil((room + length / 2 - this.#memory.buffer.byteLength) / PAGE);
      this.#memory.grow(pages);
      this.#view();
    }
    this.#length = length;
    this.#cells.bytes = new Uint8Array(this.#memory.buffer, this.#text, length);
    return this.#cells.bytes;
  }

  /** The rows from there on, `most` at most; null where the next row is none of this kind. */
  cut(from: number, most: number, line: number): RowBatch | null {
    const width = this.#width;
    const { starts, ends, values, forms, points, cut } = this.#places;
    this.#most = Math.min(most, Math.floor(CELLS / width) || 1);
    const rows = this.#kernels.cutRows(
      ...[this.#text, from, this.#length, this.#separator, width],
      ...([this.#most, this.#longest] as const),
      ...([starts, ends, forms, points, values, this.#powers, cut] as const),
    );
    if (rows === 0) return null;
    this.next = new Int32Array(this.#memory.buffer, cut, 1)[0]!;
    this.#cells.count = rows * width;
    this.#cells.line = line;
    return { rows, width, cells: this.#cells, numbers: (at) => this.#numbers(at, rows) };
  }

  #numbers(at: number, rows: number): ColumnNumbers {
    const { values, points, cut } = this.#places;
    const from = at * this.#most;
    const column = this.#column;
    column.found = this.#kernels.tallyColumn(values + 8 * from, points + from, rows, cut + 8, cut + 16);
    const { buffer } = this.#memory;
    column.largest = new Float64Array(buffer, cut + 8, 1)[0]!;
    column.pointed = new Int32Array(buffer, cut + 16, 1)[0]!;
    column.values = this.#values.subarray(from, from + rows);
    column.points = this.#points.subarray(from, from + rows);
    return column;
  }

  #lay(width: number): void {
    this.#width = width;
    const cells = Math.max(CELLS, width);
    const values = this.#powers + TABLES;
    const starts = values + 8 * cells;
    const ends = starts + 4 * cells;
    const forms = ends + 4 * cells;
    const points = forms + cells;
    const cut = (points + cells + 7) & ~7;
    this.#places = { starts, ends, values, forms, points, cut };
    this.#text = cut + 24;
    const lacking = this.#text - this.#memory.buffer.byteLength;
    if (lacking > 0) this.#memory.grow(Math.ceil(lacking / PAGE));
    this.#view();
  }

  #view(): void {
    const { buffer } = this.#memory;
    const { starts, ends, values, forms, points } = this.#places;
    const cells = Math.max(CELLS, this.#width);
    this.#cells.starts = new Int32Array(buffer, starts, cells);
    this.#cells.ends = new Int32Array(buffer, ends, cells);
    this.#cells.forms = new Uint8Array(buffer, forms, cells);
    this.#values = new Float64Array(buffer, values, cells);
    this.#points = new Uint8Array(buffer, points, cells);
  }
}

let table: BigUint64Array | null = null;

/** The 128 highest bits of 10^-64 ... 10^64, rounded as Lemire's algorithm needs them. */
function powersOfTen(): BigUint64Array {
  if (table !== null) return table;
  table = new BigUint64Array(2 * (2 * POWERS + 1));
  const top = 1n << 128n;
  for (let q = -POWERS; q <= POWERS; q++) {
    let five = 1n;
    for (let i = 0; i < Math.abs(q); i++) five *= 5n;
    let bits = five;
    if (q < 0) {
      const length = BigInt(five.toString(2).length);
      bits = (1n << (2n * length + 128n)) / five + 1n;
      if (q >= -27) bits = (1n << (length + 127n)) / five + 1n;
    }
    while (bits < top >> 1n) bits <<= 1n;
    while (bits >= top) bits >>= 1n;
    table[2 * (q + POWERS)] = bits >> 64n;
    table[2 * (q + POWERS) + 1] = bits & 0xffff_ffff_ffff_ffffn;
  }
  return table;
}
