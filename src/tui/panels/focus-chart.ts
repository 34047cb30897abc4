import type { MetricSpec } from '../../core/learner.js';
import type { RunView } from '../../session/run-view.js';
import { brokenAt, countText, type Drawing, type Entry, visibility, visibleRuns } from '../charts/chart-lines.js';
import { effectiveBand } from '../charts/curves.js';
import { legendTexts } from '../charts/legend.js';
import { drawLarge } from '../charts/overlay.js';
import { bucketAt, cutOff, type Plot, paintPlot, valueAt } from '../charts/plot.js';
import { axisFor } from '../charts/x-axis.js';
import { compact, formatSeconds, formatValue, grouped } from '../format.js';
import type { Model } from '../state/model.js';
import { type Group, selectionOf, seriesOf } from '../state/selectors.js';
import { shownMetric } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintFrame } from './frame.js';

const BAND_TITLES = { ci: 'mean ± 95% CI', std: 'mean ± std', range: 'mean, min-max' } as const;

/** The large chart: the picked metric of the selected variant over its steps, the other variants beside it. */
export function paintFocusChart(region: Region, model: Model): void {
  const { state, theme, groups } = model;
  const group = selectionOf(groups, state)?.group;
  const metric = shownMetric(state);
  const focused = state.pane === 'chart';
  if (group === undefined) {
    paintFrame(region, { title: 'no runs', focused }, theme);
    return;
  }
  const drawing = drawLarge(model, group, metric);
  const { plot } = drawing;
  const specs = [metric, ...(drawing.overlays ?? []).map((one) => one.metric)].flatMap(
    (one) => seriesOf(group.runs, one)[0]?.spec ?? [],
  );
  const title = `${metricsText(metric, drawing)}${betterSign(specs)}`;
  if (region.height < 6 || region.width < 30) {
    paintSmallest(region, model, title, plot);
    return;
  }
  const note = aboutChart(model, group, drawing);
  const right = [
    rangeText(plot),
    state.chart.logY ? 'log' : '',
    state.chart.smoothing > 0 ? `smooth ${state.chart.smoothing}` : '',
    state.chart.zoom === null ? '' : 'zoom',
    `${state.chart.logX ? 'log ' : ''}${axisTitle(model, group)}`,
  ];
  // Where there is room for one thing only, it is what the axis leaves out.
  const outside = right[0]!.split(', ').at(-1)!;
  const forms = [
    right,
    [outside, ...right.slice(1)],
    [outside, right.at(-1)!],
    [outside === '' ? right.at(-1)! : outside],
  ];
  const shown = forms.map((parts) => parts.filter(Boolean).join('  '));
  const inner = paintFrame(region, { title, note, right: shown, focused }, theme);
  const told = inner.height >= ROOM_FOR_HELP && specs.length > 0 ? 1 : 0;
  state.painted.gutter = paintPlot(inner.region(0, 0, inner.width - 1, inner.height - told), plot, theme);
  if (told > 0) paintHelp(inner.region(1, inner.height - 1, inner.width - 2, 1), specs, theme);
  if (plot.lines.every((line) => line.curve.n === 0)) {
    inner.write(state.painted.gutter + 2, Math.max(0, (inner.height >> 1) - 1), emptyText(model, group), theme.dim);
  }
  paintLegend(region, drawing, brokenText(visibleRuns(group, visibility(state)), metric), model, group);
}

/** Rows of a plot from which on one of them can go to words. */
const ROOM_FOR_HELP = 12;

/** What the metric is, in which unit, and which direction is better; of several each with its name. */
function paintHelp(line: Region, specs: readonly MetricSpec[], theme: Theme): void {
  const [first] = specs;
  const alike = specs.every(({ better }) => better === first?.better);
  const good = !alike ? '' : first?.better === 'neither' ? 'no direction is better' : `${first?.better} is better`;
  const end = line.writeEnd(line.width, 0, good, theme.dim) - 2;
  const texts = specs.map((spec) =>
    specs.length === 1 ? spec.help : `${spec.name}${alike ? '' : betterSign([spec])}: ${spec.help}`,
  );
  line.write(0, 0, cut(texts.join('; '), end), theme.dim);
}

/** The metric of a chart, and those that are laid over it. */
export function metricsText(metric: string, { overlays = [] }: Pick<Drawing, 'overlays'>): string {
  return [metric, ...overlays.map((one) => one.metric)].join(' + ');
}

/** Which part of the values is shown, and how much of them that leaves out; nothing where all are. */
export function rangeText(plot: Plot): string {
  const { range } = plot;
  if (range === undefined || range === null) return '';
  const end = (value: number | null): string => (value === null ? 'auto' : formatValue(value));
  const what = range.kind === 'percentiles' ? 'no outliers' : `y ${end(range.low)} to ${end(range.high)}`;
  const { outside, of } = cutOff(plot);
  if (outside === 0) return what;
  const share = (100 * outside) / of;
  return `${what}, ${share < 1 ? '<1' : Math.round(share)}% outside`;
}

/** The sign of the direction that is better in all of them. */
function betterSign(specs: readonly MetricSpec[]): string {
  const better = specs[0]?.better ?? 'neither';
  if (better === 'neither' || specs.some((spec) => spec.better !== better)) return '';
  return ` ${better === 'lower' ? GLYPHS.lower : GLYPHS.higher}`;
}

function emptyText({ state }: Model, group: Group): string {
  const visible = visibility(state);
  if (!visible(group.id) || visibleRuns(group, visible).length === 0) return 'hidden: Space shows it';
  return group.runs.every((run) => run.status === 'queued') ? 'waiting for a worker' : 'no values yet';
}

/** What the horizontal axis counts. */
export function axisTitle({ state }: Model, group: Group): string {
  const axis = axisFor(group.runs, state.chart.axis);
  if (axis === 'episodes' || axis === 'epochs' || axis === 'seconds') return axis;
  const told = group.runs.find((run) => run.axis != null)?.axis;
  if (told != null) return told;
  return group.scenario.learner.kind === 'agent' ? 'env steps' : 'updates';
}

/** Which seeds the curves are of, and what the band is: the same words in the chart, its legend and its SVG. */
export function aboutChart(
  model: Model,
  group: Group,
  drawing: Pick<Drawing, 'n' | 'of' | 'filled' | 'overlays'>,
): string {
  const { n, of, overlays = [] } = drawing;
  const others = overlays
    .filter((one) => one.n !== n || one.of !== of)
    .map((one) => `, ${one.metric} ${countText(one.n, one.of)}`);
  return `${aboutMetric(model, group, drawing)}${others.join('')}`;
}

function aboutMetric({ state }: Model, group: Group, { n, of, filled }: Pick<Drawing, 'n' | 'of' | 'filled'>): string {
  if (!state.list.grouped) return 'each run alone';
  const run = group.runs.find((one) => one.id === state.list.cursor.run);
  const counted = countText(n, of);
  if (run !== undefined) return n === 0 ? `seed ${run.seed}` : `seed ${run.seed}, mean of ${counted} dimmed`;
  if (n === 0) return '';
  if (of === 1) return group.runs.length === 1 ? `seed ${group.runs[0]!.seed}` : counted;
  const { band } = state.chart;
  if (band === 'seeds') return `${countText(filled, of)}, one line a seed`;
  if (n === 1) return filled === 1 ? counted : `${counted}, others dimmed`;
  return `${BAND_TITLES[effectiveBand(band, n)]}, ${counted}`;
}

/** Where the first of the runs broke. */
function brokenText(runs: readonly RunView[], metric: string): string {
  const steps = runs.flatMap((run) => brokenAt(run, metric) ?? []);
  if (steps.length === 0) return '';
  const more = steps.length > 1 ? ` (${steps.length})` : '';
  return `${GLYPHS.broken} ${grouped(Math.min(...steps))}${more}`;
}

/** Marks and values in the lower edge of the frame; with a cursor the values there. */
function paintLegend(
  region: Region,
  { entries, plot, left }: Drawing,
  broken: string,
  model: Model,
  group: Group,
): void {
  const { theme } = model;
  const y = region.height - 1;
  let end = region.width - 2;
  let x = 2;
  if (broken !== '' && plot.reading === null && region.width >= 50) {
    end = region.writeEnd(end, y, ` ${broken} `, theme.bad) - 1;
  }
  if (plot.reading !== null) x = region.write(x, y, ` at ${readingPlace(plot, model, group)}:`, theme.accent);
  const told = entries.map((entry) => (plot.reading === null ? entry : { ...entry, value: readingText(entry, plot) }));
  const room = end - x - 1;
  const shown = legendTexts(told, room, left > 0);
  const more = left + entries.length - shown.length;
  if (more > 0) end = region.writeEnd(end, y, ` +${more} more `, theme.dim) - 1;
  for (const [i, text] of shown.entries()) {
    const { sample, color } = entries[i]!.mark;
    x = region.write(x, y, ` ${sample} `, color);
    x = region.write(x, y, `${cut(text, end - x - 1)} `);
  }
}

/** The place of the cursor in the units of the axis. */
function readingPlace(plot: Plot, { state }: Model, group: Group): string {
  const value = plot.reading ?? 0;
  const axis = axisFor(group.runs, state.chart.axis);
  if (axis === 'seconds') return `${value < 60 ? `${value.toFixed(1)} s` : formatSeconds(value)}`;
  if (axis === 'epochs') return `epoch ${value.toFixed(1)}`;
  return state.chart.zoom === null ? compact(Math.round(value)) : grouped(Math.round(value));
}

/** The value under the cursor, with the band's edges where there is a band. */
function readingText({ line }: Entry, plot: Plot): string {
  const place = plot.reading ?? 0;
  const value = valueAt(line, place);
  if (Number.isNaN(value)) return GLYPHS.none;
  const bucket = bucketAt(line, place);
  const [low, high] = [line.curve.low[bucket]!, line.curve.high[bucket]!];
  const n = line.curve.seeds[bucket]!;
  const band = line.band === 'none' || Number.isNaN(low) || n < 2 ? '' : ` [${formatValue(low)}, ${formatValue(high)}]`;
  return `${formatValue(value)}${band}${n > 1 ? `, n=${n}` : ''}`;
}

/** Where there is no room for a frame: the name and the curve. */
function paintSmallest(region: Region, { theme, state }: Model, title: string, plot: Plot): void {
  const style = state.pane === 'chart' ? theme.accent : theme.strong;
  region.write(0, 0, cut(title, region.width), style);
  if (region.height > 1)
    state.painted.gutter = paintPlot(region.region(0, 1, region.width, region.height - 1), plot, theme);
}

/** Where a column of the panel lies in its plot, 0 to 1; null outside of it. */
export function chartPlaceAt(
  column: number,
  { width, height, gutter }: { readonly width: number; readonly height: number; readonly gutter: number },
): number | null {
  const framed = height >= 6 && width >= 30;
  const left = (framed ? 1 : 0) + gutter;
  const right = width - (framed ? 3 : 1);
  return column < left || column > right || right <= left ? null : (column - left) / (right - left);
}
