import { BUCKETS } from '../../run/view.js';
import type { Curve } from '../curves.js';
import { compact } from '../format.js';
import type { Region } from '../sheet.js';
import { GLYPHS, type LineMark, type Theme } from '../theme.js';
import { displayWidth } from '../widths.js';
import { Canvas } from './canvas.js';
import { type Axis, linearAxis, logAxis, position, tickLabels } from './ticks.js';

/** One curve in a plot. */
export interface PlotLine {
  readonly curve: Curve;
  /** Budget of the runs behind the curve, which its buckets divide. */
  readonly steps: number;
  readonly mark: LineMark;
  /** `main` in its colour over all else, `beside` in its colour, `behind` dimmed. */
  readonly layer: 'main' | 'beside' | 'behind';
  /** `whole` stretches the axis over all of the band, `seen` over what the seeds' own curves reached. */
  readonly band: 'none' | 'seen' | 'whole';
}

export interface Plot {
  readonly lines: readonly PlotLine[];
  /** Steps at the right edge. */
  readonly steps: number;
  readonly logY: boolean;
  /** Steps at which a run went NaN or infinite. */
  readonly broken: readonly number[];
  /** Position of the reading line, 0 to 1. */
  readonly reading: number | null;
}

const LAYERS = { band: 1, behind: 2, beside: 3, main: 4 } as const;

/** A curve as one value per dot column: the mean, and the extremes of the band, which lose no spike. */
interface Columns {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Folds a curve's buckets into `width` dot columns that span `steps`. */
export function toColumns(curve: Curve, own: number, steps: number, width: number): Columns {
  const mean = new Float64Array(width).fill(Number.NaN);
  const low = new Float64Array(width).fill(Number.NaN);
  const high = new Float64Array(width).fill(Number.NaN);
  const counts = new Uint16Array(width);
  const scale = own / BUCKETS / steps;
  for (let i = 0; i < BUCKETS; i++) {
    const value = curve.mean[i]!;
    if (Number.isNaN(value)) continue;
    const column = Math.floor((i + 0.5) * scale * width);
    if (column >= width) break;
    mean[column] = counts[column] === 0 ? value : mean[column]! + value;
    counts[column]!++;
    const from = curve.low[i]!;
    const to = curve.high[i]!;
    if (!(low[column]! <= from) && !Number.isNaN(from)) low[column] = from;
    if (!(high[column]! >= to) && !Number.isNaN(to)) high[column] = to;
  }
  let before = -1;
  for (let column = 0; column < width; column++) {
    if (counts[column] === 0) continue;
    mean[column] = mean[column]! / counts[column]!;
    // Wider than the buckets: straight lines from one to the next.
    for (const values of [mean, low, high]) {
      if (before < 0) break;
      const start = values[before]!;
      for (let j = before + 1; j < column; j++) {
        values[j] = start + ((values[column]! - start) * (j - before)) / (column - before);
      }
    }
    before = column;
  }
  return { mean, low, high };
}

/**
 * Lowest and highest value that the lines and bands show; for a logarithmic axis of the positive ones. A confidence
 * interval of few seeds may be far wider than all that was seen: it counts only as far as any seed's own curve went.
 */
function extent(all: readonly { line: PlotLine; columns: Columns }[], plot: Plot): [number, number] {
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
  return [low, high];
}

/** Draws lines and bands into the canvas; the axis must span them. */
function drawLines(
  canvas: Canvas,
  axis: Axis,
  all: readonly { line: PlotLine; columns: Columns }[],
  theme: Theme,
): void {
  const rowOf = (value: number): number => Math.round((1 - position(axis, value)) * (canvas.height - 1));
  for (const { line, columns } of all) if (line.band !== 'none') drawBand(canvas, columns, rowOf, theme);
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
function drawBand(canvas: Canvas, columns: Columns, rowOf: (value: number) => number, theme: Theme): void {
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
    const [top, bottom] = [topOf(x), bottomOf(x)];
    const usualTop = Math.min(topOf(x - 1), topOf(x + 1));
    const usualBottom = Math.max(bottomOf(x - 1), bottomOf(x + 1));
    for (let y = top; y <= bottom; y++) {
      const spike = y < usualTop - 1 || y > usualBottom + 1;
      if (spike || (x % 2 === 0 && y % 2 === (x >> 1) % 2)) canvas.dot(x, y, theme.band, LAYERS.band);
    }
  }
}

function dashed(dash: readonly number[]): (x: number) => boolean {
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
    .map((line) => ({ line, columns: toColumns(line.curve, line.steps, plot.steps, width) }));
}

/** Columns to the left of the plot that hold the labels of the value axis. */
export const GUTTER = 7;

/** A plot with axes and labels; without room for them the curves alone. */
export function paintPlot(region: Region, plot: Plot, theme: Theme): void {
  if (region.width < GUTTER + 8 || region.height < 4) {
    paintBarePlot(region, plot, theme);
    return;
  }
  const inner = region.region(GUTTER, 0, region.width - GUTTER, region.height - 2);
  const canvas = new Canvas(inner.width, inner.height);
  const all = prepare(plot, canvas.width);
  const [low, high] = extent(all, plot);
  const axis = plot.logY ? logAxis(low, high, inner.height / 2) : linearAxis(low, high, Math.max(1, inner.height / 3));
  drawLines(canvas, axis, all, theme);
  if (plot.reading !== null) {
    const column = Math.round(plot.reading * (inner.width - 1));
    for (let y = 0; y < inner.height; y++) inner.put(column, y, GLYPHS.reading, theme.accent);
  }
  canvas.paint(inner);
  paintValueAxis(region, axis, inner.height, theme);
  paintStepAxis(region, plot, inner.height, theme);
}

function paintValueAxis(region: Region, axis: Axis, height: number, theme: Theme): void {
  for (let y = 0; y < height; y++) region.put(GUTTER - 1, y, GLYPHS.axisY, theme.border);
  let used = -1;
  const labels = tickLabels(axis);
  for (let i = axis.ticks.length - 1; i >= 0; i--) {
    const y = Math.round((1 - position(axis, axis.ticks[i]!)) * (height - 1));
    if (y <= used || y >= height) continue;
    used = y;
    region.writeEnd(GUTTER - 1, y, labels[i]!, theme.dim);
    region.put(GUTTER - 1, y, GLYPHS.tick, theme.border);
  }
}

function paintStepAxis(region: Region, plot: Plot, y: number, theme: Theme): void {
  const width = region.width - GUTTER;
  region.put(GUTTER - 1, y, GLYPHS.corner, theme.border);
  for (let x = 0; x < width; x++) region.put(GUTTER + x, y, GLYPHS.axisX, theme.border);
  for (const step of plot.broken) {
    const x = Math.floor((step / plot.steps) * width);
    if (x < width) region.put(GUTTER + x, y, GLYPHS.broken, theme.bad);
  }
  let free = 0;
  const axis = linearAxis(0, plot.steps, Math.max(1, width / 14));
  for (const tick of axis.ticks) {
    const label = compact(tick);
    const size = displayWidth(label);
    const at = Math.round((tick / plot.steps) * (width - 1));
    const start = Math.min(GUTTER + at - (tick === 0 ? 0 : size >> 1), region.width - size);
    if (tick > plot.steps || start < free) continue;
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
  const margin = high > low ? 0 : Math.abs(high) * 0.1 || 1;
  const axis = plot.logY
    ? { low, high: high > low ? high : high * 10, ticks: [], log: true }
    : { low: low - margin, high: high + margin, ticks: [], log: false };
  drawLines(canvas, axis, all, theme);
  canvas.paint(region);
}

/** The value of a curve at a share of the plotted steps; NaN where it has none. */
export function valueAt(line: PlotLine, plot: Plot, share: number): number {
  const bucket = Math.min(BUCKETS - 1, Math.floor((share * plot.steps * BUCKETS) / line.steps));
  return line.curve.mean[bucket] ?? Number.NaN;
}
