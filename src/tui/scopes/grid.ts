import type { GridScope } from '../../core/scope.js';
import { formatValue } from '../format.js';
import type { Region } from '../sheet.js';
import { GLYPHS, type Theme } from '../theme.js';

/** A grid world: cells shaded by V, the greedy action as an arrow, the agent; below them how far from the optimum. */
export function paintGrid(region: Region, scope: GridScope, theme: Theme): void {
  const foot = region.height >= scope.height + 2 ? 2 : region.height > scope.height ? 1 : 0;
  const cellWidth = Math.max(1, Math.min(5, Math.floor(region.width / scope.width)));
  const cellHeight = Math.max(
    1,
    Math.min(cellWidth >= 5 ? 3 : cellWidth >= 4 ? 2 : 1, Math.floor((region.height - foot) / scope.height)),
  );
  const finite = scope.values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const left = Math.max(0, (region.width - scope.width * cellWidth) >> 1);
  const top = Math.max(0, (region.height - foot - scope.height * cellHeight) >> 1);
  for (let i = 0; i < scope.width * scope.height; i++) {
    const x = left + (i % scope.width) * cellWidth;
    const y = top + Math.floor(i / scope.width) * cellHeight;
    const value = scope.values[i] ?? Number.NaN;
    const share = high > low ? (value - low) / (high - low) : 0.5;
    paintCell(region.region(x, y, cellWidth, cellHeight), scope, i, Number.isFinite(value) ? share : Number.NaN, theme);
  }
  const bottom = top + scope.height * cellHeight;
  if (foot > 0) paintFoot(region.region(0, bottom, region.width, region.height - bottom), scope, low, high, theme);
}

function paintCell(cell: Region, scope: GridScope, index: number, share: number, theme: Theme): void {
  const kind = scope.cells[index] ?? '.';
  if (kind === '#') {
    cell.fill(GLYPHS.wall, theme.border);
    return;
  }
  const heat = theme.heat(share);
  const shade = heat !== '' || Number.isNaN(share) ? ' ' : GLYPHS.shades[Math.min(3, Math.floor(share * 4))]!;
  cell.fill(shade, heat);
  const x = (cell.width - 1) >> 1;
  const y = (cell.height - 1) >> 1;
  const sign = signOf(scope, index, kind);
  if (sign !== null) cell.put(x, y, sign, `${heat}${styleOf(scope, index, kind, theme, heat !== '')}`);
}

function signOf(scope: GridScope, index: number, kind: string): string | null {
  if (index === scope.agent) return GLYPHS.agent;
  if (kind === 'G' || kind === 'X') return kind;
  const arrow = GLYPHS.policy[scope.policy[index] ?? -1];
  return arrow ?? (kind === '.' ? null : kind);
}

function styleOf(scope: GridScope, index: number, kind: string, theme: Theme, onHeat: boolean): string {
  if (index === scope.agent) return theme.strong;
  if (kind === 'G') return onHeat ? theme.strong : theme.good;
  if (kind === 'X') return theme.bad;
  return '';
}

function paintFoot(region: Region, scope: GridScope, low: number, high: number, theme: Theme): void {
  const parts: [string, string][] = [];
  if (scope.qError !== null) parts.push(['max|Q-Q*|', formatValue(scope.qError)]);
  if (scope.regret !== null) parts.push(['regret', formatValue(scope.regret)]);
  if (low <= high) parts.push(['V', `${formatValue(low)}..${formatValue(high)}`]);
  let x = 0;
  let y = region.height >= 2 ? 1 : 0;
  for (const [name, value] of parts) {
    if (x > 0 && x + name.length + value.length + 1 > region.width) {
      x = 0;
      y++;
    }
    x = region.write(x, y, `${name} `, theme.dim);
    x = region.write(x, y, value) + 2;
  }
}
