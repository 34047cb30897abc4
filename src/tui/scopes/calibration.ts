import type { CalibrationBin } from '../../core/scope.js';
import { Canvas } from '../charts/canvas.js';
import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

/** Columns of the vertical axis. */
const GUTTER = 4;
const BINS = 10;
/** Rows below the diagram: how many rows each bin has, and the axis. */
const BELOW = 2;

/** The least room in which a diagram can be read. */
export const CALIBRATION = { width: 26, height: 6 } as const;

/** Expected calibration error: the mean distance of the bins from the diagonal, weighted by rows. */
export function distanceOf(bins: readonly CalibrationBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.probability - bin.share), 0) / Math.max(1, rows);
}

/** A reliability diagram: the share that is so over the probability, on the diagonal where they agree; below it the rows of each bin. */
export function paintCalibration(region: Region, bins: readonly CalibrationBin[], theme: Theme): void {
  const plot = region.region(GUTTER, 0, region.width - GUTTER, region.height - BELOW);
  if (plot.width < 4 || plot.height < 2) return;
  for (let y = 0; y < plot.height; y++) region.put(GUTTER - 1, y, GLYPHS.axisY, theme.border);
  region.write(0, 0, '1.0', theme.dim);
  region.write(0, plot.height - 1, '0.0', theme.dim);
  const canvas = new Canvas(plot.width, plot.height);
  const x = (probability: number): number => probability * (canvas.width - 1);
  const y = (share: number): number => (1 - share) * (canvas.height - 1);
  for (let dot = 0; dot < canvas.width; dot += 3)
    canvas.dot(dot, Math.round(y(dot / (canvas.width - 1))), theme.band, 1);
  for (let i = 1; i < bins.length; i++) {
    const [from, to] = [bins[i - 1]!, bins[i]!];
    canvas.line(x(from.probability), y(from.share), x(to.probability), y(to.share), theme.lines[0]!.color, 2);
  }
  canvas.paint(plot);
  for (const { probability, share } of bins) {
    const [column, row] = [Math.round(probability * (plot.width - 1)), Math.round((1 - share) * (plot.height - 1))];
    plot.put(column, row, GLYPHS.points[0], theme.lines[0]!.color);
  }
  paintRows(region.region(0, plot.height, region.width, 1), bins, theme);
  const under = region.height - 1;
  const told = `calibration error ${distanceOf(bins).toFixed(3)}`;
  const start = region.writeEnd(region.width, under, told.slice(Math.max(0, told.length - region.width)), theme.strong);
  if (GUTTER + 'probability'.length + 1 <= start) region.write(GUTTER, under, 'probability', theme.dim);
}

/** How many rows stand in each bin. */
function paintRows(line: Region, bins: readonly CalibrationBin[], theme: Theme): void {
  line.write(0, 0, 'n', theme.dim);
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const width = line.width - GUTTER;
  for (let x = 0; x < width; x++) {
    const bin = Math.floor((x * BINS) / width);
    const rows = bins.find(({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === bin)?.rows ?? 0;
    const level = rows === 0 ? 0 : 1 + Math.floor(Math.sqrt(rows / most) * 0.999 * (GLYPHS.blocks.length - 1));
    line.put(GUTTER + x, 0, GLYPHS.blocks[level] ?? ' ', theme.dim);
  }
}
