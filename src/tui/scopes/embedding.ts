import type { EmbeddingScope } from '../../core/scope.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { cellOf, pointMark } from './scatter.js';

/** Rows below the map, for the query and its neighbours. */
function listRows(height: number, { query, neighbours }: EmbeddingScope): number {
  const wanted = query === null ? 0 : 1 + neighbours.length;
  return height >= 9 ? Math.min(wanted, Math.floor(height * 0.4)) : 0;
}

/** The cell of a point of the map. */
export function mapCell(region: Region, scope: EmbeddingScope, x: number, y: number): [number, number] {
  const map = region.region(0, 0, region.width, region.height - listRows(region.height, scope));
  return cellOf(map, (x + 1) / 2, (y + 1) / 2);
}

/** The map of embeddings, a sign and a colour a group, and the nearest neighbours of a query. */
export function paintEmbedding(region: Region, scope: EmbeddingScope, theme: Theme): void {
  const list = listRows(region.height, scope);
  const map = region.region(0, 0, region.width, region.height - list);
  for (const { x, y, group } of scope.points) {
    const [column, row] = cellOf(map, (x + 1) / 2, (y + 1) / 2);
    const { sign, mark } = pointMark(group, theme);
    map.put(column, row, sign, mark.color);
  }
  if (list === 0 || scope.query === null) return;
  const y = region.height - list;
  region.write(region.write(0, y, 'query ', theme.dim), y, cut(scope.query, region.width - 6), theme.strong);
  for (const [i, neighbour] of scope.neighbours.slice(0, list - 1).entries()) {
    const [sign, style] = neighbour.correct ? [GLYPHS.done, theme.good] : [GLYPHS.failed, theme.bad];
    region.put(0, y + 1 + i, sign, style);
    region.write(2, y + 1 + i, fit(neighbour.text, region.width - 9));
    region.writeEnd(region.width, y + 1 + i, neighbour.score.toFixed(3), theme.dim);
  }
}
