import type { RunView } from '../../session/run-view.js';
import { countedRuns, countText, markOf, visibility } from '../charts/chart-lines.js';
import {
  compact,
  formatPercent,
  formatRate,
  formatSeconds,
  formatSpeed,
  formatSpread,
  formatValue,
} from '../format.js';
import { cursorIndex, expressionOf, firstVisible, listRows, type Row, type Sort } from '../state/list.js';
import type { Model } from '../state/model.js';
import { isLive } from '../state/outline.js';
import { etaOf, type Group, rateOf, reachedOf } from '../state/selectors.js';
import { groupStanding, standingOf } from '../state/standing.js';
import { metricFor, type State, selectedGroup } from '../state/state.js';
import { type Summary, summaryOf } from '../state/summary.js';
import type { Region } from '../terminal/cell-buffer.js';
import { shortNames } from '../terminal/short-names.js';
import { cut, displayWidth, fit } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { paintBar } from './bar.js';
import { paintFrame } from './frame.js';
import { type Columns, columnsFor, LEAD, MEAN, VALUE } from './run-columns.js';
import { statusGlyph, statusStyle } from './status.js';

/** What the lines of one frame share. */
interface Painting {
  readonly model: Model;
  readonly columns: Columns;
  readonly groups: ReadonlyMap<string, Group>;
  readonly visible: (id: string) => boolean;
}

/** Columns of half an interval with its sign. */
const SPREAD = 6;

/** `seed 123 at 100%`, indented. */
const LONGEST_SLOWED = 17;

/** Variants, the runs of those that are open, and how each stands. Scrolls to keep the cursor in sight. */
export function paintRunList(region: Region, model: Model, framed: boolean): void {
  const { state, theme, groups } = model;
  const rows = listRows(state);
  const focused = state.pane === 'runs';
  if (region.width < LEAD) {
    paintGlyphs(region, model, rows);
    return;
  }
  const inner = framed
    ? paintFrame(region, { title: 'Runs', note: countOf(model, rows), right: filterText(state), focused }, theme)
    : region.region(0, 0, region.width - 1, region.height);
  const names = groups.map(({ label }) => displayWidth(label) + (state.list.grouped ? 0 : 4));
  const slowed = model.session.runs.some(({ speed = 1, status }) => speed < 1 && isLive(status));
  const longest = Math.max(slowed ? LONGEST_SLOWED : 0, ...names);
  const columns = columnsFor(inner.width, longest, seedsWidth(groups));
  const head = inner.height >= 3 ? 1 : 0;
  if (head === 1) paintHead(inner, columns, model, framed);
  const painting: Painting = {
    model,
    columns,
    groups: new Map(groups.map((group) => [group.id, group])),
    visible: visibility(state),
  };
  const cursor = cursorIndex(rows, state.list.cursor);
  const visible = inner.height - head;
  const first = firstVisible(cursor, rows.length, visible);
  for (let i = 0; i < visible && first + i < rows.length; i++) {
    paintRow(inner.region(0, head + i, inner.width, 1), rows[first + i]!, first + i === cursor, painting);
  }
  if (first + visible < rows.length) inner.put(0, inner.height - 1, GLYPHS.ellipsis, theme.dim);
  if (rows.length === 0 && groups.length > 0) inner.write(1, head, 'no run matches the filter', theme.dim);
}

/** The labels of variants by how many columns they have, as long as the variants are the same. */
const labels = new WeakMap<readonly Group[], Map<number, ReadonlyMap<string, string>>>();

/** What a variant is called in so many columns, different from every other. */
function shortLabel({ groups }: Model, { id, label }: Group, width: number): string {
  if (width < 1) return '';
  const byWidth = labels.get(groups) ?? new Map<number, ReadonlyMap<string, string>>();
  labels.set(groups, byWidth);
  let short = byWidth.get(width);
  if (short === undefined) {
    const all = shortNames(
      groups.map((group) => group.label),
      width,
    );
    short = new Map(groups.map((group, i) => [group.id, all[i]!]));
    byWidth.set(width, short);
  }
  return short.get(id) ?? cut(label, width);
}

/** Which line of the list is at a row of its panel; null for none. */
export function rowAt(state: State, y: number, height: number, framed: boolean): number | null {
  const inner = framed ? height - 2 : height;
  const head = inner >= 3 ? 1 : 0;
  const rows = listRows(state);
  const at = y - (framed ? 1 : 0) - head;
  const visible = inner - head;
  if (at < 0 || at >= visible) return null;
  const row = firstVisible(cursorIndex(rows, state.list.cursor), rows.length, visible) + at;
  return row < rows.length ? row : null;
}

/** Where there is no room for words: one sign a line, the selected first. */
function paintGlyphs(region: Region, { groups, state, theme }: Model, rows: readonly Row[]): void {
  const cursor = Math.max(0, cursorIndex(rows, state.list.cursor));
  for (const [y, row] of rows.slice(cursor, cursor + region.height).entries()) {
    const runs = groups.find((one) => one.id === row.group)?.runs ?? [];
    const run = runs.find((one) => one.id === row.run);
    const status = run === undefined ? groupStanding(runs) : standingOf(run);
    region.put(0, y, statusGlyph(status), statusStyle(status, theme));
  }
}

function countOf({ session, state }: Model, rows: readonly Row[]): string {
  const { leftOut = 0, runs } = session;
  const all = leftOut === 0 ? `${runs.length}` : `showing ${runs.length} of ${runs.length + leftOut}`;
  return expressionOf(state.list.filter).test === null ? all : `${rows.length} of ${all}`;
}

function filterText({ list }: State): string {
  if (list.filter === '') return '';
  return expressionOf(list.filter).problem === null ? `/${list.filter}` : `/${list.filter} no regex`;
}

const seedsWidth = (groups: readonly Group[]): number =>
  Math.max(5, ...groups.map(({ runs }) => Math.max(seedsOf(runs).length, 2 * `${runs.length}`.length + 1)));

/** The seeds of runs in short: `0-4`, `0,3,7`, or how many. */
function seedsOf(runs: readonly RunView[]): string {
  const seeds = runs.map((run) => run.seed);
  // Watched runs come newest first.
  seeds.sort((a, b) => a - b);
  const row = seeds.every((seed, i) => seed === seeds[0]! + i);
  if (row) return seeds.length === 1 ? `${seeds[0]}` : `${seeds[0]}-${seeds[seeds.length - 1]}`;
  const text = seeds.join(',');
  return text.length <= 7 ? text : `n=${seeds.length}`;
}

function paintHead(inner: Region, columns: Columns, model: Model, framed: boolean): void {
  const { state, theme } = model;
  const { sort } = state.list;
  const better = selectedGroup(state)?.figures.better ?? 'neither';
  const style = (own: readonly Sort[]): string => (own.includes(sort) ? theme.accent : theme.dim);
  const mark = (own: readonly Sort[]): string => {
    if (!own.includes(sort)) return '';
    return sort === 'speed' || ((sort === 'best' || sort === 'last') && better === 'higher')
      ? GLYPHS.lower
      : GLYPHS.higher;
  };
  const group = selectedGroup(state);
  const metric = group === null ? '' : metricFor(group, state.chart.metric);
  if (!framed) inner.write(1, 0, 'runs', state.pane === 'runs' ? theme.accent : theme.strong);
  // Above the names: what the figures are of; a list sorted by name or status says so there.
  const named = mark(['name', 'status']);
  const title = named === '' ? metric : `${named}${sort}`;
  inner.write(
    LEAD,
    0,
    cut(title, columns.best > 0 ? columns.best + MEAN - LEAD - 6 : columns.name),
    named === '' ? theme.dim : theme.accent,
  );
  if (columns.best > 0) {
    const best = sort === 'min' ? 'min' : 'best';
    inner.writeEnd(columns.best + MEAN, 0, `${mark(['best', 'min'])}${best}`, style(['best', 'min']));
  }
  if (columns.value > 0) inner.writeEnd(columns.value + MEAN, 0, `${mark(['last'])}last`, style(['last']));
  if (columns.seeds > 0) inner.write(columns.seeds, 0, 'seeds', theme.dim);
  if (columns.bar > 0) inner.write(columns.bar, 0, columns.percent > 0 ? 'status' : '', style(['status']));
  if (columns.rate > 0) inner.writeEnd(columns.rate + 9, 0, `${mark(['speed'])}steps/s`, style(['speed']));
  if (columns.eta > 0) inner.writeEnd(columns.eta + 7, 0, 'ETA', theme.dim);
}

function paintRow(line: Region, row: Row, selected: boolean, painting: Painting): void {
  const { model, groups } = painting;
  const { theme, state } = model;
  const group = groups.get(row.group);
  if (group === undefined) return;
  if (selected) line.put(0, 0, GLYPHS.cursor, state.pane === 'runs' ? theme.accent : theme.strong);
  const id = row.run ?? row.group;
  if (state.list.pinned === id) line.put(2, 0, GLYPHS.pinned, theme.accent);
  const run = row.run === null ? null : (group.runs.find((one) => one.id === row.run) ?? null);
  paintMark(line, group, run, painting);
  const cursor = selectedGroup(state);
  const metric =
    cursor?.scenario === group.scenario.name ? metricFor(cursor, state.chart.metric) : group.scenario.focus;
  if (run === null) paintGroup(line, group, metric, selected, painting);
  else paintRun(line, group, run, metric, selected, painting);
}

/** How the line is drawn in the charts, if it is; dots when it is hidden. */
function paintMark(line: Region, group: Group, run: RunView | null, { model, visible }: Painting): void {
  const { state, theme } = model;
  if (!visible(group.id) || !visible(run?.id ?? group.id)) {
    line.write(3, 0, GLYPHS.hidden, theme.dim);
    return;
  }
  const seeds = state.chart.band === 'seeds' && state.list.cursor.group === group.id;
  const drawn =
    run === null ? state.list.grouped && !seeds : !state.list.grouped || seeds || state.list.cursor.run === run.id;
  if (!drawn && state.list.pinned !== (run?.id ?? group.id)) return;
  const alone = run !== null && state.list.grouped && !seeds && state.list.pinned !== run.id;
  const mark = markOf(model, group, run);
  line.write(3, 0, alone ? GLYPHS.lineSample : mark.sample, mark.color);
}

function paintGroup(line: Region, group: Group, metric: string, selected: boolean, painting: Painting): void {
  const { model, columns, visible } = painting;
  const { theme, state, session } = model;
  const status = groupStanding(group.runs);
  line.put(1, 0, state.list.open.has(group.id) ? GLYPHS.expanded : GLYPHS.collapsed, theme.dim);
  line.put(6, 0, statusGlyph(status), statusStyle(status, theme));
  const style = selected ? theme.strong : visible(group.id) ? '' : theme.dim;
  line.write(LEAD, 0, fit(shortLabel(model, group, columns.name), columns.name), style);
  const counted = countedRuns(group, visible);
  const summary = summaryOf(counted, metric, state.chart.band);
  paintValue(line, summary, painting);
  paintBest(line, summary, painting);
  const { n, of } = summary;
  // Beside a figure stands what it is of.
  const seeds = n === of || n === 0 ? seedsOf(counted) : `${n}/${of}`;
  if (columns.seeds > 0) line.write(columns.seeds, 0, fit(seeds, columns.seedsWidth), theme.dim);
  const bad = group.runs.filter((run) => run.status === 'failed' || run.status === 'diverged').length;
  const live = group.runs.some((run) => isLive(run.status));
  paintProgress(line, group.runs, reachedOf(group.runs), statusStyle(status, theme), painting);
  const broken = bad > 0 ? `${bad} ${GLYPHS.failed}` : '';
  const rate = live ? formatRate(rateOf(group.runs)) : columns.eta > 0 ? '' : broken;
  if (columns.rate > 0) line.writeEnd(columns.rate + 9, 0, rate, live ? theme.dim : theme.bad);
  const end = broken || (live ? formatSeconds(etaOf(group.runs, session.workers)) : '');
  if (columns.eta > 0) line.writeEnd(columns.eta + 7, 0, end, bad > 0 ? theme.bad : theme.dim);
}

function paintRun(
  line: Region,
  group: Group,
  run: RunView,
  metric: string,
  selected: boolean,
  painting: Painting,
): void {
  const { model, columns, visible } = painting;
  const { theme, state } = model;
  const status = standingOf(run);
  line.put(6, 0, statusGlyph(status), statusStyle(status, theme));
  const alone = !state.list.grouped;
  const time = group.runs.filter(({ seed }) => seed === run.seed).indexOf(run);
  const again = time < 1 ? '' : ` #${time + 1}`;
  const style = selected ? theme.strong : alone && visible(run.id) ? '' : theme.dim;
  const nameAt = LEAD + (alone ? 0 : 1);
  const nameEnd = LEAD + columns.name;
  const { speed = 1 } = run;
  const slowed = speed < 1 && isLive(run.status) ? ` at ${formatSpeed(speed)}` : '';
  const told = alone && painting.groups.size > 1;
  const seed = `${told ? ' s' : 'seed '}${run.seed}${again}`;
  // The variant's name makes room: what tells its runs apart stays whole.
  const room = nameEnd - nameAt - displayWidth(slowed) - displayWidth(seed);
  const name = `${told ? shortLabel(model, group, room) : ''}${seed}`;
  const written = line.write(nameAt, 0, cut(name, nameEnd - nameAt - displayWidth(slowed)), style);
  line.write(written, 0, cut(slowed, nameEnd - written), theme.warning);
  const series = run.series.get(metric);
  const summary = summaryOf([run], metric);
  // The last value of a run that broke is no number, and says so.
  const broken = series !== undefined && series.points > 0 && !Number.isFinite(series.last);
  paintValue(line, broken ? { ...summary, n: 1, last: series.last } : summary, painting);
  paintBest(line, summary, painting);
  if (run.reason !== null) {
    line.write(columns.reason, 0, cut(run.reason, line.width - columns.reason), statusStyle(run.status, theme));
    return;
  }
  if (columns.seeds > 0) line.write(columns.seeds, 0, fit(`${run.seed}`, columns.seedsWidth), theme.dim);
  const live = isLive(run.status);
  paintProgress(line, [run], run.step / run.steps, statusStyle(status, theme), painting);
  if (columns.rate > 0 && run.stepsPerSecond > 0 && run.status !== 'paused')
    line.writeEnd(columns.rate + 9, 0, formatRate(run.stepsPerSecond), theme.dim);
  if (columns.eta > 0 && live && run.status !== 'paused')
    line.writeEnd(columns.eta + 7, 0, formatSeconds(run.etaSeconds), theme.dim);
}

function paintBest(line: Region, { best, min }: Summary, { columns, model }: Painting): void {
  if (columns.best === 0) return;
  const value = model.state.list.sort === 'min' ? min : best;
  const text = Number.isFinite(value) ? formatValue(value) : GLYPHS.none;
  line.writeEnd(columns.best + MEAN, 0, text, Number.isFinite(value) ? '' : model.theme.dim);
}

/** The last value with half its interval; the ends of a range would not fit, there the number of seeds stands. */
function paintValue(line: Region, { n, of, last, spread }: Summary, { columns, model: { theme } }: Painting): void {
  if (columns.value === 0 || n === 0) return;
  line.writeEnd(columns.value + MEAN, 0, formatValue(last), Number.isFinite(last) ? '' : theme.bad);
  if (columns.valueWidth !== VALUE) return;
  if (spread === null || spread.kind === 'range') {
    if (of > 1) line.write(columns.value + MEAN + 1, 0, cut(countText(n, of), SPREAD), theme.dim);
    return;
  }
  const half = spread.high - last;
  const whole = `${GLYPHS.plusMinus}${formatSpread(half)}`;
  // One digit that is whole says more than two that are cut.
  const fitting =
    displayWidth(whole) <= SPREAD ? whole : `${GLYPHS.plusMinus}${half.toExponential(0).replace('e+', 'e')}`;
  line.write(columns.value + MEAN + 1, 0, cut(fitting, SPREAD), theme.dim);
}

function paintProgress(
  line: Region,
  runs: readonly RunView[],
  share: number,
  style: string,
  { columns, model: { theme } }: Painting,
): void {
  if (runs.some((run) => run.openEnded === true)) {
    // A share of an unknown whole would be a guess.
    const step = Math.round(Math.max(...runs.map((run) => run.step)));
    if (columns.barWidth > 0) line.write(columns.bar, 0, cut(compact(step), columns.barWidth), theme.dim);
    return;
  }
  if (columns.barWidth > 0) paintBar(line.region(columns.bar, 0, columns.barWidth, 1), share, style, theme);
  if (columns.percent > 0) line.writeEnd(columns.percent + 5, 0, formatPercent(share), theme.dim);
}
