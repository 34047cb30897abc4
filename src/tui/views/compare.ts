import { compact, formatValue } from '../format.js';
import { paintFrame } from '../panels/frame.js';
import { paintTexts, wrapped } from '../panels/texts.js';
import { comparingOf, liveSteps, referenceOf } from '../state/comparison.js';
import { firstVisible } from '../state/list.js';
import type { Model } from '../state/model.js';
import { moveInMetrics } from '../state/navigation.js';
import { selectionOf } from '../state/selectors.js';
import { kinOf, metricFor, type State, shownMetric, still, turnVariant } from '../state/state.js';
import { summaryOf } from '../state/summary.js';
import type { Region } from '../terminal/cell-buffer.js';
import { shortNames } from '../terminal/short-names.js';
import { cut, displayWidth } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { paintIntervals } from './compare/intervals.js';
import { paintProfile } from './compare/profile.js';
import { MANY_VARIANTS, paintSettings } from './compare/settings.js';
import type { Subject } from './compare/subject.js';
import { paintTable, tableHeight } from './compare/table.js';
import { verdictTexts } from './compare/verdict.js';
import type { Box, Panel, View } from './view.js';

/** The variants of the selected scenario in one metric, with statistics over seeds against the pinned or first one. */
export const compare: View = {
  panes: () => ['page'],
  move(state, action) {
    if (action === 'left' || action === 'right') return turnVariant(state, action === 'left' ? -1 : 1);
    return moveInMetrics(state, action, 1);
  },
  act(state, action) {
    return action === 'diff'
      ? still({ ...state, ofSettings: !showsSettings(state, isWide(state.columns, state.rows - 5)) })
      : null;
  },
  panels(state, box) {
    const wide = isWide(box.width, box.height);
    const settings = showsSettings(state, wide);
    const turned: Panel['mouse'] = (now, { what }) =>
      still(what === 'press' ? now : compare.move(now, what === 'wheelUp' ? 'up' : 'down'));
    const panel = (id: string, at: Box, paint: Panel['paint']): Panel => ({
      id,
      box: at,
      pane: 'page',
      paint,
      mouse: turned,
    });
    const settingsPanel = (at: Box): Panel =>
      panel('settings', at, (region, model) => withSubject(region, model, 'Settings', paintSettings));
    if (!wide && settings) return [settingsPanel(box)];
    if (!wide) return [panel('compare', box, (region, model) => withSubject(region, model, 'Compare', paintAll))];
    const list = 30;
    const right = { x: box.x + list, width: box.width - list };
    const upper = Math.min(Math.max(13, variantsIn(state) + 9), box.height - 12);
    const lower = { y: box.y + upper, height: box.height - upper };
    const profile = Math.min(50, Math.floor(right.width * 0.38));
    const upperPanels = [
      panel('compare-metrics', { ...box, width: list }, paintMetrics),
      panel('compare', { ...right, y: box.y, height: upper }, (region, model) =>
        withSubject(region, model, 'Compare', paintUpper),
      ),
    ];
    if (settings) return [...upperPanels, settingsPanel({ ...lower, ...right })];
    return [
      ...upperPanels,
      panel('intervals', { ...lower, x: right.x, width: right.width - profile }, (region, model) =>
        withSubject(region, model, 'Intervals', paintIntervals),
      ),
      panel('profile', { ...lower, x: right.x + right.width - profile, width: profile }, (region, model) =>
        withSubject(region, model, 'Profile', paintProfile),
      ),
    ];
  },
};

const isWide = (width: number, height: number): boolean => width >= 112 && height >= 26;

/** Whether the settings are drawn in place of the intervals: as asked for, else beside a table of many variants that differ in them. */
function showsSettings(state: State, wide: boolean): boolean {
  if (state.ofSettings !== null) return state.ofSettings;
  const [first, ...others] = kinOf(state).map(({ settings }) => settings);
  if (!wide || others.length + 1 < MANY_VARIANTS) return false;
  return others.some((own) => own.some(({ text }, i) => text !== first![i]?.text));
}

const variantsIn = (state: State): number => {
  const group = state.outline.groups.find((one) => one.id === state.list.cursor.group);
  return state.outline.groups.filter((one) => one.scenario === group?.scenario).length;
};

function withSubject(
  region: Region,
  model: Model,
  title: string,
  paint: (inner: Region, subject: Subject) => void,
): void {
  const { groups, state, theme } = model;
  const selection = selectionOf(groups, state);
  const kin = groups.filter((one) => one.scenario.name === selection?.group.scenario.name);
  const reference = referenceOf(kin, state);
  if (selection === null || reference === null) {
    paintFrame(region, { title, focused: title === 'Compare' }, theme);
    return;
  }
  const metric = shownMetric(state);
  const comparing = comparingOf(model, kin, reference, metric);
  const subject = { model, kin, selected: selection.group, comparing };
  const up = comparing.better === 'neither' ? '' : 'better is up';
  const note =
    { Compare: standText(subject), Intervals: 'mean, 95 %, seeds', Profile: 'share of seeds', Settings: up }[title] ??
    '';
  const right =
    title === 'Compare'
      ? `against ${cut(reference.label, 30)}`
      : title === 'Settings'
        ? 'd intervals  ←→ variant  ↑↓ metric'
        : '';
  const inner = paintFrame(region, { title, note, right, focused: title === 'Compare' }, theme);
  paint(inner.region(1, 0, inner.width - 2, inner.height), subject);
}

/** How final the figures are. */
function standText({ kin, comparing }: Subject): string {
  if (!comparing.live) return 'all runs have ended';
  const steps = liveSteps(kin.flatMap(({ runs }) => runs));
  if (steps === null) return 'not final';
  const at = steps.from === steps.to ? compact(steps.from) : `${compact(steps.from)} to ${compact(steps.to)}`;
  return `at step ${at}, not final`;
}

/** Everything in one frame, as far as there is room: table, verdict, intervals. */
function paintAll(region: Region, subject: Subject): void {
  const { height, width } = region;
  paintMetricLine(region.region(0, 0, width, 1), subject);
  const verdict = height >= 10 ? Math.min(5, 1 + wrapped(verdictTexts(subject, height >= 24), width).length) : 0;
  const wanted = tableHeight(subject);
  const table = Math.min(wanted, Math.max(2, height - 1 - verdict));
  paintTable(region.region(0, 2, width, table), subject);
  const rest = height - 2 - table;
  const told = Math.min(verdict, rest);
  paintTexts(
    region.region(0, 2 + table + 1, width, told - 1),
    verdictTexts(subject, height >= 24),
    subject.model.theme,
  );
  const plot = rest - told;
  if (plot >= 4) paintIntervals(region.region(0, height - plot, width, plot), subject);
}

function paintUpper(region: Region, subject: Subject): void {
  paintMetricLine(region.region(0, 0, region.width, 1), subject);
  const table = Math.min(tableHeight(subject), region.height - 2);
  paintTable(region.region(0, 2, region.width, table), subject);
  const rest = region.region(0, 3 + table, region.width, region.height - 3 - table);
  paintTexts(rest, verdictTexts(subject, true), subject.model.theme);
}

/** The metric, what of it is better, and where it stands among the others. */
function paintMetricLine(line: Region, { model: { state, theme }, selected, comparing }: Subject): void {
  const metrics = state.outline.groups.find(({ id }) => id === selected.id)?.metrics ?? [];
  const { metric, better } = comparing;
  const sign = better === 'neither' ? '' : better === 'higher' ? GLYPHS.higher : GLYPHS.lower;
  let x = line.write(0, 0, metric, theme.accent) + 1;
  x = line.write(x, 0, better === 'neither' ? 'no direction is better' : `${sign} ${better} is better`, theme.dim) + 2;
  const keys = `${metrics.indexOf(metric) + 1}/${metrics.length}  ↑↓ metric  ←→ variant  * reference`;
  if (x + displayWidth(keys) <= line.width) line.writeEnd(line.width, 0, keys, theme.dim);
}

/** Every metric with its last value in the selected variant. */
function paintMetrics(region: Region, { groups, state, theme }: Model): void {
  const group = selectionOf(groups, state)?.group;
  const outline = state.outline.groups.find(({ id }) => id === group?.id);
  const metrics = outline?.metrics ?? [];
  const inner = paintFrame(region, { title: 'Metrics', note: `${metrics.length}`, focused: false }, theme);
  if (group === undefined || outline === undefined) return;
  const metric = metricFor(outline, state.chart.metric);
  const first = firstVisible(metrics.indexOf(metric), metrics.length, inner.height);
  const lines = metrics.slice(first, first + inner.height).map((name) => {
    const { n, last } = summaryOf(group.runs, name);
    return { name, value: n === 0 ? GLYPHS.none : formatValue(last), bad: n > 0 && !Number.isFinite(last) };
  });
  const widest = Math.max(0, ...lines.map(({ value }) => displayWidth(value)));
  const short = shortNames(metrics, inner.width - widest - 3);
  for (const [y, { name, value, bad }] of lines.entries()) {
    const here = name === metric;
    if (here) inner.put(0, y, GLYPHS.cursor, theme.accent);
    inner.write(1, y, short[first + y]!, here ? theme.accent : theme.dim);
    inner.writeEnd(inner.width - 1, y, value, bad ? theme.bad : '');
  }
}
