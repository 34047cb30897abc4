import type { MetricSpec } from '../../core/learner.js';
import type { RunView, SeriesView } from '../../run/view.js';
import { GUTTER, type Plot, type PlotLine, paintPlot, valueAt } from '../charts/plot.js';
import { compact, formatSpread, formatValue } from '../format.js';
import type { Model } from '../model.js';
import { type Group, lastValues, selectionOf, seriesOf } from '../selectors.js';
import type { Region } from '../sheet.js';
import { shownMetric } from '../state.js';
import { GLYPHS, type LineMark } from '../theme.js';
import { cut, displayWidth } from '../widths.js';
import { paintFrame } from './frame.js';

/** A line's mark and what it stands for. */
interface Entry {
  readonly mark: LineMark;
  readonly text: string;
  readonly line: PlotLine;
}

/** A single run has the chart to itself: its colour among the seeds without their dashes. */
const SOLID = { dash: [], sample: GLYPHS.lineSample } as const;
const BAND_TITLES = { ci: '± 95% CI', std: '± std', range: 'min-max', seeds: '' } as const;
/** More lines than this cannot be told apart. */
const MOST_LINES = 8;

/** The large chart: the picked metric of the selected scenario over its steps, other variants beside it. */
export function paintFocusChart(region: Region, model: Model): void {
  const { state, theme, groups } = model;
  const selection = selectionOf(groups, state);
  const metric = shownMetric(state);
  const focused = state.pane === 'chart';
  if (selection === null) {
    paintFrame(region, { title: 'no runs', focused }, theme);
    return;
  }
  const { group, others } = selection;
  const { plot, entries, n } = assemble(model, group, others, metric);
  const spec = specOf(group.runs, metric);
  const title = `${metric}${spec === null ? '' : betterSign(spec)}`;
  if (region.height < 6 || region.width < 30) {
    paintSmallest(region, model, title, plot);
    return;
  }
  const note = noteOf(model, group, n);
  const right = [
    state.logY ? 'log' : '',
    state.smoothing > 0 ? `smooth ${state.smoothing}` : '',
    group.scenario.learner.kind === 'agent' ? 'env steps' : 'updates',
  ];
  const inner = paintFrame(region, { title, note, right: right.filter(Boolean).join('  '), focused }, theme);
  paintPlot(inner.region(0, 0, inner.width - 1, inner.height), plot, theme);
  if (plot.lines.every((line) => line.curve.n === 0)) {
    const text = group.runs.every((run) => run.status === 'queued') ? 'waiting for a worker' : 'no values yet';
    inner.write(GUTTER + 2, Math.max(0, (inner.height >> 1) - 1), text, theme.dim);
  }
  paintLegend(region, entries, plot, model);
}

function betterSign(spec: MetricSpec): string {
  if (spec.better === 'neither') return '';
  return ` ${spec.better === 'lower' ? GLYPHS.lower : GLYPHS.higher}`;
}

const specOf = (runs: readonly RunView[], metric: string): MetricSpec | null => seriesOf(runs, metric)[0]?.spec ?? null;

/** The curves to draw, the main one last. */
function assemble(
  model: Model,
  group: Group,
  others: readonly Group[],
  metric: string,
): { plot: Plot; entries: Entry[]; n: number } {
  const { state, theme, curves } = model;
  const mark = (index: number): LineMark => theme.lines[index % theme.lines.length]!;
  const entries: Entry[] = [];
  const lines: PlotLine[] = [];
  const run = group.runs.find((one) => one.id === state.cursor.run);
  const steps = group.runs[0]?.steps ?? 1;
  const mean = curves.group(`${group.id}\n${metric}`, seriesOf(group.runs, metric), state.smoothing, state.band);
  const smoothed = state.smoothing > 0;

  if (run !== undefined) {
    // A single run in front of its scenario's mean.
    const series = run.series.get(metric);
    // Dotted, for with smoothing the run's own raw curve is dimmed too.
    lines.push({ curve: mean, steps, mark: { ...mark(0), dash: [1, 2] }, layer: 'behind', band: 'none' });
    if (series !== undefined) {
      const curve = curves.seed(`${run.id}\n${metric}`, series, state.smoothing);
      const line: PlotLine = {
        curve,
        steps,
        mark: { ...mark(group.runs.indexOf(run)), ...SOLID },
        layer: 'main',
        band: 'whole',
      };
      entries.push({ mark: line.mark, text: `seed ${run.seed} ${lastOf(series)}`, line });
      lines.push(line);
      if (smoothed)
        lines.push({ ...line, curve: curves.seed(`${run.id}\n${metric}`, series, 0), layer: 'behind', band: 'none' });
    }
  } else if (state.band === 'seeds') {
    for (const [index, one] of group.runs.slice(0, MOST_LINES).entries()) {
      const series = one.series.get(metric);
      if (series === undefined || series.points === 0) continue;
      const curve = curves.seed(`${one.id}\n${metric}`, series, state.smoothing);
      const line: PlotLine = { curve, steps, mark: mark(index), layer: 'beside', band: 'none' };
      lines.push(line);
      entries.push({ mark: line.mark, text: `seed ${one.seed} ${formatValue(series.last)}`, line });
    }
  } else {
    const all = [group, ...others]
      .sort((a, b) => model.groups.indexOf(a) - model.groups.indexOf(b))
      .slice(0, MOST_LINES);
    for (const [index, one] of all.entries()) {
      const own = one === group;
      const curve = own
        ? mean
        : curves.group(`${one.id}\n${metric}`, seriesOf(one.runs, metric), state.smoothing, state.band);
      if (curve.n === 0 && !own) continue;
      const line: PlotLine = {
        curve,
        steps: one.runs[0]?.steps ?? 1,
        mark: mark(index),
        layer: own ? 'main' : 'beside',
        band: !own ? 'none' : state.band === 'range' || mean.n < 2 ? 'whole' : 'seen',
      };
      lines.push(line);
      entries.push({ mark: line.mark, text: legendText(one, metric, all.length > 1), line });
      if (own && smoothed) {
        const raw = curves.group(`${one.id}\n${metric}`, seriesOf(one.runs, metric), 0, state.band);
        lines.push({ ...line, curve: raw, layer: 'behind', band: 'none' });
      }
    }
  }
  const budget = Math.max(1, ...lines.map((line) => line.steps));
  const broken = group.runs.flatMap((one) => one.series.get(metric)?.firstNonFinite ?? []);
  const plot: Plot = {
    lines,
    steps: state.axis === 'reached' ? reached(group, budget) : budget,
    logY: state.logY,
    broken,
    reading: state.reading,
  };
  return { plot, entries, n: mean.n };
}

/** The furthest step so far, rounded up so that the axis does not change with every frame. */
function reached(group: Group, budget: number): number {
  const furthest = Math.max(1, ...group.runs.map((run) => run.step));
  return Math.min(budget, Math.ceil((furthest / budget) * 20) * (budget / 20));
}

const lastOf = (series: SeriesView): string => (series.points === 0 ? GLYPHS.none : formatValue(series.last));

function legendText(group: Group, metric: string, named: boolean): string {
  const { n, mean, half } = lastValues(group.runs, metric);
  const band = Number.isNaN(half) ? '' : ` ${GLYPHS.plusMinus}${formatSpread(half)}`;
  const value = n === 0 ? GLYPHS.none : `${formatValue(mean)}${band}`;
  if (!named && n === 0) return value;
  if (!named) return `last ${value}, n=${n}`;
  return `${group.scenario.variant === '' ? 'as written' : group.scenario.variant} ${value}`;
}

function noteOf({ state }: Model, group: Group, n: number): string {
  const run = group.runs.find((one) => one.id === state.cursor.run);
  if (run !== undefined) return n === 0 ? `seed ${run.seed}` : `seed ${run.seed}, mean of ${n} dimmed`;
  if (n === 0) return '';
  if (n === 1) return group.runs.length === 1 ? `seed ${group.runs[0]!.seed}` : `n=${n}`;
  if (state.band === 'seeds') return `n=${n}, one line a seed`;
  return state.band === 'range' ? `mean, ${BAND_TITLES.range}, n=${n}` : `mean ${BAND_TITLES[state.band]}, n=${n}`;
}

/** Marks and values in the lower edge of the frame; with a reading line the values there. */
function paintLegend(region: Region, entries: readonly Entry[], plot: Plot, model: Model): void {
  const y = region.height - 1;
  const end = region.width - 2;
  let x = 2;
  if (plot.reading !== null) {
    const step = compact(Math.round(plot.reading * plot.steps));
    x = region.write(x, y, ` at ${step}:`, model.theme.accent);
  }
  for (const { mark, text, line } of entries) {
    const shown = plot.reading === null ? text : readingText(line, plot);
    if (x + displayWidth(shown) + 5 > end) {
      const rest = end - x - 5;
      if (rest < 8) {
        if (x + 2 <= end) region.write(x, y, ` ${GLYPHS.ellipsis}`, model.theme.dim);
        return;
      }
    }
    x = region.write(x, y, ` ${mark.sample} `, mark.color);
    x = region.write(x, y, `${cut(shown, end - x - 1)} `);
  }
}

function readingText(line: PlotLine, plot: Plot): string {
  const value = valueAt(line, plot, plot.reading ?? 0);
  return Number.isNaN(value) ? GLYPHS.none : formatValue(value);
}

/** Where there is no room for a frame: the name and the curve. */
function paintSmallest(region: Region, { theme, state }: Model, title: string, plot: Plot): void {
  const style = state.pane === 'chart' ? theme.accent : theme.strong;
  region.write(0, 0, cut(title, region.width), style);
  if (region.height > 1) paintPlot(region.region(0, 1, region.width, region.height - 1), plot, theme);
}
