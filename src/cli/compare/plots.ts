import type { Comparison } from '../../experiment/comparison.js';
import { profileChart } from '../../report/compare/aggregate.js';
import { type Chart, type Charts, chartsOf, omittedText } from '../../report/compare/charts.js';
import { chartGroups } from '../../report/compare/groups.js';
import { type Line, type Span, tone } from '../../report/lines.js';
import { formatNumber } from '../../report/numbers.js';
import { paintXY } from '../../tui/charts/xy-chart.js';
import { type Region, Sheet } from '../../tui/terminal/cell-buffer.js';
import { cut, fit } from '../../tui/terminal/text-fit.js';
import { makeTheme } from '../../tui/terminal/theme.js';

const HEIGHT = 11;
const GAP = 2;
/** Charts stand side by side from this width on. */
const WIDE = 76;

/** Names in place of styles, which become spans again when a row is read. */
const STYLES = { axis: 'dim', label: 'dim', band: 'dim' } as const;
const marks = makeTheme(0).lines;

/** Charts of comparisons as lines of braille: curves, sample efficiency, performance profile, intervals. */
export function plotLines(comparisons: readonly Comparison[], width: number): readonly Line[] {
  return [
    ...overScenarios(comparisons, width),
    ...chartGroups(comparisons).flatMap((group) => groupLines(group, width)),
  ];
}

/** The performance profiles over all scenarios, where there are several. */
function overScenarios(comparisons: readonly Comparison[], width: number): readonly Line[] {
  const chart = profileChart(comparisons);
  if (chart === null) return [];
  const names = chart.lines.map(
    ({ label }, i): Line => [{ text: marks[i % marks.length]!.sample, line: i }, ` ${cut(label, width - 3)}`],
  );
  return [...names, [], ...chartLines([chart], width)];
}

function groupLines(group: readonly Comparison[], width: number): readonly Line[] {
  const charts = chartsOf(group);
  const omitted: readonly Line[] = charts.omitted === 0 ? [] : [[tone('dim', omittedText(charts))]];
  return [
    ...omitted,
    ...legendLines(charts, width),
    [],
    ...chartLines(charts.charts, width),
    ...intervalLines(charts, width),
  ];
}

function legendLines({ labels, seeds }: Charts, width: number): readonly Line[] {
  return labels.map((label, i) => [
    { text: marks[i % marks.length]!.sample, line: i },
    ` ${cut(`${label} (n ${seeds[i]})`, width - 3)}`,
  ]);
}

function chartLines(charts: readonly Chart[], width: number): readonly Line[] {
  const perRow = width >= WIDE ? 2 : 1;
  const each = Math.floor((width - (perRow - 1) * GAP) / perRow);
  const lines: Line[] = [];
  for (let i = 0; i < charts.length; i += perRow) {
    const row = charts.slice(i, i + perRow);
    const sheet = new Sheet(row.length * (each + GAP), HEIGHT + 1);
    row.forEach((chart, k) => {
      paintChart(sheet.region(k * (each + GAP), 0, each, HEIGHT + 1), chart);
    });
    lines.push(...linesOf(sheet), []);
  }
  return lines;
}

function paintChart(region: Region, { title, x, lines, range }: Chart): void {
  region.write(0, 0, cut(x === 'steps' ? title : `${title} (${x})`, region.width), 'strong');
  const drawn = lines.map((line, i) => ({ ...line, style: `line${i}`, dash: marks[i % marks.length]!.dash }));
  paintXY(region.region(0, 1, region.width, region.height - 1), drawn, STYLES, range);
}

/** A row a side: `name  ├───●──┤  mean`. */
function intervalLines({ metric, intervals, bars }: Charts, width: number): readonly Line[] {
  const ends = intervals.flatMap(({ mean, low, high }) => [mean, low, high]).filter(Number.isFinite);
  if (ends.length === 0) return [];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const names = Math.min(28, Math.max(...intervals.map(({ label }) => label.length)));
  const room = Math.max(10, width - names - 14);
  const at = (value: number) => {
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return Math.round(Math.max(0, Math.min(1, share)) * (room - 1));
  };
  const rows = intervals.map((row, i): Line => {
    const cells = new Array<string>(room).fill(' ');
    const [from, to] = [at(row.low), at(row.high)];
    for (let x = from; x <= to; x++) cells[x] = '─';
    cells[from] = '├';
    cells[to] = '┤';
    if (Number.isFinite(row.mean)) cells[at(row.mean)] = '●';
    return [fit(row.label, names), '  ', { text: cells.join(''), line: i }, `  ${formatNumber(row.mean)}`];
  });
  const scale = `${formatNumber(low)}${formatNumber(high).padStart(Math.max(1, room - formatNumber(low).length))}`;
  return [[tone('strong', `${metric}: mean, ${bars}`)], ...rows, [' '.repeat(names + 2), tone('dim', scale)]];
}

function linesOf(sheet: Sheet): readonly Line[] {
  return Array.from({ length: sheet.height }, (_, y) => {
    const spans: Span[] = [];
    let from = y * sheet.width;
    const end = from + sheet.width;
    while (from < end) {
      let to = from + 1;
      while (to < end && sheet.styles[to] === sheet.styles[from]) to++;
      spans.push(spanOf(sheet.chars.slice(from, to).join(''), sheet.styles[from]!));
      from = to;
    }
    return spans;
  });
}

function spanOf(text: string, style: string): Span {
  if (style === 'dim' || style === 'strong') return tone(style, text);
  const [, index] = /^line(\d+)$/.exec(style) ?? [];
  return index === undefined ? text : { text, line: Number(index) };
}
