import { BUCKETS } from '../../session/curve.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';
import { GLYPHS, type LineMark, type Theme } from '../terminal/theme.js';
import { Canvas } from './canvas.js';
import type { Curve } from './curves.js';
import {
  type Axis,
  type AxisLabels,
  aroundConstant,
  axisLabels,
  isFlat,
  linearAxis,
  logAxis,
  position,
  stepLabels,
} from './ticks.js';
import { beyond, type Columns, endingAt, extent, type ValueRange } from './value-range.js';

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

export interface Plot {
  readonly lines: readonly PlotLine[];
  readonly span: PlotSpan;
  readonly logY: boolean;
  /** What the value axis spans, where not all that is drawn. */
  readonly range?: ValueRange | null;
  /** Where a run went NaN or infinite, in units of the axis. */
  readonly broken: readonly number[];
  /** Where forks branched off, in units of the axis. */
  readonly forks?: readonly number[];
  /** Where the cursor stands, in units of the axis. */
  readonly reading: number | null;
}

/** Place of a value on the axis: 0 at its left end, 1 at its right one. */
export function spanPlace({ from, to, log }: PlotSpan, value: number): number {
  if (!log) return (value - from) / (to - from);
  return (Math.log(Math.max(value, 1e-12)) - Math.log(from)) / (Math.log(to) - Math.log(from));
}

const LAYERS = { band: 1, behind: 2, beside: 3, main: 4 } as const;

/** Where the middle of a bucket lies on the axis. */
export function middleOf({ at, steps, origin = 0 }: Pick<PlotLine, 'at' | 'steps' | 'origin'>, bucket: number): number {
  if (at === undefined || at === null) return ((bucket + 0.5) * steps) / BUCKETS;
  const end = at[bucket]!;
  const start = bucket === 0 ? origin : at[bucket - 1]!;
  return (start + end) / 2;
}

/** Folds a curve's buckets into `width` dot columns over the span; lines that leave it are followed to its edges. */
export function toColumns(line: Omit<PlotLine, 'mark' | 'layer' | 'band'>, span: PlotSpan, width: number): Columns {
  const { curve } = line;
  const mean = new Float64Array(width).fill(Number.NaN);
  const low = new Float64Array(width).fill(Number.NaN);
  const high = new Float64Array(width).fill(Number.NaN);
  const counts = new Uint16Array(width);
  const columns = { mean, low, high };
  const linear = !span.log && (line.at === undefined || line.at === null);
  const scale = (line.steps / BUCKETS / (span.to - span.from)) * width;
  const shift = (span.from / (span.to - span.from)) * width;
  let before = -1;
  let [left, right] = [Number.NaN, Number.NaN];
  let [leftBucket, rightBucket] = [-1, -1];
  for (let i = line.from ?? 0; i < BUCKETS; i++) {
    const value = curve.mean[i]!;
    if (Number.isNaN(value)) continue;
    const place = linear ? (i + 0.5) * scale - shift : spanPlace(span, middleOf(line, i)) * width;
    if (Number.isNaN(place)) continue;
    const column = Math.floor(place);
    if (column < 0) {
      [left, leftBucket] = [place, i];
      continue;
    }
    if (column >= width) {
      [right, rightBucket] = [place, i];
      break;
    }
    mean[column] = counts[column] === 0 ? value : mean[column]! + value;
    counts[column]!++;
    const from = curve.low[i]!;
    const to = curve.high[i]!;
    if (!(low[column]! <= from) && !Number.isNaN(from)) low[column] = from;
    if (!(high[column]! >= to) && !Number.isNaN(to)) high[column] = to;
  }
  let first = -1;
  for (let column = 0; column < width; column++) {
    if (counts[column] === 0) continue;
    if (first < 0) first = column;
    mean[column] = mean[column]! / counts[column]!;
    // Wider than the buckets: straight lines from one to the next.
    if (before >= 0) bridge(columns, before, column, width, (values) => [values[before]!, values[column]!]);
    before = column;
  }
  const outside = (values: Float64Array, bucket: number): number =>
    (values === mean ? curve.mean : values === low ? curve.low : curve.high)[bucket]!;
  if (leftBucket >= 0) {
    // Nothing inside: from what lies left of it to what lies right.
    const end = first >= 0 ? first : right;
    const at = (values: Float64Array): number => (first >= 0 ? values[first]! : outside(values, rightBucket));
    if (first >= 0 || rightBucket >= 0)
      bridge(columns, left, end, width, (values) => [outside(values, leftBucket), at(values)]);
  }
  if (rightBucket >= 0 && before >= 0) {
    bridge(columns, before, right, width, (values) => [values[before]!, outside(values, rightBucket)]);
  }
  return columns;
}

/** Fills the empty columns between two places with straight lines between the values at them. */
function bridge(
  { mean, low, high }: Columns,
  from: number,
  to: number,
  width: number,
  ends: (values: Float64Array) => [number, number],
): void {
  const first = Math.max(0, Math.floor(from) + 1);
  const last = Math.min(width - 1, Math.ceil(to) - 1);
  if (last < first) return;
  for (const values of [mean, low, high]) {
    const [start, end] = ends(values);
    for (let j = first; j <= last; j++) values[j] = start + ((end - start) * (j - from)) / (to - from);
  }
}

/** Draws lines and bands into the canvas; the axis must span them. */
function drawLines(
  canvas: Canvas,
  axis: Axis,
  all: readonly { line: PlotLine; columns: Columns }[],
  theme: Theme,
): void {
  // What lies beyond the axis goes just past the edge, where nothing is drawn.
  const rowOf = (value: number): number =>
    Math.max(-1, Math.min(canvas.height, Math.round((1 - position(axis, value)) * (canvas.height - 1))));
  for (const { line, columns } of all) if (line.band !== 'none') drawBand(canvas, columns, rowOf, line.mark.band);
  for (const { line, columns } of all) {
    const behind = line.layer === 'behind';
    const style = behind ? theme.band : line.mark.color;
    const keep = dashed(line.mark.dash);
    let before = Number.NaN;
    for (let x = 0; x < canvas.width; x++) {
      const y = rowOf(columns.mean[x]!);
      if (!Number.isNaN(y)) {
        if (Number.isNaN(before)) canvas.dot(x, y, style, LAYERS[line.layer]);
        else canvas.line(x - 1, before, x, y, style, LAYERS[line.layer], keep);
      }
      before = y;
    }
  }
}

/** Every fourth dot of the band; a column that stands out from its neighbours in full, so that no spike is lost. */
function drawBand(canvas: Canvas, columns: Columns, rowOf: (value: number) => number, style: string): void {
  const floor = canvas.height - 1;
  const topOf = (x: number): number => {
    const top = rowOf(columns.high[x] ?? Number.NaN);
    return Number.isNaN(top) ? floor : Math.max(0, Math.min(top, floor));
  };
  const bottomOf = (x: number): number => {
    // On a logarithmic axis a band that reaches zero goes down to the edge.
    const bottom = rowOf(columns.low[x] ?? Number.NaN);
    return Number.isNaN(bottom) ? floor : Math.max(0, Math.min(bottom, floor));
  };
  for (let x = 0; x < canvas.width; x++) {
    if (Number.isNaN(rowOf(columns.high[x]!))) continue;
    if (rowOf(columns.high[x]!) > floor || rowOf(columns.low[x]!) < 0) continue;
    const [top, bottom] = [topOf(x), bottomOf(x)];
    const usualTop = Math.min(topOf(x - 1), topOf(x + 1));
    const usualBottom = Math.max(bottomOf(x - 1), bottomOf(x + 1));
    for (let y = top; y <= bottom; y++) {
      const spike = y < usualTop - 1 || y > usualBottom + 1;
      if (spike || (x % 2 === 0 && y % 2 === (x >> 1) % 2)) canvas.dot(x, y, style, LAYERS.band);
    }
  }
}

/** Whether a dot column of a dashed line is drawn. */
export function dashed(dash: readonly number[]): (x: number) => boolean {
  if (dash.length === 0) return () => true;
  const total = dash.reduce((sum, part) => sum + part, 0);
  return (x) => {
    let rest = x % total;
    for (let i = 0; i < dash.length; i++) {
      rest -= dash[i]!;
      if (rest < 0) return i % 2 === 0;
    }
    return true;
  };
}

const ORDER = { behind: 0, beside: 1, main: 2 } as const;

function prepare(plot: Plot, width: number): { line: PlotLine; columns: Columns }[] {
  return [...plot.lines]
    .sort((a, b) => ORDER[a.layer] - ORDER[b.layer])
    .map((line) => ({ line, columns: toColumns(line, plot.span, width) }));
}

/** Lowest and highest value that the plot shows. */
export function valueExtent(plot: Plot): readonly [low: number, high: number] {
  return extent(prepare(plot, BUCKETS), plot);
}

/** How many of the values of its curves a plot cuts off. */
export function cutOff(plot: Plot): { readonly outside: number; readonly of: number } {
  const all = prepare(plot, BUCKETS);
  return beyond(all, extent(all, plot), plot.logY);
}

/** Columns to the left of a plot that hold the labels of its value axis at least: so most charts have the same. */
export const GUTTER = 7;

/** An axis of values with its labels, and the columns that they need to the left of the plot. */
export interface LabelledAxis extends AxisLabels {
  readonly axis: Axis;
  readonly gutter: number;
}

export function labelled(axis: Axis): LabelledAxis {
  const labels = axisLabels(axis);
  const widest = Math.max(labels.offset.length, ...labels.labels.map(({ length }) => length));
  return { ...labels, axis, gutter: Math.max(GUTTER, widest + 1) };
}

/** The fewest columns of a plot beside its labels. */
const NARROWEST = 8;

/** A plot with axes and labels; without room for them the curves alone. Returns the columns of the labels. */
export function paintPlot(region: Region, plot: Plot, theme: Theme): number {
  const laid = region.height < 4 ? null : layOut(region.width, region.height - 2, plot);
  if (laid === null) {
    paintBarePlot(region, plot, theme);
    return 0;
  }
  const { vertical, all } = laid;
  const { gutter, axis } = vertical;
  const inner = region.region(gutter, 0, region.width - gutter, region.height - 2);
  const canvas = new Canvas(inner.width, inner.height);
  drawLines(canvas, axis, all, theme);
  paintReading(inner, plot, theme);
  canvas.paint(inner);
  paintValueAxis(region, vertical, inner.height, { axis: theme.border, label: theme.dim });
  paintStepAxis(region, plot, inner.height, gutter, theme);
  return gutter;
}

type Prepared = readonly { readonly line: PlotLine; readonly columns: Columns }[];

/** The value axis and the columns of the curves; null where the labels leave too little room. */
function layOut(width: number, height: number, plot: Plot): { vertical: LabelledAxis; all: Prepared } | null {
  let gutter = GUTTER;
  // Wider labels leave fewer columns, whose means may reach less far.
  for (;;) {
    if (width < gutter + NARROWEST) return null;
    const all = prepare(plot, 2 * (width - gutter));
    const vertical = labelled(valueAxis(plot, extent(all, plot), height));
    if (vertical.gutter <= gutter) return { vertical: { ...vertical, gutter }, all };
    gutter = vertical.gutter;
  }
}

function valueAxis({ logY, range }: Plot, [low, high]: readonly [number, number], height: number): Axis {
  const axis = logY ? logAxis(low, high, height / 2) : linearAxis(low, high, Math.max(1, height / 3));
  return endingAt(axis, [low, high], range);
}

function paintReading(inner: Region, plot: Plot, theme: Theme): void {
  if (plot.reading === null) return;
  const column = Math.round(spanPlace(plot.span, plot.reading) * (inner.width - 1));
  for (let y = 0; y < inner.height; y++) inner.put(column, y, GLYPHS.reading, theme.accent);
}

/** The axis of values with its labels, to the left of the plot; below them what is to be added to each. */
export function paintValueAxis(
  region: Region,
  { axis, labels, offset, gutter }: LabelledAxis,
  height: number,
  styles: { readonly axis: string; readonly label: string },
): void {
  for (let y = 0; y < height; y++) region.put(gutter - 1, y, GLYPHS.axisY, styles.axis);
  let used = -1;
  for (let i = axis.ticks.length - 1; i >= 0; i--) {
    const y = Math.round((1 - position(axis, axis.ticks[i]!)) * (height - 1));
    if (y <= used || y >= height) continue;
    used = y;
    region.writeEnd(gutter - 1, y, labels[i]!, styles.label);
    region.put(gutter - 1, y, GLYPHS.tick, styles.axis);
  }
  if (offset !== '') region.writeEnd(gutter - 1, height, offset, styles.label);
}

function paintStepAxis(region: Region, plot: Plot, y: number, gutter: number, theme: Theme): void {
  const width = region.width - gutter;
  region.put(gutter - 1, y, GLYPHS.corner, theme.border);
  for (let x = 0; x < width; x++) region.put(gutter + x, y, GLYPHS.axisX, theme.border);
  for (const step of plot.broken) {
    const x = Math.floor(spanPlace(plot.span, step) * width);
    if (x >= 0 && x < width) region.put(gutter + x, y, GLYPHS.broken, theme.bad);
  }
  for (const step of plot.forks ?? []) {
    const x = Math.round(spanPlace(plot.span, step) * (width - 1));
    if (x >= 0 && x < width) region.put(gutter + x, y, GLYPHS.fork, theme.accent);
  }
  let free = 0;
  const { from, to, log } = plot.span;
  const count = Math.max(1, width / 14);
  const axis = log ? logAxis(from, to, count) : linearAxis(from, to, count);
  const labels = stepLabels(axis.ticks);
  for (const [i, tick] of axis.ticks.entries()) {
    const label = labels[i]!;
    const size = displayWidth(label);
    const at = Math.round(spanPlace(plot.span, tick) * (width - 1));
    const start = Math.min(gutter + at - (at === 0 ? 0 : size >> 1), region.width - size);
    if (at < 0 || at > width - 1 || start < Math.max(free, gutter - 1)) continue;
    region.write(start, y + 1, label, theme.dim);
    free = start + size + 2;
  }
}

/** The curves without axes, over the whole region, each line's own extent from edge to edge. */
export function paintBarePlot(region: Region, plot: Plot, theme: Theme): void {
  const canvas = new Canvas(region.width, region.height);
  const all = prepare(plot, canvas.width);
  const [low, high] = extent(all, plot);
  if (!(high >= low)) return;
  const flat = isFlat(low, high);
  const [from, to] = flat ? aroundConstant(low, high) : [low, high];
  const axis = plot.logY
    ? { low: flat ? low / 10 : low, high: flat ? high * 10 : high, ticks: [], log: true }
    : { low: from, high: to, ticks: [], log: false };
  drawLines(canvas, axis, all, theme);
  paintReading(region, plot, theme);
  canvas.paint(region);
}

/** The value of a line at a place of the axis; NaN where it has none. */
export function valueAt(line: PlotLine, place: number): number {
  return line.curve.mean[bucketAt(line, place)] ?? Number.NaN;
}

/** The bucket that holds a place of the axis. */
export function bucketAt({ at, steps }: Pick<PlotLine, 'at' | 'steps'>, place: number): number {
  if (at === undefined || at === null) return Math.max(0, Math.min(BUCKETS - 1, Math.floor((place * BUCKETS) / steps)));
  let low = 0;
  let high = BUCKETS - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    // NaN, past the last bucket, counts as further right.
    if (at[middle]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
