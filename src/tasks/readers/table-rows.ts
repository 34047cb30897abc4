import type { DelimitedRow } from '../../core/delimited-lexer.js';
import { CSV_LIMITS } from './formats/csv.js';
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

  each(back: (row: DelimitedRow, number: number) => void): void {
    const { drawn } = this;
    const problems = this.#problems;
    const { names } = this.#source;
    const width = names.length;
    let position = 0;
    let next = 0;
    this.#source.each(problems, (row) => {
      position++;
      if (drawn !== null) {
        if (next >= drawn.length) return false;
        if (position !== drawn[next]) return undefined;
        next++;
      }
      if (row.count !== width) this.#misfit(row, position, width);
      if (this.count === this.numbers.length) {
        const larger = new Int32Array(2 * this.count);
        larger.set(this.numbers);
        this.numbers = larger;
      }
      this.numbers[this.count++] = position;
      if (this.count * width > CSV_LIMITS.cells)
        problems.fatal({
          path: rowPath(position),
          line: row.line,
          message: `goes beyond the ${CSV_LIMITS.cells} cells (rows times columns) allowed`,
          hint: TAKE_SOME,
        });
      back(row, position);
      return undefined;
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
