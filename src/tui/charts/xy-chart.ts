import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { Canvas } from './canvas.js';
import { dashed, labelled, paintValueAxis } from './plot.js';
import { type Axis, linearAxis, position, tickLabels } from './ticks.js';

/** A line over any x axis, with or without a band. */
export interface XYLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  readonly style: string;
  /** Dot columns drawn and left out by turns; empty for a whole line. */
  readonly dash: readonly number[];
}

export interface XYStyles {
  readonly axis: string;
  readonly label: string;
  readonly band: string;
}

/** Lines with axes and labels over the whole region; the y axis spans the lines, or `range`. */
export function paintXY(region: Region, lines: readonly XYLine[], styles: XYStyles, range?: readonly [number, number]) {
  const height = region.height - 2;
  const across = lines.flatMap(({ x }) => x).filter(Number.isFinite);
  const values = lines.flatMap(({ y, low = [], high = [] }) => [...y, ...low, ...high]).filter(Number.isFinite);
  const [left, right] = ends(across);
  const [low, high] = range ?? ends(values);
  const vertical = labelled(linearAxis(low, high, Math.max(1, height / 3)));
  const { gutter, axis } = vertical;
  const inner = region.region(gutter, 0, region.width - gutter, height);
  if (inner.width < 4 || inner.height < 2) return;
  const canvas = new Canvas(inner.width, inner.height);
  const columnOf = (x: number) => ((x - left) / (right - left)) * (canvas.width - 1);
  const rowOf = (y: number) => (1 - position(axis, y)) * (canvas.height - 1);
  for (const line of lines) paintBand(canvas, line, columnOf, rowOf, styles.band);
  lines.forEach((line, i) => {
    paintLine(canvas, line, columnOf, rowOf, 2 + i);
  });
  canvas.paint(inner);
  paintValueAxis(region, vertical, inner.height, styles);
  paintHorizontalAxis(
    region,
    linearAxis(left, right, Math.max(1, inner.width / 12)),
    [left, right],
    { y: inner.height, gutter },
    styles,
  );
}

function ends(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - (Math.abs(low) / 10 || 1), high + (Math.abs(high) / 10 || 1)];
}

type Place = (value: number) => number;

function paintLine(canvas: Canvas, { x, y, style, dash }: XYLine, columnOf: Place, rowOf: Place, layer: number): void {
  let before: readonly [number, number] | null = null;
  x.forEach((at, i) => {
    const point = [columnOf(at), rowOf(y[i]!)] as const;
    if (!Number.isFinite(point[0] + point[1])) before = null;
    else {
      const [fromX, fromY] = before ?? point;
      canvas.line(fromX, fromY, point[0], point[1], style, layer, dashed(dash));
      before = point;
    }
  });
}

/** Every other dot of every other column between the edges of the band. */
function paintBand(canvas: Canvas, { x, low, high }: XYLine, columnOf: Place, rowOf: Place, style: string): void {
  if (low === undefined || high === undefined) return;
  for (let i = 1; i < x.length; i++) {
    const [from, to] = [columnOf(x[i - 1]!), columnOf(x[i]!)];
    for (let column = Math.ceil(from); column <= to; column++) {
      const share = to > from ? (column - from) / (to - from) : 0;
      const at = (edge: readonly number[]) => rowOf(edge[i - 1]! + (edge[i]! - edge[i - 1]!) * share);
      const [top, bottom] = [at(high), at(low)];
      if (!Number.isFinite(top + bottom) || column % 2 === 1) continue;
      for (let row = Math.round(top); row <= bottom; row++) {
        if (row % 2 === (column >> 1) % 2) canvas.dot(column, row, style, 1);
      }
    }
  }
}

function paintHorizontalAxis(
  region: Region,
  axis: Axis,
  [left, right]: readonly [number, number],
  { y, gutter }: { readonly y: number; readonly gutter: number },
  styles: XYStyles,
): void {
  const width = region.width - gutter;
  region.put(gutter - 1, y, GLYPHS.corner, styles.axis);
  for (let x = 0; x < width; x++) region.put(gutter + x, y, GLYPHS.axisX, styles.axis);
  const labels = tickLabels(axis);
  let free = 0;
  axis.ticks.forEach((tick, i) => {
    const size = displayWidth(labels[i]!);
    const at = gutter + Math.round(((tick - left) / (right - left)) * (width - 1));
    const start = Math.max(gutter, Math.min(at - (size >> 1), region.width - size));
    if (tick < left || tick > right || start < free) return;
    region.write(start, y + 1, labels[i]!, styles.label);
    free = start + size + 2;
  });
}
