import type { Action } from '../input/keys.js';
import { moveReading, placeReading } from './chart.js';
import { cursorIndex, expressionOf, idOf, listRows, SORTS, toggled } from './list.js';
import { arrangement, type State, type Step, selectedGroup, shownMetric, still, told } from './state.js';

/** Moves in the pane that has the keys; `page` is how many lines of the list are in sight. */
export function moveInList(state: State, action: Action): State {
  const { list } = state;
  if (action === 'left' || action === 'right') {
    const open = list.open.has(list.cursor.group);
    return list.grouped && open === (action === 'left') ? toggleOpen(state) : state;
  }
  const rows = listRows(state);
  const page = Math.max(1, arrangement(state).list - 3);
  const to = target(action, cursorIndex(rows, list.cursor), rows.length, 1, page);
  return { ...state, list: { ...list, cursor: rows[to] ?? list.cursor } };
}

/** `width` is how many small charts stand side by side. */
export function moveInMetrics(state: State, action: Action, width = arrangement(state).metricColumns): State {
  const metrics = selectedGroup(state)?.metrics ?? [];
  const to = target(action, metrics.indexOf(shownMetric(state)), metrics.length, width, 2 * width);
  return { ...state, chart: { ...state.chart, metric: metrics[to] ?? state.chart.metric } };
}

export function moveInAlerts(state: State, action: Action): State {
  const { length } = state.outline.alerts;
  // The newest stands on top.
  return { ...state, alert: length - 1 - target(action, length - 1 - state.alert, length, 1, 4) };
}

/** Where a move leads from `at` among `count` things in rows of `width`; never past the ends. */
function target(action: Action, at: number, count: number, width: number, page: number): number {
  const by = { up: -width, down: width, left: -1, right: 1, pageUp: -page, pageDown: page, first: -count, last: count };
  const moved = at + (by[action as keyof typeof by] ?? 0);
  if ((action === 'up' || action === 'down') && (moved < 0 || moved >= count)) return at;
  return Math.max(0, Math.min(moved, count - 1));
}

export function moveInChart(state: State, action: Action): State {
  const dots = Math.max(1, arrangement(state).chartWidth - 10);
  const by = { left: -1 / dots, right: 1 / dots, pageUp: -0.1, pageDown: 0.1 }[action as 'left'];
  if (by !== undefined) return { ...state, chart: moveReading(state.chart, by) };
  switch (action) {
    case 'first':
      return { ...state, chart: placeReading(state.chart, 0) };
    case 'last':
      return { ...state, chart: placeReading(state.chart, 1) };
    case 'up':
      return turnMetric(state, -1);
    case 'down':
      return turnMetric(state, 1);
    default:
      return state;
  }
}

export function turnMetric(state: State, by: number): State {
  const metrics = selectedGroup(state)?.metrics ?? [];
  if (metrics.length === 0) return state;
  const at = metrics.indexOf(shownMetric(state));
  return { ...state, chart: { ...state.chart, metric: metrics[(at + by + metrics.length) % metrics.length]! } };
}

export function toggleOpen(state: State): State {
  const { list } = state;
  const { group } = list.cursor;
  const open = toggled(list.open, group);
  return { ...state, list: { ...list, open, cursor: open.has(group) ? list.cursor : { group, run: null } } };
}

export function turnSort(state: State): Step {
  const { list } = state;
  const sort = SORTS[(SORTS.indexOf(list.sort) + 1) % SORTS.length]!;
  const notice = sort === 'given' ? 'in the order given' : `sorted by ${sort}`;
  return told({ ...state, list: { ...list, sort } }, notice);
}

export function toggleShown(state: State, name: string): Step {
  const hidden = toggled(state.list.hidden, idOf(state.list.cursor));
  const notice = hidden.has(idOf(state.list.cursor)) ? `${name} hidden in the charts` : `${name} shown`;
  return told({ ...state, list: { ...state.list, hidden } }, notice);
}

export function togglePinned(state: State, name: string): Step {
  const id = idOf(state.list.cursor);
  const pinned = state.list.pinned === id ? null : id;
  return told({ ...state, list: { ...state.list, pinned } }, pinned === null ? 'no baseline' : `baseline: ${name}`);
}

export function toggleGrouped(state: State): Step {
  const grouped = !state.list.grouped;
  const notice = grouped ? 'variants: mean and band over seeds' : 'each run alone';
  return told({ ...state, list: { ...state.list, grouped } }, notice);
}

/** Goes to the chosen alert: its run, with the cursor at its step. */
export function jump(state: State): Step {
  const alert = state.outline.alerts[state.alert];
  return alert === undefined ? told(state, 'no alerts') : showRun(state, alert.run, alert.step, alert.text);
}

/** Goes to a run in the charts, with the cursor at a step where there is one to look at. */
export function showRun(state: State, id: string, step: number | null, text: string): Step {
  const group = state.outline.groups.find(({ runs }) => runs.some((run) => run.id === id));
  if (group === undefined) return told(state, 'this run no longer exists');
  const open = new Set(state.list.open).add(group.id);
  const clear = expressionOf(state.list.filter).test === null ? state.list.filter : '';
  const { origin = 0, steps } = group;
  const reading = step === null ? null : Math.max(0, Math.min(1, (step - origin) / (steps - origin)));
  return still({
    ...state,
    view: 'charts',
    list: { ...state.list, open, filter: clear, cursor: { group: group.id, run: id } },
    chart: { ...state.chart, reading, zoom: null },
    notice: `${group.label} seed ${group.runs.find((run) => run.id === id)?.seed}: ${text}`,
  });
}

/** To the alert before the chosen one, or the newest after the oldest. */
export function nextAlert(state: State): Step {
  const { length } = state.outline.alerts;
  const at = state.chart.reading === null ? length - 1 : state.alert - 1;
  return jump({ ...state, alert: at < 0 ? Math.max(0, length - 1) : at });
}
