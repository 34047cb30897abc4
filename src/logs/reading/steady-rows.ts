import type { RowSink } from '../../core/delimited-lexer.js';
import { lexNumber } from '../../core/number-lexer.js';
import type { DelimitedReader } from '../formats/delimited.js';
import type { Table } from '../formats/table.js';
import type { Placement, Target } from '../placing/placement.js';

const LF = 10;
const CR = 13;
const DOT = 46;
const MINUS = 45;
const BLANK = 32;
const QUOTE = 34;
/** A whole number of so many digits is exact, and so is a power of ten up to this one. */
const MOST_DIGITS = 15;
const MOST_SCALE = 22;
const TENS = Float64Array.from({ length: MOST_SCALE + 1 }, (_, i) => Number(`1e${i}`));
/** Rows that are left to the usual way after one that was not taken: a table of odd rows is not tried over and over. */
const PAUSE = 16;

/** Where a column of figures goes; null where it has given none so far. */
type Lane = ((x: number, value: number) => void) | null;

/** What the rows are read among. `took`: told what was taken. */
interface Around {
  readonly delimited: Pick<DelimitedReader, 'isSteady'>;
  readonly placement: Placement;
  readonly target: Target;
  readonly took: (rows: number, lastCell: number, figures: number) => void;
}

/**
 * The short way of rows that hold nothing but numbers, below columns whose use is known: a counter, and figures that go to their
 * curves without a list of them in between. Long tables are made of such rows. All other rows go the usual way, with the same
 * outcome.
 */
export class SteadyRows {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Most characters of the last cell of a row. */
  #longest = 0;
  #given = 0;
  readonly #table: Table;
  readonly #around: Around;
  readonly #separator: number;
  readonly #axis: number;
  readonly #values: Float64Array;
  /** 1 for the columns that are of use. */
  readonly #used: Uint8Array;
  #pause = 0;
  #at = 0;
  /** Whether the row that was not taken goes on behind the bytes. */
  #isTorn = false;

  /** null for a table whose rows must be looked at one by one. */
  static of(table: Table, around: Around): SteadyRows | null {
    const axis = table.counter;
    return axis === null || around.target.lane === undefined ? null : new SteadyRows(table, axis, around);
  }

  private constructor(table: Table, axis: number, around: Around) {
    this.#table = table;
    this.#around = around;
    this.#separator = table.layout.separator.charCodeAt(0);
    this.#axis = axis;
    this.#values = new Float64Array(table.names.length);
    this.#used = Uint8Array.from(table.uses, (use) => (use === 'none' ? 0 : 1));
  }

  /** What a lexer gives the rows of the table to; `row` takes those that go the usual way. */
  sinkWith(row: NonNullable<RowSink['row']>): RowSink {
    return {
      row,
      take: (from, _, bytes) => {
        this.#bytes = bytes;
        return this.#take(from);
      },
    };
  }

  #take(from: number): { readonly next: number; readonly rows: number } {
    const none = { next: from, rows: 0 };
    if (this.#pause > 0) this.#pause--;
    const { delimited, placement, took } = this.#around;
    if (this.#pause > 0 || !delimited.isSteady) return none;
    const place = placement.steady(this.#table.names[this.#axis]!);
    this.#given = 0;
    const taken = place === null ? none : this.#run(from, place, this.#lanes());
    if (taken.rows > 0) took(taken.rows, this.#longest, this.#given);
    else if (!this.#isTorn) this.#pause = PAUSE;
    return taken;
  }

  #lanes(): readonly Lane[] {
    const { placement, target } = this.#around;
    const { names, uses } = this.#table;
    return names.map((name, i) =>
      uses[i] === 'metric' && placement.names.has(name) ? (target.lane?.('', name) ?? null) : null,
    );
  }

  #run(first: number, place: (value: number) => number, lanes: readonly Lane[]) {
    const bytes = this.#bytes;
    const values = this.#values;
    const width = values.length;
    let from = first;
    let rows = 0;
    while (this.#row(bytes, from, lanes)) {
      const x = place(values[this.#axis]!);
      for (let i = 0; i < width; i++) {
        const value = values[i]!;
        // Left blank, of no use, or the counter itself.
        if (Number.isNaN(value) || i === this.#axis) continue;
        lanes[i]!(x, value);
        this.#given++;
      }
      from = this.#at;
      rows++;
    }
    return { next: from, rows };
  }

  /** Reads the row that begins at `from`. False when it is not whole, or has anything but numbers and blanks in it. */
  #row(bytes: Uint8Array, from: number, lanes: readonly Lane[]): boolean {
    this.#isTorn = false;
    const values = this.#values;
    const last = values.length - 1;
    const separator = this.#separator;
    const used = this.#used;
    let at = from;
    let figures = 0;
    for (let i = 0; i <= last; i++) {
      const start = at;
      let byte = bytes[at]!;
      while (byte === BLANK) byte = bytes[++at]!;
      const begin = at;
      const negative = byte === MINUS;
      if (negative) byte = bytes[++at]!;
      let mantissa = 0;
      let digits = at;
      for (; byte >= 48 && byte <= 57; byte = bytes[++at]!) mantissa = mantissa * 10 + (byte - 48);
      digits = at - digits;
      let scale = 0;
      if (byte === DOT) {
        const fraction = ++at;
        for (byte = bytes[at]!; byte >= 48 && byte <= 57; byte = bytes[++at]!) mantissa = mantissa * 10 + (byte - 48);
        scale = at - fraction;
        digits += scale;
      }
      let value: number;
      const isEnd = i < last ? byte === separator : byte === LF || byte === CR;
      if (isEnd && digits > 0 && digits <= MOST_DIGITS) {
        value = scale === 0 ? mantissa : mantissa / TENS[scale]!;
        if (negative) value = -value;
      } else if (isEnd && at === start) value = Number.NaN;
      else {
        // Exponents, long numbers, and whatever is none.
        while (byte !== separator && byte !== LF && byte !== CR && byte !== undefined) byte = bytes[++at]!;
        this.#isTorn = byte === undefined;
        if (this.#isTorn || (i < last ? byte !== separator : byte === separator)) return false;
        value = lexNumber(bytes, begin, at);
        if (used[i] === 0 ? bytes[begin] === QUOTE : value - value !== 0) return false;
      }
      if (i === last) {
        this.#longest = Math.max(this.#longest, at - start);
        if (byte === CR && bytes[++at] !== LF) return false;
      }
      at++;
      const isUsed = used[i] === 1;
      values[i] = isUsed ? value : Number.NaN;
      if (!isUsed) continue;
      if (i === this.#axis) {
        if (Number.isNaN(value)) return false;
      } else if (!Number.isNaN(value)) {
        if (lanes[i] === null) return false;
        figures++;
      }
    }
    this.#at = at;
    return figures > 0;
  }
}
