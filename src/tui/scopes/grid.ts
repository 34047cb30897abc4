import type { GridScope } from '../../core/scope.js';
import { formatValue } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS, type Shade, type Theme } from '../terminal/theme.js';

/** Part of the rows that must fit for arrows to be shown: the rest scrolls with the agent. */
const MOST_SHOWN = 0.6;

/**
 * A grid world: cells shaded by V, the greedy action as an arrow, the agent; below them how far from the optimum. A grid
 * that is too tall scrolls with the agent; one that is far too tall has two cells in one character, shaded only, and
 * scrolls too without colours.
 */
export function paintGrid(region: Region, scope: GridScope, theme: Theme): void {
  const finite = scope.values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const shareOf = (index: number): number => {
    const value = scope.values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) return Number.NaN;
    return high > low ? (value - low) / (high - low) : 0.5;
  };
  // A part with its arrows says more than the whole without, as long as it is most of the whole.
  const small = scope.height * MOST_SHOWN > region.height && theme.depth >= 8;
  const height = small ? (scope.height + 1) >> 1 : scope.height;
  const foot = Math.max(0, Math.min(2, region.height - height));
  const cellWidth = Math.max(1, Math.min(small ? 2 : 5, Math.floor(region.width / scope.width)));
  const room = Math.floor((region.height - foot) / height);
  const cellHeight = Math.max(1, Math.min(cellWidth >= 5 ? 3 : cellWidth >= 4 ? 2 : 1, room));
  const left = Math.max(0, (region.width - scope.width * cellWidth) >> 1);
  const top = Math.max(0, (region.height - foot - height * cellHeight) >> 1);
  const board = region.region(left, top, region.width - left, region.height - foot - top);
  if (small) paintHalves(board, scope, cellWidth, shareOf, theme);
  else {
    const agentRow = Math.floor(scope.agent / scope.width);
    const hidden = Math.max(0, height - board.height);
    const first = Math.max(0, Math.min(hidden, agentRow - (board.height >> 1)));
    for (let i = first * scope.width; i < scope.width * scope.height; i++) {
      const x = (i % scope.width) * cellWidth;
      const y = (Math.floor(i / scope.width) - first) * cellHeight;
      paintCell(board.region(x, y, cellWidth, cellHeight), scope, i, shareOf(i), theme);
    }
    if (first > 0) board.writeEnd(board.width, 0, GLYPHS.ellipsis, theme.dim);
    if (first < hidden) board.writeEnd(board.width, board.height - 1, GLYPHS.ellipsis, theme.dim);
  }
  const bottom = Math.min(region.height - foot, top + height * cellHeight);
  if (foot > 0) paintFoot(region.region(0, bottom, region.width, region.height - bottom), scope, low, high, theme);
}

/** Two cells in a character, one above the other. */
function paintHalves(
  board: Region,
  scope: GridScope,
  cellWidth: number,
  shareOf: (index: number) => number,
  theme: Theme,
): void {
  const shade = (index: number): Shade => {
    const kind = scope.cells[index];
    if (kind === undefined) return null;
    if (index === scope.agent) return 'agent';
    if (kind === '#') return 'wall';
    if (kind === 'G') return 'goal';
    const share = shareOf(index);
    return Number.isNaN(share) ? null : share;
  };
  for (let y = 0; y * 2 < scope.height; y++) {
    for (let x = 0; x < scope.width * cellWidth; x++) {
      const index = y * 2 * scope.width + Math.floor(x / cellWidth);
      const [upper, lower] = [shade(index), shade(index + scope.width)];
      if (upper === null && lower === null) continue;
      if (upper === null) board.put(x, y, GLYPHS.lowerHalf, theme.heatPair(lower, null));
      else board.put(x, y, GLYPHS.halfBlock, theme.heatPair(upper, lower));
    }
  }
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

export function signOf(scope: GridScope, index: number, kind: string): string | null {
  if (index === scope.agent) return GLYPHS.agent;
  if (kind === 'G' || kind === 'X') return kind;
  const arrow = GLYPHS.policy[scope.policy[index] ?? -1];
  return arrow ?? (kind === '.' ? null : kind);
}

export function styleOf(scope: GridScope, index: number, kind: string, theme: Theme, onHeat: boolean): string {
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
