import type { Model } from '../state/model.js';
import { VIEW_NAMES, VIEW_TITLES, type ViewName } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';

/** The views with their keys, and to the right how the curves are drawn. */
export function paintTabs(region: Region, { state, theme }: Model): void {
  const { chart, list } = state;
  let x = 1;
  for (const [i, name] of VIEW_NAMES.entries()) {
    const here = name === state.view;
    x = region.write(x, 0, `${i + 1} `, here ? theme.accent : theme.dim);
    x = region.write(x, 0, VIEW_TITLES[name], here ? theme.accent : '') + 2;
  }
  const parts = [
    list.filter === '' ? '' : `/${list.filter}`,
    list.grouped ? '' : 'each run alone',
    list.sort === 'given' ? '' : `sort: ${list.sort}`,
    chart.zoom === null ? '' : 'zoomed',
    chart.smoothing === 0 ? '' : `smoothing ${chart.smoothing}, raw dimmed`,
  ].filter(Boolean);
  let end = region.width - 1;
  for (const part of parts.reverse()) {
    if (end - displayWidth(part) < x + 2) break;
    end = region.writeEnd(end, 0, part, theme.dim) - 3;
  }
}

/** The view whose tab is at this column. */
export function tabAt(column: number): ViewName | null {
  let x = 1;
  for (const name of VIEW_NAMES) {
    const end = x + 2 + VIEW_TITLES[name].length;
    if (column >= x && column < end) return name;
    x = end + 2;
  }
  return null;
}
