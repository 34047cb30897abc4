import type { DelimitedRow } from '../../core/delimited-lexer.js';
import { CSV_LIMITS } from './formats/csv.js';
import type { RowBatch } from './formats/row-cutter.js';
import type { RowSource } from './formats/row-source.js';
import { TAKE_SOME } from './formats/source.js';
import { Problems, rowPath } from './problems.js';
import { drawnRows } from './row-sample.js';
import type { ReadingSettings } from './table-params.js';

/** The rows of a source that are read, all or those drawn from it. */
export class Rows {
  count = 0;
  short = { count: 0, row: 0 };
  /** Rows of the file, from 1. */
  numbers = new Int32Array(1024);
  readonly drawn: Int32Array | null;
  readonly #source: RowSource;
  readonly #problems: Problems;

  constructor(source: RowSource, { maxRows }: ReadingSettings, problems: Problems, drawn: Int32Array | null = null) {
    this.#source = source;
    this.#problems = problems;
    this.drawn = drawn;
    if (drawn === null && maxRows > 0) {
      let total = 0;
      source.each(new Problems(problems.file, problems.source), () => {
        total++;
        return undefined;
      });
      this.drawn = drawnRows(total, maxRows);
    }
  }

  /** Calls back with each row, or with many at a time where the source gives them so; then `number` is that of the first. */
  each(back: (row: DelimitedRow, number: number) => void, batch: (batch: RowBatch, number: number) => void): void {
    const { drawn } = this;
    const problems = this.#problems;
    const { names } = this.#source;
    const width = names.length;
    let position = 0;
    let next = 0;
    const each = (row: DelimitedRow): boolean | undefined => {
      position++;
      if (drawn !== null) {
        if (next >= drawn.length) return false;
        if (position !== drawn[next]) return undefined;
        next++;
      }
      if (row.count !== width) this.#misfit(row, position, width);
      this.#count(position, 1, row.line);
      back(row, position);
      return undefined;
    };
    const take = (rows: RowBatch) => {
      this.#count(position + 1, rows.rows, rows.cells.line);
      batch(rows, position + 1);
      position += rows.rows;
      return undefined;
    };
    if (drawn === null) this.#source.each(problems, each, take);
    else this.#source.each(problems, each);
  }

  /** Notes rows that are read, from `position` and `line` on. */
  #count(position: number, rows: number, line: number): void {
    while (this.count + rows > this.numbers.length) {
      const larger = new Int32Array(2 * this.numbers.length);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    for (let i = 0; i < rows; i++) this.numbers[this.count++] = position + i;
    const width = this.#source.names.length;
    const beyond = this.count - Math.floor(CSV_LIMITS.cells / width);
    if (beyond > 0)
      this.#problems.fatal({
        path: rowPath(position + rows - beyond),
        line: line + rows - beyond,
        message: `goes beyond the ${CSV_LIMITS.cells} cells (rows times columns) allowed`,
        hint: TAKE_SOME,
      });
  }

  /** A short row lacks its last values; one with more values than the header has no place for them. */
  #misfit(row: DelimitedRow, position: number, width: number): void {
    if (row.count < width) {
      if (this.short.count++ === 0) this.short.row = position;
      return;
    }
    for (let i = width; i < row.count; i++) {
      if (row.text(i).trim() === '') continue;
      this.#problems.add({
        path: rowPath(position),
        line: row.line,
        message: `has ${row.count} fields, the header has ${width}`,
        hint: 'Put a field that holds the separator in quotes',
      });
      return;
    }
  }
}
