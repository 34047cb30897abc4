import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS, type LineMark, type Theme } from '../terminal/theme.js';

/** Colour and sign of a class in a scatter; both come round again after all have been used. */
export function pointMark(group: number, theme: Theme): { sign: string; mark: LineMark } {
  const index = Number.isFinite(group) ? Math.abs(Math.trunc(group)) : 0;
  return { sign: GLYPHS.points[index % GLYPHS.points.length]!, mark: theme.lines[index % 7]! };
}

/** A place in [0, 1] by [0, 1], y upwards, as a cell of the region. */
export function cellOf(region: Region, x: number, y: number): [number, number] {
  return [Math.round(x * (region.width - 1)), Math.round((1 - y) * (region.height - 1))];
}
