import { type Column, MISSING } from '../readers/columns/columns.js';

/** Rows of the training part that are looked at. */
const MOST = 2_000;

/**
 * Inputs that alone tell the target of nearly every training row, which is more often a leak than luck: a number or category
 * under which each class stands apart, or a number that is the target but for scale and shift. `labels`: the class of each
 * row, or null; `target`: the number of each row, or null.
 */
export function leaksIn(
  columns: readonly Column[],
  training: ArrayLike<number>,
  labels: ArrayLike<number> | null,
  target: ArrayLike<number> | null,
): readonly string[] {
  const rows = Array.from({ length: Math.min(MOST, training.length) }, (_, i) => training[i]!);
  if (rows.length < 20) return [];
  return columns.flatMap((column) => {
    if (column.kind === 'text') return [];
    const alone =
      labels !== null ? tellsClass(column, rows, labels) : target !== null && tellsNumber(column, rows, target);
    return alone
      ? [
          `column ${column.name} alone tells the target: is it known before the target is? Leave it out with task.ignore`,
        ]
      : [];
  });
}

function tellsClass(
  column: Exclude<Column, { kind: 'text' }>,
  rows: readonly number[],
  labels: ArrayLike<number>,
): boolean {
  const classes = new Set(rows.map((row) => labels[row]!)).size;
  if (classes < 2) return false;
  if (column.kind === 'categorical') {
    const own = new Map<number, number>();
    for (const row of rows) {
      const code = column.codes[row]!;
      if (code === MISSING) return false;
      const seen = own.get(code);
      if (seen !== undefined && seen !== labels[row]) return false;
      own.set(code, labels[row]!);
    }
    // Many categories of a row or two tell nothing.
    return own.size <= Math.max(2 * classes, rows.length / 10);
  }
  const { values } = column;
  return !rows.some((row) => Number.isNaN(values[row]!)) && standApart(values, rows, labels);
}

/** Whether no value of one class lies between values of another, or is one. */
function standApart(values: Float64Array, rows: readonly number[], labels: ArrayLike<number>): boolean {
  const ranges = new Map<number, { low: number; high: number }>();
  for (const row of rows) {
    const value = values[row]!;
    const range = ranges.get(labels[row]!);
    if (range === undefined) ranges.set(labels[row]!, { low: value, high: value });
    else if (value < range.low) range.low = value;
    else if (value > range.high) range.high = value;
  }
  const sorted = [...ranges.values()].sort((a, b) => a.low - b.low);
  return sorted.every(({ low }, i) => i === 0 || low > sorted[i - 1]!.high);
}

function tellsNumber(
  column: Exclude<Column, { kind: 'text' }>,
  rows: readonly number[],
  target: ArrayLike<number>,
): boolean {
  if (column.kind !== 'numeric') return false;
  const { values } = column;
  let [mx, my] = [0, 0];
  for (const row of rows) {
    mx += values[row]! / rows.length;
    my += target[row]! / rows.length;
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (const row of rows) {
    const [dx, dy] = [values[row]! - mx, target[row]! - my];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 && (xy / Math.sqrt(xx)) * (xy / Math.sqrt(xx)) > 0.99999 * yy;
}
