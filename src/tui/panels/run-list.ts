import type { RunView } from '../../run/view.js';
import { formatPercent, formatRate, formatSeconds, formatSpread, formatValue } from '../format.js';
import type { Model } from '../model.js';
import { etaOf, type Group, groupStatus, lastValues, progressOf, rateOf } from '../selectors.js';
import type { Region } from '../sheet.js';
import { isLive, listRows, type Row, shownMetric } from '../state.js';
import { GLYPHS } from '../theme.js';
import { cut, displayWidth, fit } from '../widths.js';
import { paintBar } from './bar.js';
import { paintFrame } from './frame.js';
import { statusGlyph, statusStyle } from './status.js';

/** Where each column of the list begins; a width of 0 leaves it out. */
interface Columns {
  readonly name: number;
  readonly value: number;
  readonly valueWidth: number;
  readonly bar: number;
  readonly barWidth: number;
  readonly percent: number;
  readonly eta: number;
  readonly rate: number;
}

const LEAD = 5;
const VALUE = 15;
/** The part of it that has the mean alone. */
const MEAN = 8;

/** Shares the width out: the name first, then value, bar, ETA, percent and rate as far as there is room. */
function columnsFor(width: number, longestName: number): Columns {
  const name = Math.max(8, Math.min(longestName, Math.max(8, width - LEAD - VALUE - 8), 40));
  let at = LEAD + name;
  const take = (wanted: number): number => {
    if (at + wanted > width) return 0;
    const start = at;
    at += wanted;
    return start;
  };
  const whole = take(VALUE);
  const value = whole || take(MEAN);
  const room = width - at;
  const eta = room >= 15 ? 7 : 0;
  const percent = room >= 20 ? 5 : 0;
  const rate = room >= 30 ? 9 : 0;
  const barWidth = room >= 8 ? Math.min(24, room - eta - percent - rate - 2) : 0;
  const bar = take(barWidth === 0 ? 0 : barWidth + 2);
  return {
    name,
    value,
    valueWidth: whole === 0 ? MEAN : VALUE,
    bar: bar + 1,
    barWidth: bar === 0 ? 0 : barWidth,
    percent: percent === 0 ? 0 : take(percent),
    rate: rate === 0 ? 0 : take(rate),
    eta: eta === 0 ? 0 : take(eta),
  };
}

/** Scenarios, the runs of those that are open, and how each stands. Scrolls to keep the cursor in sight. */
export function paintRunList(region: Region, model: Model, framed: boolean): void {
  const { state, theme, groups } = model;
  const rows = listRows(state);
  const focused = state.pane === 'runs';
  const metric = shownMetric(state);
  if (region.width < LEAD) {
    paintGlyphs(region, model, rows);
    return;
  }
  const inner = framed
    ? paintFrame(region, { title: 'Runs', note: `${model.session.runs.length}`, focused }, theme)
    : region.region(0, 0, region.width - 1, region.height);
  const columns = columnsFor(inner.width, Math.max(0, ...groups.map((group) => displayWidth(group.label))));
  const head = inner.height >= 3 ? 1 : 0;
  if (head === 1) paintHead(inner, columns, metric, model, framed);

  const cursor = rows.findIndex((row) => row.group === state.cursor.group && row.run === state.cursor.run);
  const visible = inner.height - head;
  const first = Math.max(0, Math.min(cursor - (visible >> 1), rows.length - visible));
  for (let i = 0; i < visible; i++) {
    const row = rows[first + i];
    const group = groups.find((one) => one.id === row?.group);
    if (row === undefined || group === undefined) break;
    const line = inner.region(0, head + i, inner.width, 1);
    const selected = first + i === cursor;
    if (selected) line.put(0, 0, GLYPHS.cursor, focused ? theme.accent : theme.strong);
    const run = row.run === null ? null : group.runs.find((one) => one.id === row.run);
    const value = group.scenario.name === selectedScenario(model) ? metric : group.scenario.focus;
    if (run === null || run === undefined) paintGroup(line, columns, group, value, selected, model);
    else paintRun(line, columns, run, value, selected, model);
  }
  if (first + visible < rows.length) inner.put(0, inner.height - 1, GLYPHS.ellipsis, theme.dim);
}

/** Where there is no room for words: one sign a line, the selected first. */
function paintGlyphs(region: Region, { groups, state, theme }: Model, rows: readonly Row[]): void {
  const cursor = rows.findIndex((row) => row.group === state.cursor.group && row.run === state.cursor.run);
  for (const [y, row] of rows.slice(Math.max(0, cursor), Math.max(0, cursor) + region.height).entries()) {
    const runs = groups.find((one) => one.id === row.group)?.runs ?? [];
    const status = runs.find((one) => one.id === row.run)?.status ?? groupStatus(runs);
    region.put(0, y, statusGlyph(status), statusStyle(status, theme));
  }
}

function selectedScenario({ groups, state }: Model): string {
  return groups.find((group) => group.id === state.cursor.group)?.scenario.name ?? '';
}

function paintHead(inner: Region, columns: Columns, metric: string, { theme, state }: Model, framed: boolean): void {
  const title = framed ? '' : 'runs';
  inner.write(1, 0, title, state.pane === 'runs' ? theme.accent : theme.strong);
  if (columns.value > 0) {
    const room = columns.valueWidth + Math.max(0, columns.name - 6);
    inner.writeEnd(columns.value + columns.valueWidth, 0, cut(metric, room), theme.dim);
  }
  if (columns.percent > 0) inner.write(columns.bar, 0, 'progress', theme.dim);
  if (columns.rate > 0) inner.writeEnd(columns.rate + 9, 0, 'steps/s', theme.dim);
  if (columns.eta > 0) inner.writeEnd(columns.eta + 7, 0, 'ETA', theme.dim);
}

function paintGroup(
  line: Region,
  columns: Columns,
  group: Group,
  metric: string,
  selected: boolean,
  model: Model,
): void {
  const { theme, state, session } = model;
  const status = groupStatus(group.runs);
  line.put(1, 0, state.open.has(group.id) ? GLYPHS.expanded : GLYPHS.collapsed, theme.dim);
  line.put(3, 0, statusGlyph(status), statusStyle(status, theme));
  line.write(LEAD, 0, fit(group.label, columns.name), selected ? theme.strong : '');
  const { n, mean, half } = lastValues(group.runs, metric);
  paintValue(line, columns, n === 0 ? null : mean, half, model);
  const bad = group.runs.filter((run) => run.status === 'failed' || run.status === 'diverged').length;
  const live = group.runs.some((run) => isLive(run.status));
  paintProgress(line, columns, progressOf(group.runs), statusStyle(status, theme), model);
  if (columns.rate > 0) line.writeEnd(columns.rate + 9, 0, live ? formatRate(rateOf(group.runs)) : '', theme.dim);
  const end = bad > 0 ? `${bad} ${GLYPHS.failed}` : live ? formatSeconds(etaOf(group.runs, session.workers)) : '';
  if (columns.eta > 0) line.writeEnd(columns.eta + 7, 0, end, bad > 0 ? theme.bad : theme.dim);
}

function paintRun(line: Region, columns: Columns, run: RunView, metric: string, selected: boolean, model: Model): void {
  const { theme } = model;
  line.put(3, 0, statusGlyph(run.status), statusStyle(run.status, theme));
  line.write(LEAD + 1, 0, fit(`seed ${run.seed}`, columns.name - 1), selected ? theme.strong : theme.dim);
  const series = run.series.get(metric);
  paintValue(line, columns, series === undefined || series.points === 0 ? null : series.last, Number.NaN, model);
  if (run.reason !== null) {
    const at = columns.value === 0 ? LEAD + columns.name : columns.value + 9;
    line.write(at + 1, 0, cut(run.reason, line.width - at - 1), statusStyle(run.status, theme));
    return;
  }
  const live = isLive(run.status);
  paintProgress(line, columns, run.step / run.steps, statusStyle(run.status, theme), model);
  if (columns.rate > 0 && live) line.writeEnd(columns.rate + 9, 0, formatRate(run.stepsPerSecond), theme.dim);
  if (columns.eta > 0 && run.status === 'running')
    line.writeEnd(columns.eta + 7, 0, formatSeconds(run.etaSeconds), theme.dim);
}

function paintValue(line: Region, columns: Columns, mean: number | null, half: number, { theme }: Model): void {
  if (columns.value === 0 || mean === null) return;
  line.writeEnd(columns.value + 8, 0, formatValue(mean), Number.isFinite(mean) ? '' : theme.bad);
  if (!Number.isNaN(half) && columns.valueWidth === VALUE)
    line.write(columns.value + 9, 0, cut(`${GLYPHS.plusMinus}${formatSpread(half)}`, 6), theme.dim);
}

function paintProgress(line: Region, columns: Columns, share: number, style: string, { theme }: Model): void {
  if (columns.barWidth > 0) paintBar(line.region(columns.bar, 0, columns.barWidth, 1), share, style, theme);
  if (columns.percent > 0) line.writeEnd(columns.percent + 5, 0, formatPercent(share), theme.dim);
}
