import { BUCKETS } from '../../session/curve.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { Canvas } from './canvas.js';
import { type PlotLine, type PlotSpan, spanPlace, toColumns } from './columns.js';
import {
  type Axis,
  type AxisLabels,
  aroundConstant,
  axisLabels,
  isFlat,
  linearAxis,
  logAxis,
  rowOf,
  stepLabels,
} from './ticks.js';
import { beyond, type Columns, endingAt, extent, type ValueRange } from './value-range.js';

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

const LAYERS = { band: 1, behind: 2, beside: 3, main: 4 } as const;

/** Draws lines and bands into the canvas; the axis must span them. */
function drawLines(
  canvas: Canvas,
  axis: Axis,
  all: readonly { line: PlotLine; columns: Columns }[],
  theme: Theme,
): void {
  // What lies beyond the axis goes just past the edge, where nothing is drawn.
  const dotOf = (value: number): number => Math.max(-1, Math.min(canvas.height, rowOf(axis, value, canvas.height)));
  for (const { line, columns } of all) if (line.band !== 'none') drawBand(canvas, columns, dotOf, line.mark.band);
  for (const { line, columns } of all) {
    const behind = line.layer === 'behind';
    const style = behind ? theme.band : line.mark.color;
    const keep = dashed(line.mark.dash);
    let before = Number.NaN;
    for (let x = 0; x < canvas.width; x++) {
      const y = dotOf(columns.mean[x]!);
      if (!Number.isNaN(y)) {
        if (Number.isNaN(before)) canvas.dot(x, y, style, LAYERS[line.layer]);
        else canvas.line(x - 1, before, x, y, style, LAYERS[line.layer], keep);
      }
      before = y;
    }
  }
}

/** Every fourth dot of the band; a column that stands out from its neighbours in full, so that no spike is lost. */
function drawBand(canvas: Canvas, columns: Columns, dotOf: (value: number) => number, style: string): void {
  const floor = canvas.height - 1;
  const topOf = (x: number): number => {
    const top = dotOf(columns.high[x] ?? Number.NaN);
    return Number.isNaN(top) ? floor : Math.max(0, Math.min(top, floor));
  };
  const bottomOf = (x: number): number => {
    // On a logarithmic axis a band that reaches zero goes down to the edge.
    const bottom = dotOf(columns.low[x] ?? Number.NaN);
    return Number.isNaN(bottom) ? floor : Math.max(0, Math.min(bottom, floor));
  };
  for (let x = 0; x < canvas.width; x++) {
    if (Number.isNaN(dotOf(columns.high[x]!))) continue;
    if (dotOf(columns.high[x]!) > floor || dotOf(columns.low[x]!) < 0) continue;
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
    .map((line) => ({ line, columns: toColumns(line, plot.span, width, line.band !== 'none') }));
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
  const axis = logY ? logAxis(low, high, height / 2) : linearAxis(low, high, Math.max(1, height / 3), height);
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
    const y = rowOf(axis, axis.ticks[i]!, height);
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
