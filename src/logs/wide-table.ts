import { cellNumberIn, type Header, type Point } from './rows.js';

/** Which columns of a table are what, settled once for all of its lines. */
export interface Columns {
  /** Columns that can be the axis, the best first. */
  readonly axes: readonly number[];
  /** Whether a line without an axis counts, by its number. */
  readonly countsRows: boolean;
  readonly metrics: readonly number[];
  /** The column that counts epochs; -1 for none. */
  readonly epoch: number;
}

/**
 * The lines of a CSV table with a metric a column and one run, which most tables are: its columns are looked at once, not
 * with each line.
 */
export class WideTable {
  /** Name of the column that the last line lies on; null for the number of the row. */
  axis: string | null = null;
  readonly #header: Header;
  readonly #columns: Columns;
  #rows = 0;

  constructor(header: Header, columns: Columns) {
    this.#header = header;
    this.#columns = columns;
  }

  /** The points of a line without quotes; none for one that is torn or holds no figure. */
  read(line: string): readonly Point[] {
    const { names, separator } = this.#header;
    const { axes, countsRows, metrics, epoch } = this.#columns;
    const cells = line.split(separator);
    // A torn or a merged line: its numbers stand under the wrong names.
    if (cells.length > names.length) return [];
    let axis = -1;
    let x: number | null = null;
    for (let i = 0; i < axes.length && x === null; i++) {
      axis = axes[i]!;
      x = cellNumber(cells[axis], separator);
    }
    if (x === null) {
      if (!countsRows) return [];
      x = this.#rows;
      axis = -1;
    }
    this.#rows++;
    if (!Number.isFinite(x)) return [];
    this.axis = axis === -1 ? null : names[axis]!;
    const turn = epoch === -1 || epoch === axis ? null : cellNumber(cells[epoch], separator);
    const place = turn === null || !Number.isFinite(turn) ? null : { epoch: turn };
    const points: Point[] = [];
    for (const column of metrics) {
      const value = column === axis ? null : cellNumber(cells[column], separator);
      if (value !== null) points.push({ run: '', metric: names[column]!, x, value, ...place });
    }
    return points;
  }
}

const ZERO = 48;
const NINE = 57;

/** `cellNumberIn`, quick for what most cells hold: plain decimals. */
function cellNumber(cell: string | undefined, separator: string): number | null {
  if (cell === undefined) return null;
  const first = cell.charCodeAt(0);
  const second = cell.charCodeAt(1);
  const plain = first >= ZERO && first <= NINE && (Number.isNaN(second) || second <= NINE) && cell.length <= 40;
  const value = plain ? Number(cell) : Number.NaN;
  return Number.isNaN(value) ? cellNumberIn(cell, separator) : value;
}
