import { programVersion } from '../../core/package.js';
import type { ChartAxis, ChartCurve, ChartPicture } from '../../report/svg/chart.js';
import type { Mark } from '../../report/svg/draw.js';
import { BUCKETS } from '../../session/curve.js';
import { aboutChart, axisTitle, metricsText, rangeText } from '../panels/focus-chart.js';
import type { Model } from '../state/model.js';
import { selectionOf, seriesOf } from '../state/selectors.js';
import { shownMetric } from '../state/state.js';
import { type LineMark, makeTheme } from '../terminal/theme.js';
import { type Entry, entryText } from './chart-lines.js';
import { middleOf, type PlotLine } from './columns.js';
import { drawLarge } from './overlay.js';
import { type Plot, valueExtent } from './plot.js';
import { type Axis, linearAxis, logAxis, stepLabels, tickLabels } from './ticks.js';
import { endingAt } from './value-range.js';

const INK = '#1f2328';
const FAINT = '#59636e';
/** Units of the picture for a dot column of the dashboard. */
const DOT = 1.6;

/** The large chart as it is shown (variants, band, axes, zoom, smoothing), on white; null when there is none. */
export function chartPicture(model: Model): ChartPicture | null {
  const { state, groups, title } = model;
  const group = selectionOf(groups, state)?.group;
  if (group === undefined) return null;
  const metric = shownMetric(state);
  // The same marks in the colours for a light ground.
  const onPaper = { ...model, theme: makeTheme(24, 'light') };
  const drawing = drawLarge(onPaper, group, metric);
  const { plot, entries, left } = drawing;
  const help = seriesOf(group.runs, metric)[0]?.spec.help ?? '';
  const smoothing = state.chart.smoothing > 0 ? `smoothing ${state.chart.smoothing}, raw curve faint` : '';
  const more = left > 0 ? `${left} more lines left out` : '';
  const name = model.groups.length > 1 && !title.includes(group.label) ? `${title}: ${group.label}` : title;
  return {
    title: `${name}: ${metricsText(metric, drawing)}`,
    about: [help, aboutChart(model, group, drawing), smoothing, rangeText(plot), more].filter(Boolean).join('; '),
    x: xAxis(plot, axisTitle(model, group)),
    y: yAxis(plot, metricsText(metric, drawing)),
    curves: curvesOf(plot, entries),
    broken: plot.broken.filter((at) => at >= plot.span.from && at <= plot.span.to),
    foot: `losscope ${programVersion()}`,
  };
}

function xAxis({ span }: Plot, name: string): ChartAxis {
  const { from, to, log } = span;
  const axis = log ? logAxis(from, to, 8) : linearAxis(from, to, 8);
  const labels = stepLabels(axis.ticks);
  const ticks = axis.ticks.map((value, i) => ({ value, label: labels[i]! }));
  return {
    name: log ? `${name}, logarithmic` : name,
    ...span,
    ticks: ticks.filter(({ value }) => value >= from && value <= to),
  };
}

function yAxis(plot: Plot, name: string): ChartAxis {
  const [low, high] = valueExtent(plot);
  const around: Axis = plot.logY ? logAxis(low, high, 6) : linearAxis(low, high, 6);
  const axis = endingAt(around, [low, high], plot.range);
  const labels = tickLabels(axis);
  const ticks = axis.ticks.map((value, i) => ({ value, label: labels[i]! }));
  return { name, from: axis.low, to: axis.high, log: axis.log, ticks };
}

const ORDER = { behind: 0, beside: 1, main: 2 } as const;

function curvesOf({ lines }: Plot, entries: readonly Entry[]): readonly ChartCurve[] {
  const inOrder = [...lines].sort((a, b) => ORDER[a.layer] - ORDER[b.layer]);
  return inOrder.map((line) => curveOf(line, labelOf(entries.find((entry) => entry.line === line))));
}

const labelOf = (entry: Entry | undefined): string | null => (entry === undefined ? null : entryText(entry));

function curveOf(line: PlotLine, label: string | null): ChartCurve {
  const { curve, layer, band, mark } = line;
  const there = Array.from({ length: BUCKETS }, (_, bucket) => bucket).filter(
    (bucket) => Number.isFinite(curve.mean[bucket]!) && Number.isFinite(middleOf(line, bucket)),
  );
  const values = (all: Float64Array) => there.map((bucket) => all[bucket]!);
  const faint = layer === 'behind';
  return {
    label,
    mark: paperMark(mark, faint),
    x: there.map((bucket) => middleOf(line, bucket)),
    y: values(curve.mean),
    band: band === 'none' ? null : { low: values(curve.low), high: values(curve.high) },
    faint,
  };
}

/** A mark of the theme for a light ground in the words of SVG; what has no colour there is drawn in ink. */
function paperMark({ color, dash }: LineMark, faint: boolean): Mark {
  const rgb = /38;2;(\d+);(\d+);(\d+)/.exec(color)?.slice(1).map(Number);
  const hex = rgb?.map((part) => part.toString(16).padStart(2, '0')).join('');
  const colour = hex === undefined ? (faint ? FAINT : INK) : `#${hex}`;
  return [colour, dash.map((part) => Number((part * DOT).toFixed(1))).join(' ')];
}
