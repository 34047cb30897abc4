import { BUCKETS } from '../../session/curve.js';
import type { LineMark } from '../terminal/theme.js';
import type { Curve } from './curves.js';
import type { Columns } from './value-range.js';

/** One curve in a plot. */
export interface PlotLine {
  readonly curve: Curve;
  /** Budget of the runs behind the curve, which its buckets divide. */
  readonly steps: number;
  /** Where each bucket ends on the axis, in its units, NaN past the last; null on an axis of steps. */
  readonly at?: Float64Array | null;
  /** Where the axis of `at` begins, its first bucket with it. @default 0 */
  readonly origin?: number;
  /** First bucket that is drawn: a fork begins where it branched off. @default 0 */
  readonly from?: number;
  readonly mark: LineMark;
  /** `main` in its colour over all else, `beside` in its colour, `behind` dimmed. */
  readonly layer: 'main' | 'beside' | 'behind';
  /** `whole` stretches the axis over all of the band, `seen` over what the seeds' own curves reached. */
  readonly band: 'none' | 'seen' | 'whole';
}

/** What the axis of steps, episodes or seconds spans, in its units. */
export interface PlotSpan {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
}

/** Place of a value on the axis: 0 at its left end, 1 at its right one. */
export function spanPlace({ from, to, log }: PlotSpan, value: number): number {
  if (!log) return (value - from) / (to - from);
  return (Math.log(Math.max(value, 1e-12)) - Math.log(from)) / (Math.log(to) - Math.log(from));
}

/** Where the middle of a bucket lies on the axis. */
export function middleOf({ at, steps, origin = 0 }: Pick<PlotLine, 'at' | 'steps' | 'origin'>, bucket: number): number {
  if (at === undefined || at === null) return ((bucket + 0.5) * steps) / BUCKETS;
  const end = at[bucket]!;
  const start = bucket === 0 ? origin : at[bucket - 1]!;
  return (start + end) / 2;
}

/** The last bucket left of the span and the first right of it with their places; bucket -1 for none. */
interface Outside {
  left: number;
  leftBucket: number;
  right: number;
  rightBucket: number;
}

/** What a curve or the edge of its band is where there is no band. */
const NO_VALUES = new Float64Array(0);

/**
 * Folds a curve's buckets into `width` dot columns over the span; lines that leave it are followed to its edges. Without a
 * band its edges have no columns.
 */
export function toColumns(
  line: Omit<PlotLine, 'mark' | 'layer' | 'band'>,
  span: PlotSpan,
  width: number,
  banded = true,
): Columns {
  const { curve } = line;
  const mean = new Float64Array(width).fill(Number.NaN);
  const low = banded ? new Float64Array(width).fill(Number.NaN) : NO_VALUES;
  const high = banded ? new Float64Array(width).fill(Number.NaN) : NO_VALUES;
  const columns = { mean, low, high };
  const edges = [
    [mean, curve.mean],
    [low, curve.low],
    [high, curve.high],
  ] as const;
  const all = banded ? edges : edges.slice(0, 1);
  const { left, leftBucket, right, rightBucket } = fold(line, span, columns);
  let first = -1;
  let before = -1;
  for (let column = 0; column < width; column++) {
    if (Number.isNaN(mean[column]!)) continue;
    if (first < 0) first = column;
    // Wider than the buckets: straight lines from one to the next.
    if (column > before + 1 && before >= 0)
      for (const [values] of all) bridge(values, before, column, values[before]!, values[column]!);
    before = column;
  }
  for (const [values, buckets] of all) {
    const outside = (bucket: number): number => buckets[bucket]!;
    // Nothing inside: from what lies left of it to what lies right.
    if (leftBucket >= 0 && first >= 0) bridge(values, left, first, outside(leftBucket), values[first]!);
    else if (leftBucket >= 0 && rightBucket >= 0)
      bridge(values, left, right, outside(leftBucket), outside(rightBucket));
    if (rightBucket >= 0 && before >= 0) bridge(values, before, right, values[before]!, outside(rightBucket));
  }
  return columns;
}

/** Buckets in each column, for the work of `fold` alone: columns are made some hundred times a second. */
let counts = new Uint16Array(1024);

/** Puts the buckets inside the span into their columns: the mean of the means, and the extremes of the band. */
function fold(line: Omit<PlotLine, 'mark' | 'layer' | 'band'>, span: PlotSpan, { mean, low, high }: Columns): Outside {
  const { curve } = line;
  const width = mean.length;
  counts = counts.length < width ? new Uint16Array(width) : counts.fill(0, 0, width);
  const banded = low.length > 0;
  const outside: Outside = { left: Number.NaN, leftBucket: -1, right: Number.NaN, rightBucket: -1 };
  const linear = !span.log && (line.at === undefined || line.at === null);
  const scale = (line.steps / BUCKETS / (span.to - span.from)) * width;
  const shift = (span.from / (span.to - span.from)) * width;
  for (let i = line.from ?? 0; i < curve.end; i++) {
    const value = curve.mean[i]!;
    if (Number.isNaN(value)) continue;
    const place = linear ? (i + 0.5) * scale - shift : spanPlace(span, middleOf(line, i)) * width;
    if (Number.isNaN(place)) continue;
    const column = Math.floor(place);
    if (column < 0) {
      outside.left = place;
      outside.leftBucket = i;
      continue;
    }
    if (column >= width) {
      outside.right = place;
      outside.rightBucket = i;
      break;
    }
    mean[column] = counts[column] === 0 ? value : mean[column]! + value;
    counts[column]!++;
    if (!banded) continue;
    const from = curve.low[i]!;
    const to = curve.high[i]!;
    if (!(low[column]! <= from) && !Number.isNaN(from)) low[column] = from;
    if (!(high[column]! >= to) && !Number.isNaN(to)) high[column] = to;
  }
  for (let column = 0; column < width; column++) mean[column]! /= counts[column]!;
  return outside;
}

/** Fills the empty columns between two places with a straight line between the values at them. */
function bridge(values: Float64Array, from: number, to: number, start: number, end: number): void {
  const first = Math.max(0, Math.floor(from) + 1);
  const last = Math.min(values.length - 1, Math.ceil(to) - 1);
  for (let j = first; j <= last; j++) values[j] = start + ((end - start) * (j - from)) / (to - from);
}
