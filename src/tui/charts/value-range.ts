import type { Axis } from './ticks.js';

/** A curve as one value per dot column: the mean, and the extremes of the band, which lose no spike. */
export interface Columns {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A line with its columns. */
interface Folded {
  readonly line: {
    readonly curve: { readonly lowest: number; readonly highest: number };
    readonly band: 'none' | 'seen' | 'whole';
    readonly layer: 'main' | 'beside' | 'behind';
  };
  readonly columns: Columns;
}

/** What a value axis spans in place of all that is drawn: given ends (null: as far as there are values), or most values. */
export type ValueRange =
  | { readonly kind: 'limits'; readonly low: number | null; readonly high: number | null }
  | { readonly kind: 'percentiles' };

interface Ranged {
  readonly logY: boolean;
  readonly range?: ValueRange | null;
}

/** The ends of the axis without outliers, as TensorBoard has them: percentiles of all values that are drawn. */
export const PERCENTILES = [5, 95] as const;

/**
 * Lowest and highest value that the lines and bands show; for a logarithmic axis of the positive ones. A confidence
 * interval of few seeds may be far wider than all that was seen: it counts only as far as any seed's own curve went.
 */
export function extent(all: readonly Folded[], plot: Ranged): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const see = (value: number): void => {
    if (Number.isNaN(value) || (plot.logY && value <= 0)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { line, columns } of all) {
    const { lowest, highest } = line.curve;
    const bounded = line.band === 'seen';
    for (let x = 0; x < columns.mean.length; x++) {
      see(columns.mean[x]!);
      if (line.band === 'none') continue;
      see(bounded ? Math.max(columns.low[x]!, lowest) : columns.low[x]!);
      see(bounded ? Math.min(columns.high[x]!, highest) : columns.high[x]!);
    }
  }
  return plot.range === undefined || plot.range === null
    ? [low, high]
    : narrowed([low, high], all, plot.range, plot.logY);
}

/** The values of the curves that have a place on the axis, those of dimmed ones left out. */
function valuesOf(all: readonly Folded[], logY: boolean): number[] {
  const front = all.filter(({ line }) => line.layer !== 'behind');
  return front.flatMap(({ columns }) => [...columns.mean].filter((one) => Number.isFinite(one) && (!logY || one > 0)));
}

function narrowed(
  [low, high]: readonly [number, number],
  all: readonly Folded[],
  range: ValueRange,
  logY: boolean,
): [number, number] {
  if (range.kind === 'percentiles') {
    const values = valuesOf(all, logY);
    if (values.length < 2) return [low, high];
    const [from, to] = PERCENTILES;
    const sorted = Float64Array.from(values).sort();
    return [quantile(sorted, from / 100), quantile(sorted, to / 100)];
  }
  // A logarithmic axis has no zero: it begins with the smallest value that it can show.
  const from = range.low === null || (logY && range.low <= 0) ? low : range.low;
  const to = range.high === null || (logY && range.high <= 0) ? high : range.high;
  return to > from ? [from, to] : [low, high];
}

/** Between the two nearest of the sorted values, in proportion. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [left, right] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return left + (right - left) * (place - below);
}

/** How many of the values lie beyond these ends. */
export function beyond(
  all: readonly Folded[],
  [low, high]: readonly [number, number],
  logY: boolean,
): { readonly outside: number; readonly of: number } {
  const values = valuesOf(all, logY);
  return { outside: values.filter((one) => one < low || one > high).length, of: values.length };
}

/** An axis that ends where its range does, not at the next round value; with no two ticks inside it stays as it is. */
export function endingAt(
  axis: Axis,
  [low, high]: readonly [number, number],
  range: ValueRange | null | undefined,
): Axis {
  if (range === undefined || range === null) return axis;
  const limits = range.kind === 'limits' ? range : null;
  const from = limits?.low === null ? axis.low : low;
  const to = limits?.high === null ? axis.high : high;
  const ticks = axis.ticks.filter((tick) => tick >= from && tick <= to);
  return ticks.length < 2 ? axis : { ...axis, low: from, high: to, ticks };
}
