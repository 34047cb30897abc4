import { paintAlerts } from '../panels/alerts.js';
import { chartPlaceAt, paintFocusChart } from '../panels/focus-chart.js';
import { paintLesson } from '../panels/lesson.js';
import { paintRunList, rowAt } from '../panels/run-list.js';
import { paintScopePanel } from '../panels/scope-panel.js';
import { metricAt, paintSmallCharts } from '../panels/small-charts.js';
import { paintSystem } from '../panels/system.js';
import { placeReading, zoom } from '../state/chart.js';
import { cursorIndex, listRows, sameRow } from '../state/list.js';
import { jump, toggleOpen, turnMetric } from '../state/navigation.js';
import { arrangement, type Pane, type State, type Step, still } from '../state/state.js';
import type { Panel, View } from './view.js';

/** The run list and the curves: one metric in large, all in small, the picture, the lesson and the alerts. */
export const charts: View = {
  panes(state) {
    const { list, chart, metrics, alerts, log } = arrangement(state);
    const panes: Pane[] = [];
    if (list > 0) panes.push('runs');
    if (chart > 0) panes.push('chart');
    if (metrics > 0) panes.push('metrics');
    if (alerts > 0 || (log > 0 && state.outline.alerts.length > 0)) panes.push('alerts');
    return panes;
  },
  move: (state) => state,
  panels(state, { x, y }) {
    const {
      wide,
      list,
      listWidth,
      lesson,
      alerts,
      system,
      chart,
      chartWidth,
      scope,
      scopeWidth,
      metrics,
      metricColumns,
    } = arrangement(state);
    const left = wide ? listWidth : 0;
    const beside = wide ? { x: x + left, y: y + chart } : { x: x + chartWidth, y };
    const small = wide
      ? { x: x + left + scopeWidth, y: y + chart, width: state.columns - left - scopeWidth, height: metrics }
      : { x, y: y + chart, width: state.columns, height: metrics };
    const runs = { x, y: wide ? y : y + chart + metrics, width: listWidth, height: list };
    const all: Panel[] = [
      {
        id: 'runs',
        box: runs,
        pane: 'runs',
        paint: (region, model) => paintRunList(region, model, wide),
        mouse: (now, { what, y: line }) => {
          if (what === 'press') return pickRow(now, rowAt(now, line, list, wide));
          return still(stepInList(now, what === 'wheelUp' ? -1 : 1));
        },
      },
      {
        id: 'chart',
        box: { x: x + left, y, width: chartWidth, height: chart },
        pane: 'chart',
        paint: paintFocusChart,
        mouse: (now, { what, x: column }) => {
          const place = chartPlaceAt(column, { width: chartWidth, height: chart, gutter: now.painted.gutter });
          if (place === null) return still(now);
          if (what === 'press') return still({ ...now, chart: placeReading(now.chart, place) });
          return still({ ...now, chart: zoom(now.chart, what === 'wheelUp' ? 0.8 : 1.25, place) });
        },
      },
      { id: 'scope', box: { ...beside, width: scopeWidth, height: scope }, pane: null, paint: paintScopePanel },
      {
        id: 'metrics',
        box: small,
        pane: 'metrics',
        paint: (region, model) => paintSmallCharts(region, model, metricColumns, wide),
        mouse: (now, { what, x: column, y: line }) => {
          if (what !== 'press') return still(turnMetric(now, what === 'wheelUp' ? -1 : 1));
          const metric = metricAt(now, column, line, { ...small, columns: metricColumns, framed: wide });
          return still(metric === null ? now : { ...now, chart: { ...now.chart, metric } });
        },
      },
      { id: 'lesson', box: { x, y: y + list, width: listWidth, height: lesson }, pane: null, paint: paintLesson },
      {
        id: 'alerts',
        box: { x, y: y + list + lesson, width: listWidth, height: alerts },
        pane: 'alerts',
        paint: paintAlerts,
        mouse: (now, { what, y: line }) => {
          const at = now.outline.alerts.length - line;
          if (what !== 'press' || line < 1 || line > alerts - 2 || at < 0) return still(now);
          return jump({ ...now, alert: at });
        },
      },
    ];
    if (system > 0) {
      const box = { x, y: y + list + lesson + alerts, width: listWidth, height: system };
      all.push({ id: 'system', box, pane: null, paint: paintSystem });
    }
    return all.filter(({ box }) => box.width > 0 && box.height > 0);
  },
};

/** A click on the line that has the cursor opens or closes it. */
function pickRow(state: State, at: number | null): Step {
  const row = at === null ? undefined : listRows(state)[at];
  if (row === undefined) return still(state);
  if (sameRow(row, state.list.cursor)) return still(row.run === null ? toggleOpen(state) : state);
  return still({ ...state, list: { ...state.list, cursor: row } });
}

function stepInList(state: State, by: number): State {
  const rows = listRows(state);
  const at = Math.max(0, Math.min(cursorIndex(rows, state.list.cursor) + by, rows.length - 1));
  return { ...state, list: { ...state.list, cursor: rows[at] ?? state.list.cursor } };
}
