import type { FitScope } from '../../core/scope.js';
import { Canvas } from '../charts/canvas.js';
import { formatValue } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import type { Theme } from '../terminal/theme.js';
import { cellOf } from './scatter.js';

/** Data, outliers and the fitted curve. The extent is that of the data, so a wild fit leaves the picture. */
export function paintFit(region: Region, scope: FitScope, theme: Theme): void {
  const plot = region.region(0, 0, region.width, region.height - 1);
  const [left, right] = extentOf([...scope.x, ...scope.curveX]);
  const [low, high] = extentOf(scope.y);
  const across = (x: number): number => (x - left) / (right - left);
  const up = (y: number): number => (y - low) / (high - low);
  const canvas = new Canvas(plot.width, plot.height);
  const dotX = (x: number): number => across(x) * (canvas.width - 1);
  const dotY = (y: number): number => (1 - up(y)) * (canvas.height - 1);
  for (let i = 0; i < scope.x.length; i++) {
    if (!scope.outlier[i]) canvas.dot(Math.round(dotX(scope.x[i]!)), Math.round(dotY(scope.y[i]!)), theme.dim, 1);
  }
  for (let i = 1; i < scope.curveX.length; i++) {
    const ends = [scope.curveX[i - 1]!, scope.curveY[i - 1]!, scope.curveX[i]!, scope.curveY[i]!];
    if (!ends.every(Number.isFinite)) continue;
    canvas.line(dotX(ends[0]!), dotY(ends[1]!), dotX(ends[2]!), dotY(ends[3]!), theme.lines[0]!.color, 3);
  }
  for (let i = 0; i < scope.x.length; i++) {
    if (!scope.outlier[i]) continue;
    const [column, row] = cellOf(plot, across(scope.x[i]!), up(scope.y[i]!));
    plot.put(column, row, '×', theme.lines[4]!.color);
  }
  canvas.paint(plot);
  const outliers = scope.outlier.filter(Boolean).length;
  region.write(0, region.height - 1, `y ${formatValue(low)}..${formatValue(high)}`, theme.dim);
  region.writeEnd(region.width, region.height - 1, `× ${outliers} outliers`, theme.dim);
}

/** The cell of one of the data. */
export function fitCell(region: Region, scope: FitScope, index: number): [number, number] {
  const plot = region.region(0, 0, region.width, region.height - 1);
  const [left, right] = extentOf([...scope.x, ...scope.curveX]);
  const [low, high] = extentOf(scope.y);
  return cellOf(plot, (scope.x[index]! - left) / (right - left), (scope.y[index]! - low) / (high - low));
}

/** Lowest and highest finite value, apart from each other. */
function extentOf(values: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low <= high)) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}
