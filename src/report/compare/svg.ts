import type { Comparison } from '../../experiment/compare.js';
import { niceScale, type Scale, tickText } from '../losses/scale.js';
import { wrap } from '../losses/wrap.js';
import { formatNumber } from '../numbers.js';
import { type Chart, type Charts, chartGroups, chartsOf, type IntervalRow } from './charts.js';
import { armFacts } from './facts.js';
import { verdictSentence } from './words.js';
import { xml } from './xml.js';

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

const INK = '#1f2328';
const FAINT = '#59636e';
const GRID = '#e4e7eb';
/** Okabe and Ito 2008, each with a dash of its own, so that colour is not the only sign. */
const MARKS = [
  ['#0072b2', ''],
  ['#d55e00', '7 3'],
  ['#009e73', '2 3'],
  ['#cc79a7', '9 3 2 3'],
  ['#e69f00', '4 4'],
  ['#56b4e9', '12 3'],
  ['#000000', '1 3'],
  ['#8a8200', '6 2 1 2'],
] as const;

/** Comparisons as an SVG that needs nothing else: verdicts, curves, intervals, profiles. */
export function comparisonSvg(comparisons: readonly Comparison[]): string {
  const parts: string[] = [];
  let y = MARGIN;
  for (const group of chartGroups(comparisons)) {
    const drawn = groupParts(group, y);
    parts.push(...drawn.parts);
    y = drawn.bottom + MARGIN;
  }
  const title = `losscope: ${comparisons.map(({ candidate, reference }) => `${candidate.label} against ${reference.label}`).join('; ')}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${round(y)}" viewBox="0 0 ${WIDTH} ${round(y)}" role="img" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="12" fill="${INK}">`,
    `<title>${xml(title)}</title>`,
    `<rect width="${WIDTH}" height="${round(y)}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function groupParts(group: readonly Comparison[], top: number) {
  const charts = chartsOf(group);
  const head = [
    `reference: ${group[0]!.reference.label}, ${armFacts(group[0]!.reference)}`,
    ...group.flatMap((one) => [`${one.candidate.label}, ${armFacts(one.candidate)}`, verdictSentence(one)]),
  ].flatMap((line) => wrap(line, TEXT_COLUMNS));
  const below = top + LINE * (head.length + 1) + 20;
  const legend = legendParts(charts, below);
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

function legendParts({ labels, seeds }: Charts, top: number) {
  let [x, y] = [MARGIN, top];
  const parts = labels.flatMap((label, i) => {
    const words = `${label} (n ${seeds[i]})`;
    const width = 50 + 7 * words.length;
    if (x > MARGIN && x + width > WIDTH - MARGIN) [x, y] = [MARGIN, y + LINE];
    const at = x;
    x += width;
    return [`<line x1="${at}" y1="${y - 4}" x2="${at + 26}" y2="${y - 4}" ${stroke(i)}/>`, text(at + 32, y, words)];
  });
  return { parts, bottom: y };
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
    const { left, right, bottom, yOf } = frame(x, y, vertical);
    const xOf = (value: number) => round(left + ((value - from) / (to - from)) * (right - left));
    return [
      ...axes(title, x, y, vertical),
      ...xTicks(niceScale(from, to, 5), from, to, xOf, bottom),
      text((left + right) / 2, bottom + 36, xName, `text-anchor="middle" fill="${FAINT}"`),
      ...lines.flatMap((line, i) => {
        const band =
          line.low === undefined ? [] : [bandPath(line.x.map(xOf), line.low.map(yOf), line.high!.map(yOf), i)];
        return [...band, `<path d="${pathOf(line.x.map(xOf), line.y.map(yOf))}" ${stroke(i)}/>`];
      }),
    ];
  };
}

function intervalParts({ metric, intervals }: Charts): Panel {
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
      text(left, y + ABOVE - 12, `${metric}: mean, 95 % interval`, 'font-weight="600"'),
      ...xTicks(scale, scale.low, scale.high, xOf, bottom),
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
    `<line x1="${xOf(low)}" y1="${round(y)}" x2="${xOf(high)}" y2="${round(y)}" ${stroke(i)}/>`,
    ...(Number.isFinite(mean)
      ? [`<circle cx="${xOf(mean)}" cy="${round(y)}" r="4" fill="${MARKS[i % MARKS.length]![0]}"/>`]
      : []),
  ];
}

function frame(x: number, y: number, { low, high }: Scale) {
  const bottom = y + ABOVE + PLOT_HEIGHT;
  const yOf = (value: number) => round(bottom - ((value - low) / (high - low)) * PLOT_HEIGHT);
  return { left: x + GUTTER, right: x + PLOT_WIDTH, bottom, yOf };
}

function axes(title: string, x: number, y: number, scale: Scale): readonly string[] {
  const { left, right, bottom, yOf } = frame(x, y, scale);
  return [
    text(left, y + ABOVE - 12, title, 'font-weight="600"'),
    ...scale.ticks.flatMap((tick) => [
      `<line x1="${left}" y1="${yOf(tick)}" x2="${right}" y2="${yOf(tick)}" stroke="${GRID}"/>`,
      text(left - 7, yOf(tick) + 4, tickText(tick, scale), `text-anchor="end" fill="${FAINT}"`),
    ]),
    `<path d="M${left} ${y + ABOVE}V${bottom}H${right}" fill="none" stroke="${FAINT}"/>`,
  ];
}

function xTicks(
  scale: Scale,
  from: number,
  to: number,
  xOf: (value: number) => number,
  bottom: number,
): readonly string[] {
  return scale.ticks
    .filter((tick) => tick >= from && tick <= to)
    .flatMap((tick) => [
      `<line x1="${xOf(tick)}" y1="${bottom}" x2="${xOf(tick)}" y2="${bottom + 5}" stroke="${FAINT}"/>`,
      text(xOf(tick), bottom + 18, tickText(tick, scale), `text-anchor="middle" fill="${FAINT}"`),
    ]);
}

function ends(values: readonly number[]): readonly [number, number] {
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - (Math.abs(low) / 10 || 1), high + (Math.abs(high) / 10 || 1)];
}

function bandPath(x: readonly number[], low: readonly number[], high: readonly number[], i: number): string {
  const there = x.map((_, k) => k).filter((k) => Number.isFinite(low[k]) && Number.isFinite(high[k]));
  const up = there.map((k) => `${x[k]} ${high[k]}`);
  const back = there.toReversed().map((k) => `${x[k]} ${low[k]}`);
  return `<path d="M${[...up, ...back].join('L')}Z" fill="${MARKS[i % MARKS.length]![0]}" fill-opacity="0.14"/>`;
}

function pathOf(x: readonly number[], y: readonly number[]): string {
  const there = x.map((_, k) => k).filter((k) => Number.isFinite(y[k]));
  return there.map((k, i) => `${i === 0 ? 'M' : 'L'}${x[k]} ${y[k]}`).join('');
}

function stroke(index: number): string {
  const [colour, dash] = MARKS[index % MARKS.length]!;
  return `fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${attributes === '' ? '' : ` ${attributes}`}>${xml(content)}</text>`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
