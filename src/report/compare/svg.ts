import type { Comparison } from '../../experiment/comparison.js';
import { niceScale, ticksOf } from '../losses/scale.js';
import { wrap } from '../losses/wrap.js';
import { formatNumber } from '../numbers.js';
import {
  bandPath,
  FAINT,
  legendParts,
  markOf,
  pathOf,
  planeOf,
  planeParts,
  round,
  stroke,
  svgDocument,
  text,
  ticksBelow,
} from '../svg/draw.js';
import { profileChart } from './aggregate.js';
import { type Chart, type Charts, chartsOf, type IntervalRow, omittedText } from './charts.js';
import { armFacts } from './facts.js';
import { chartGroups } from './groups.js';
import { verdictSentence } from './verdict-words.js';

const WIDTH = 920;
const MARGIN = 24;
const GUTTER = 56;
const GAP = 32;
const PLOT_WIDTH = (WIDTH - 2 * MARGIN - GAP) / 2;
const PLOT_HEIGHT = 200;
const ABOVE = 30;
const BELOW = 52;
const ROW = ABOVE + PLOT_HEIGHT + BELOW;
const LINE = 18;
const TEXT_COLUMNS = 125;

/** Comparisons as an SVG that needs nothing else: verdicts, curves, intervals, profiles. */
export function comparisonSvg(comparisons: readonly Comparison[]): string {
  const parts: string[] = [];
  let y = MARGIN;
  const profile = profileChart(comparisons);
  if (profile !== null) {
    const drawn = profileParts(profile, y);
    parts.push(...drawn.parts);
    y = drawn.bottom + MARGIN;
  }
  for (const group of chartGroups(comparisons)) {
    const drawn = groupParts(group, y);
    parts.push(...drawn.parts);
    y = drawn.bottom + MARGIN;
  }
  const title = `losscope: ${comparisons.map(({ candidate, reference }) => `${candidate.label} against ${reference.label}`).join('; ')}`;
  return svgDocument({ width: WIDTH, height: round(y), title }, parts);
}

/** The performance profiles over several scenarios as an SVG. */
export function profileSvg(chart: Chart): string {
  const { parts, bottom } = profileParts(chart, MARGIN);
  return svgDocument({ width: WIDTH, height: round(bottom + MARGIN), title: `losscope: ${chart.title}` }, parts);
}

function profileParts(chart: Chart, top: number) {
  const entries = chart.lines.map(({ label }, i) => ({ mark: markOf(i), label }));
  const legend = legendParts(entries, [MARGIN, WIDTH - MARGIN], top + 12);
  const y = legend.bottom + 8;
  return { parts: [...legend.parts, ...chartParts(chart)(MARGIN, y)], bottom: y + ROW };
}

function groupParts(group: readonly Comparison[], top: number) {
  const charts = chartsOf(group);
  const head = [
    `reference: ${group[0]!.reference.label}, ${armFacts(group[0]!.reference)}`,
    ...(charts.omitted === 0 ? [] : [omittedText(charts)]),
    ...group.flatMap((one) => [`${one.candidate.label}, ${armFacts(one.candidate)}`, verdictSentence(one)]),
  ].flatMap((line) => wrap(line, TEXT_COLUMNS));
  const below = top + LINE * (head.length + 1) + 20;
  const entries = charts.labels.map((label, i) => ({ mark: markOf(i), label: `${label} (n ${charts.seeds[i]})` }));
  const legend = legendParts(entries, [MARGIN, WIDTH - MARGIN], below);
  const from = legend.bottom + 8;
  const panels = [...charts.charts.map((chart) => chartParts(chart)), intervalParts(charts)];
  const placed = panels.map((panel, i) => panel(MARGIN + (i % 2) * (PLOT_WIDTH + GAP), from + Math.floor(i / 2) * ROW));
  return {
    parts: [
      text(MARGIN, top + 12, charts.metric, 'font-size="17" font-weight="600"'),
      ...head.map((line, i) => text(MARGIN, top + 14 + LINE * (i + 1), line, `fill="${FAINT}"`)),
      ...legend.parts,
      ...placed.flat(),
    ],
    bottom: from + Math.ceil(panels.length / 2) * ROW,
  };
}

type Panel = (x: number, y: number) => readonly string[];

function chartParts({ title, x: xName, lines, range }: Chart): Panel {
  return (x, y) => {
    const seen = lines
      .flatMap((line) => [...line.y, ...(line.low ?? []), ...(line.high ?? [])])
      .filter(Number.isFinite);
    const across = lines.flatMap((line) => line.x);
    const [low, high] = range ?? [Math.min(...seen), Math.max(...seen)];
    const vertical = niceScale(low, high, 5);
    const [from, to] = ends(across);
    const left = x + GUTTER;
    const right = x + PLOT_WIDTH;
    const top = y + ABOVE;
    const bottom = top + PLOT_HEIGHT;
    const plane = planeOf({ left, right, top, bottom }, [from, to], vertical);
    const { xOf, yOf } = plane;
    return [
      text(left, top - 12, title, 'font-weight="600"'),
      ...planeParts(plane, ticksOf(vertical)),
      ...ticksBelow(plane, ticksOf(niceScale(from, to, 5), from, to)),
      text((left + right) / 2, bottom + 36, xName, `text-anchor="middle" fill="${FAINT}"`),
      ...lines.flatMap((line, i) => {
        const places = line.x.map(xOf);
        const band = line.low === undefined ? '' : bandPath(places, line.low.map(yOf), line.high!.map(yOf), markOf(i));
        return [band, `<path d="${pathOf(places, line.y.map(yOf))}" ${stroke(markOf(i))}/>`].filter(
          (part) => part !== '',
        );
      }),
    ];
  };
}

function intervalParts({ metric, intervals, bars }: Charts): Panel {
  return (x, y) => {
    const [from, to] = ends(intervals.flatMap(({ mean, low, high }) => [mean, low, high]).filter(Number.isFinite));
    const scale = niceScale(from, to, 5);
    const [left, right] = [x + GUTTER, x + PLOT_WIDTH];
    const bottom = y + ABOVE + PLOT_HEIGHT;
    const xOf = (value: number) => {
      const share = (value - scale.low) / (scale.high - scale.low);
      return round(left + Math.max(0, Math.min(1, Number.isNaN(share) ? 0 : share)) * (right - left));
    };
    return [
      text(left, y + ABOVE - 12, `${metric}: mean, ${bars}`, 'font-weight="600"'),
      ...ticksBelow({ bottom, xOf }, ticksOf(scale)),
      `<path d="M${left} ${bottom}H${right}" fill="none" stroke="${FAINT}"/>`,
      ...intervals.flatMap((row, i) =>
        intervalRow(row, i, xOf, left, y + ABOVE + (PLOT_HEIGHT * (i + 0.65)) / intervals.length),
      ),
    ];
  };
}

function intervalRow(
  { label, mean, low, high }: IntervalRow,
  i: number,
  xOf: (value: number) => number,
  left: number,
  y: number,
) {
  const value = Number.isFinite(mean) ? formatNumber(mean) : 'seeds broke: no finite mean';
  return [
    text(left, y - 10, `${label}: ${value}`, `fill="${FAINT}"`),
    `<line x1="${xOf(low)}" y1="${round(y)}" x2="${xOf(high)}" y2="${round(y)}" ${stroke(markOf(i))}/>`,
    ...(Number.isFinite(mean) ? [`<circle cx="${xOf(mean)}" cy="${round(y)}" r="4" fill="${markOf(i)[0]}"/>`] : []),
  ];
}

function ends(values: readonly number[]): readonly [number, number] {
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - (Math.abs(low) / 10 || 1), high + (Math.abs(high) / 10 || 1)];
}
