import { countedRuns, Drawer, visibility } from '../charts/chart-lines.js';
import { paintBarePlot, valueAt } from '../charts/plot.js';
import { paintSparkline } from '../charts/sparkline.js';
import { formatValue } from '../format.js';
import { overlaysOf } from '../state/chart.js';
import type { Model } from '../state/model.js';
import { type Group, metricsOf, selectionOf } from '../state/selectors.js';
import { type State, selectedGroup, shownMetric } from '../state/state.js';
import { summaryOf } from '../state/summary.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { paintFrame } from './frame.js';

/** How the cells lie in a region. */
interface Cells {
  readonly rows: number;
  readonly width: number;
  readonly height: number;
  /** Line of metrics on top. */
  readonly first: number;
}

/** Cells for `count` metrics in so many columns, so that the chosen one is among those shown. */
function cellsFor(
  width: number,
  height: number,
  count: number,
  chosen: number,
  columns: number,
  framed: boolean,
): Cells {
  const lines = Math.ceil(count / columns);
  const room = framed ? Math.floor(height / 3) : height < 8 ? height : Math.floor(height / 5);
  const rows = Math.max(1, Math.min(lines, room));
  const chosenLine = Math.floor(Math.max(0, chosen) / columns);
  return {
    rows,
    width: Math.floor(width / columns),
    height: Math.floor(height / rows),
    first: Math.max(0, Math.min(chosenLine - rows + 1, lines - rows)),
  };
}

/** Every metric of the selected variant in small; the one in the large chart is marked. */
export function paintSmallCharts(region: Region, model: Model, columns: number, framed: boolean): void {
  const { state, theme } = model;
  const group = selectionOf(model.groups, state)?.group;
  if (group === undefined) return;
  const focused = state.pane === 'metrics';
  const metrics = metricsOf(group);
  const chosen = metrics.indexOf(shownMetric(state));
  const inner = framed
    ? paintFrame(region, { title: 'Metrics', note: `${chosen + 1}/${metrics.length}`, focused }, theme)
    : region;
  const { rows, width, height, first } = cellsFor(inner.width, inner.height, metrics.length, chosen, columns, framed);
  const visible = visibility(state);
  for (let i = 0; i < rows * columns; i++) {
    const metric = metrics[first * columns + i];
    if (metric === undefined) break;
    const cell = inner.region((i % columns) * width, Math.floor(i / columns) * height, width - 1, height);
    paintCell(cell, group, metric, model, focused, visible);
  }
}

/** The metric whose cell is at a place of the panel. */
export function metricAt(
  state: State,
  x: number,
  y: number,
  box: { readonly width: number; readonly height: number; readonly columns: number; readonly framed: boolean },
): string | null {
  const metrics = selectedGroup(state)?.metrics ?? [];
  const edge = box.framed ? 1 : 0;
  const [width, height] = [box.width - 2 * edge, box.height - 2 * edge];
  const chosen = metrics.indexOf(shownMetric(state));
  const cells = cellsFor(width, height, metrics.length, chosen, box.columns, box.framed);
  const [column, row] = [Math.floor((x - edge) / cells.width), Math.floor((y - edge) / cells.height)];
  if (column < 0 || column >= box.columns || row < 0 || row >= cells.rows) return null;
  return metrics[(cells.first + row) * box.columns + column] ?? null;
}

function paintCell(
  cell: Region,
  group: Group,
  metric: string,
  model: Model,
  focused: boolean,
  visible: (id: string) => boolean,
): void {
  const { state, theme } = model;
  const picked = metric === shownMetric(state);
  const style = picked ? (focused ? theme.accent : theme.strong) : theme.dim;
  if (picked) cell.put(0, 0, GLYPHS.cursor, style);
  else if (overlaysOf(state.chart, shownMetric(state)).includes(metric)) cell.put(0, 0, '+', theme.strong);
  const { plot } = new Drawer(model, group, metric, false, visible).draw();
  const main = plot.lines.find((line) => line.layer === 'main') ?? plot.lines[0];
  const run = group.runs.find((one) => one.id === state.list.cursor.run);
  const last = summaryOf(run === undefined ? countedRuns(group, visible) : [run], metric);
  const reading = plot.reading === null || main === undefined ? null : valueAt(main, plot.reading);
  const none = reading === null ? last.n === 0 : Number.isNaN(reading);
  const value = reading ?? last.last;
  const text = none ? GLYPHS.none : formatValue(value);
  cell.writeEnd(
    cell.width,
    0,
    text,
    Number.isFinite(value) || none ? (reading === null ? '' : theme.accent) : theme.bad,
  );
  if (cell.height > 1) {
    cell.write(1, 0, cut(metric, cell.width - displayWidth(text) - 2), style);
    paintBarePlot(cell.region(1, 1, cell.width - 1, Math.min(cell.height - 1, 6)), plot, theme);
    return;
  }
  const name = Math.min(16, Math.max(8, Math.floor(cell.width * 0.4)));
  cell.write(1, 0, cut(metric, name), style);
  if (main === undefined) return;
  const color = picked ? main.mark.color : theme.border;
  paintSparkline(cell.region(name + 2, 0, cell.width - name - 11, 1), main, plot.span, color);
}
