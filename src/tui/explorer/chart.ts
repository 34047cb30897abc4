import { Canvas } from '../charts/canvas.js';
import { GUTTER, labelled, paintValueAxis } from '../charts/plot.js';
import { linearAxis, position, tickLabels } from '../charts/ticks.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';
import { GLYPHS, type LineMark, type Theme } from '../terminal/theme.js';

/** A curve over the range of the chart, its values at even distances from one end to the other. */
export interface ChartCurve {
  readonly values: readonly number[];
  readonly mark: LineMark;
  /** `main` is drawn over the others. */
  readonly layer: 'main' | 'beside';
}

export interface Chart {
  readonly from: number;
  readonly to: number;
  readonly curves: readonly ChartCurve[];
  /** A reading line at x with a dot at its value; null for none. */
  readonly point: { readonly x: number; readonly value: number } | null;
}

const LAYERS = { zero: 1, beside: 2, main: 3 } as const;

/** Values to sample for a chart of this width: one a dot column. */
export function dotColumns(width: number): number {
  return Math.max(2, 2 * (width - GUTTER));
}

/** Curves over a range, with both axes; without room for axes the curves alone. */
export function paintChart(region: Region, chart: Chart, theme: Theme): void {
  const values = chart.curves.flatMap(({ values }) => values.filter(Number.isFinite));
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const tall = region.height >= 4;
  const vertical = labelled(linearAxis(low, high, Math.max(1, (tall ? region.height - 2 : region.height) / 3)));
  const { axis, gutter } = vertical;
  const roomy = tall && region.width >= gutter + 8;
  const inner = roomy ? region.region(gutter, 0, region.width - gutter, region.height - 2) : region;
  const canvas = new Canvas(inner.width, inner.height);
  const rowOf = (value: number): number => Math.round((1 - position(axis, value)) * (canvas.height - 1));
  if (axis.low < 0 && axis.high > 0) {
    for (let x = 0; x < canvas.width; x += 4) canvas.dot(x, rowOf(0), theme.band, LAYERS.zero);
  }
  for (const curve of [...chart.curves].sort((a, b) => LAYERS[a.layer] - LAYERS[b.layer]))
    drawCurve(canvas, curve, rowOf);
  const column = chart.point === null ? -1 : columnOf(chart, chart.point.x, inner.width);
  for (let y = 0; column >= 0 && y < inner.height; y++) inner.put(column, y, GLYPHS.reading, theme.accent);
  canvas.paint(inner);
  const row = rowOf(chart.point?.value ?? Number.NaN);
  if (column >= 0 && !Number.isNaN(row)) inner.put(column, row >> 2, GLYPHS.agent, theme.accent);
  if (!roomy) return;
  paintValueAxis(region, vertical, inner.height, { axis: theme.border, label: theme.dim });
  paintRangeAxis(region, chart, { y: inner.height, gutter }, theme);
}

function columnOf({ from, to }: Chart, x: number, width: number): number {
  return Math.round(((x - from) / (to - from)) * (width - 1));
}

function drawCurve(canvas: Canvas, { values, mark, layer }: ChartCurve, rowOf: (value: number) => number): void {
  const keep = dashed(mark.dash);
  const scale = (canvas.width - 1) / Math.max(1, values.length - 1);
  let [beforeX, beforeY] = [0, Number.NaN];
  for (const [i, value] of values.entries()) {
    const [x, y] = [Math.round(i * scale), rowOf(value)];
    if (!Number.isNaN(y)) {
      if (Number.isNaN(beforeY)) canvas.dot(x, y, mark.color, LAYERS[layer]);
      else canvas.line(beforeX, beforeY, x, y, mark.color, LAYERS[layer], keep);
    }
    [beforeX, beforeY] = [x, y];
  }
}

/** Broken by the way walked along the curve, so that steep parts are dashed like flat ones. */
function dashed(dash: readonly number[]): () => boolean {
  // A step to the next column sets two dots: where it starts and where it ends.
  const pattern = dash.flatMap((length, i) => Array<boolean>(2 * length).fill(i % 2 === 0));
  let walked = 0;
  return () => pattern.length === 0 || pattern[walked++ % pattern.length]!;
}

function paintRangeAxis(
  region: Region,
  { from, to }: Chart,
  { y, gutter }: { readonly y: number; readonly gutter: number },
  theme: Theme,
): void {
  const width = region.width - gutter;
  region.put(gutter - 1, y, GLYPHS.corner, theme.border);
  for (let x = 0; x < width; x++) region.put(gutter + x, y, GLYPHS.axisX, theme.border);
  const axis = linearAxis(from, to, Math.max(1, width / 6));
  const labels = tickLabels(axis);
  let free = gutter - 1;
  for (const [i, tick] of axis.ticks.entries()) {
    if (tick < from || tick > to) continue;
    const label = labels[i]!;
    const size = displayWidth(label);
    const at = gutter + Math.round(((tick - from) / (to - from)) * (width - 1)) - (size >> 1);
    const start = Math.min(at, region.width - size);
    if (start < free) continue;
    region.write(start, y + 1, label, theme.dim);
    free = start + size + 2;
  }
}
