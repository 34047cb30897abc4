import type { GridScope } from '../../core/scope.js';
import { formatValue } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintGrid, signOf, styleOf } from './grid.js';

/** Columns of a cell that has room for its value. */
const WITH_VALUE = 6;

/**
 * A grid world that fills its region: V as heat and as a number, the greedy action, the visits as a bar, and a frame around the cell that
 * is read. One too large for the region is drawn as in the small picture.
 */
export function paintLargeGrid(region: Region, scope: GridScope, at: number | null, theme: Theme): void {
  const { width, height } = scope;
  const cellWidth = Math.min(11, Math.floor(region.width / width));
  const cellHeight = Math.min(
    cellWidth >= 9 ? 4 : cellWidth >= 7 ? 3 : cellWidth >= 4 ? 2 : 1,
    Math.floor(region.height / height),
  );
  if (cellWidth < 1 || cellHeight < 1) {
    paintGrid(region, scope, theme);
    return;
  }
  const finite = scope.values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const most = Math.max(1, ...scope.visits);
  const left = (region.width - width * cellWidth) >> 1;
  const top = (region.height - height * cellHeight) >> 1;
  for (let i = 0; i < width * height; i++) {
    const x = left + (i % width) * cellWidth;
    const y = top + Math.floor(i / width) * cellHeight;
    const value = scope.values[i] ?? Number.NaN;
    const share = Number.isFinite(value) ? (high > low ? (value - low) / (high - low) : 0.5) : Number.NaN;
    paintCell(region.region(x, y, cellWidth, cellHeight), scope, i, share, most, theme);
    if (i === at) paintMark(region.region(x, y, cellWidth, cellHeight), theme.heat(share), theme);
  }
}

function paintCell(cell: Region, scope: GridScope, i: number, share: number, most: number, theme: Theme): void {
  const kind = scope.cells[i] ?? '.';
  if (kind === '#') {
    cell.fill(GLYPHS.wall, theme.border);
    return;
  }
  const heat = theme.heat(share);
  const valued = cell.width >= WITH_VALUE && cell.height >= 2;
  const shade = heat !== '' || Number.isNaN(share) || valued ? ' ' : GLYPHS.shades[Math.min(3, Math.floor(share * 4))]!;
  cell.fill(shade, heat);
  const middle = (cell.height - (valued ? 2 : 1)) >> 1;
  const sign = signOf(scope, i, kind);
  const x = (cell.width - 1) >> 1;
  if (sign !== null) cell.put(x, middle, sign, `${heat}${styleOf(scope, i, kind, theme, heat !== '')}`);
  if (!valued) return;
  const visits = scope.visits[i] ?? 0;
  // The root keeps rarely visited cells in sight.
  const level = visits === 0 ? 0 : 1 + Math.min(7, Math.floor(Math.sqrt(visits / most) * 7.999));
  cell.put(cell.width - 2, middle, GLYPHS.blocks[level]!, heat);
  const value = scope.values[i] ?? Number.NaN;
  const text = formatValue(value);
  // A number that does not fit is not cut: the reading tells it.
  if (!Number.isFinite(value) || text.length > cell.width) return;
  cell.write((cell.width - text.length) >> 1, middle + 1, text, heat);
}

/** Brackets at the sides of the cell that is read. */
function paintMark(cell: Region, heat: string, theme: Theme): void {
  const style = `${heat}${theme.strong}`;
  if (cell.width < 3) {
    cell.put(0, 0, GLYPHS.points[3], theme.accent);
    return;
  }
  for (let y = 0; y < cell.height; y++) {
    cell.put(0, y, cell.height === 1 ? '[' : y === 0 ? '┏' : y === cell.height - 1 ? '┗' : '┃', style);
    cell.put(cell.width - 1, y, cell.height === 1 ? ']' : y === 0 ? '┓' : y === cell.height - 1 ? '┛' : '┃', style);
  }
}
