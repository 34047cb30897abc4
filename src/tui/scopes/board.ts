import type { BoardScope } from '../../core/scope.js';
import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintEpisode } from './episode.js';

/**
 * A board with a sign and a colour for each kind of piece; where an agent tells its greedy actions, their first letters
 * stand on the free cells, over the share of visits. A board that is too tall keeps the agent's cell in sight.
 */
export function paintBoard(region: Region, scope: BoardScope, theme: Theme): void {
  const { rows, columns } = scope;
  const spare = region.height - 1 - rows;
  const actions = scope.actions.slice(0, Math.max(0, Math.min(6, spare)));
  const foot = region.height > 1 ? 1 + actions.length : 0;
  const room = region.height - foot;
  const width = Math.max(1, Math.min(2, Math.floor(region.width / columns)));
  const shown = Math.min(rows, room);
  const agentRow = Math.max(0, Math.floor(scope.agent / columns));
  const first = Math.max(0, Math.min(rows - shown, agentRow - (shown >> 1)));
  const left = Math.max(0, (region.width - columns * width) >> 1);
  const top = Math.max(0, (room - shown) >> 1);
  const board = region.region(left, top, region.width - left, shown);
  const mostVisits = Math.max(0, ...(scope.visits ?? []));
  for (let y = 0; y < shown; y++) {
    for (let column = 0; column < columns; column++) {
      const cell = (first + y) * columns + column;
      const { text, style } = cellOf(scope, cell, width, mostVisits, theme);
      board.write(column * width, y, text, style);
    }
  }
  if (first > 0) board.writeEnd(board.width, 0, GLYPHS.ellipsis, theme.dim);
  if (first + shown < rows) board.writeEnd(board.width, shown - 1, GLYPHS.ellipsis, theme.dim);
  if (foot > 0) paintEpisode(region.region(0, region.height - foot, region.width, foot), scope, actions, theme);
}

function cellOf(
  { cells, pieces, choices, visits, actions, agent }: BoardScope,
  cell: number,
  width: number,
  mostVisits: number,
  theme: Theme,
): { readonly text: string; readonly style: string } {
  const piece = cells[cell]!;
  if (piece >= 0) {
    const color = theme.lines[piece % theme.lines.length]!.color;
    return { text: pieces[piece]!.sign.repeat(width), style: cell === agent ? `${theme.strong}${color}` : color };
  }
  const share = mostVisits > 0 ? (visits?.[cell] ?? 0) / mostVisits : 0;
  const heat = share > 0 ? theme.heat(Math.sqrt(share)) : '';
  const choice = choices?.[cell] ?? -1;
  if (choice >= 0) return { text: (actions[choice]?.name ?? '?').slice(0, 1).padEnd(width), style: heat };
  if (share > 0 && heat === '') return { text: ':'.padEnd(width), style: '' };
  return { text: '·'.padEnd(width), style: heat === '' ? theme.dim : heat };
}
