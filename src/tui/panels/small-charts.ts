import { paintBarePlot } from '../charts/plot.js';
import { paintSparkline } from '../charts/sparkline.js';
import { formatValue } from '../format.js';
import type { Model } from '../model.js';
import { type Group, lastValues, metricsOf, selectionOf, seriesOf } from '../selectors.js';
import type { Region } from '../sheet.js';
import { shownMetric } from '../state.js';
import { GLYPHS } from '../theme.js';
import { cut, displayWidth } from '../widths.js';
import { paintFrame } from './frame.js';

/** Every metric of the selected scenario in small, the mean over its seeds; the one in the large chart is marked. */
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
  const lines = Math.ceil(metrics.length / columns);
  const rows = Math.max(
    1,
    Math.min(
      lines,
      framed ? Math.floor(inner.height / 3) : inner.height < 8 ? inner.height : Math.floor(inner.height / 5),
    ),
  );
  const height = Math.floor(inner.height / rows);
  const width = Math.floor(inner.width / columns);
  const chosenLine = Math.floor(Math.max(0, chosen) / columns);
  const first = Math.max(0, Math.min(chosenLine - rows + 1, lines - rows));
  for (let i = 0; i < rows * columns; i++) {
    const metric = metrics[first * columns + i];
    if (metric === undefined) break;
    const cell = inner.region((i % columns) * width, Math.floor(i / columns) * height, width - 1, height);
    paintCell(cell, group, metric, model, focused);
  }
}

function paintCell(cell: Region, group: Group, metric: string, model: Model, focused: boolean): void {
  const { state, theme, curves } = model;
  const picked = metric === shownMetric(state);
  const style = picked ? (focused ? theme.accent : theme.strong) : theme.dim;
  if (picked) cell.put(0, 0, GLYPHS.cursor, style);
  const { n, mean } = lastValues(group.runs, metric);
  const value = n === 0 ? GLYPHS.none : formatValue(mean);
  const steps = group.runs[0]?.steps ?? 1;
  const curve = curves.group(`${group.id}\n${metric}`, seriesOf(group.runs, metric), state.smoothing, state.band);
  const mark = theme.lines[0]!;
  const plot = {
    lines: [{ curve, steps, mark, layer: 'main', band: 'none' }],
    steps,
    logY: false,
    broken: [],
    reading: null,
  } as const;
  cell.writeEnd(cell.width, 0, value, Number.isFinite(mean) || n === 0 ? '' : theme.bad);
  if (cell.height > 1) {
    cell.write(1, 0, cut(metric, cell.width - displayWidth(value) - 2), style);
    paintBarePlot(cell.region(1, 1, cell.width - 1, Math.min(cell.height - 1, 6)), plot, theme);
    return;
  }
  const name = Math.min(16, Math.max(8, Math.floor(cell.width * 0.4)));
  cell.write(1, 0, cut(metric, name), style);
  paintSparkline(cell.region(name + 2, 0, cell.width - name - 11, 1), curve, steps, picked ? mark.color : theme.border);
}
