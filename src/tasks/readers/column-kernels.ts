import { createMemory, loadTextKernels } from '../../kernels/kernels.js';
import type { NumericColumn } from './columns/columns.js';

const PAGE = 65_536;

/** Memory for so many bytes behind the kernels' own, and where these begin. */
function room(bytes: number) {
  const memory = createMemory({ initial: 8 });
  const { kernels, heapBase } = loadTextKernels(memory);
  const base = (heapBase + 15) & ~15;
  const lacking = base + bytes - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
  return { buffer: memory.buffer, kernels, base };
}

/** What the values of some rows have in common. */
export interface Statistics {
  /** Rows that have a value. */
  readonly present: number;
  readonly largest: number;
  /** Of the values over `largest`: squares of them neither overflow nor vanish. */
  readonly mean: number;
  readonly variance: number;
}

/** Statistics of columns of `length` rows over the rows of the training. */
export function statisticsOver(rows: Int32Array, length: number): (column: NumericColumn) => Statistics {
  const count = rows.length;
  const { buffer, kernels, base } = room(32 + 8 * (length + count) + 4 * count);
  const values = base + 32;
  const own = values + 8 * length;
  const places = own + 8 * count;
  new Int32Array(buffer, places, count).set(rows);
  const column = new Float64Array(buffer, values, length);
  const result = new Float64Array(buffer, base, 3);
  return ({ values: given }) => {
    column.set(given);
    const present = kernels.columnStatistics(values, places, count, own, base);
    const [largest, mean, variance] = result as unknown as [number, number, number];
    return { present, largest, mean, variance };
  };
}

/** A number that is filled in for each row: (value / scale - mean) / deviation, or 1 where it is missing. */
export interface NumericFill {
  /** Its place in the row. */
  readonly at: number;
  readonly column: NumericColumn;
  readonly standard: { readonly scale: number; readonly mean: number; readonly deviation: number } | null;
}

/** Rows that are filled in at a time: what is written stays in the cache. */
const BLOCK = 512;

/** Fills the places of numeric columns into `values` [rows, width]; the others become 0. */
export function fillNumeric(values: Float32Array, width: number, fills: readonly NumericFill[], rows: number): void {
  if (fills.length === 0) return;
  const block = Math.min(rows, BLOCK);
  const { buffer, kernels, base } = room(8 * block + 4 * block * width);
  const into = base + 8 * block;
  const column = new Float64Array(buffer, base, block);
  const filled = new Float32Array(buffer, into, block * width);
  for (let from = 0; from < rows; from += block) {
    const size = Math.min(block, rows - from);
    for (const { at, column: given, standard } of fills) {
      column.set(given.values.subarray(from, from + size));
      const place = into + 4 * at;
      if (standard === null) kernels.missingMarks(base, size, place, width);
      else kernels.standardised(base, size, place, width, standard.scale, standard.mean, standard.deviation);
    }
    values.set(filled.subarray(0, size * width), from * width);
  }
}
