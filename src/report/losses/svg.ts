import { printableLine } from '../../core/printable.js';
import type { LossDefinition } from '../../losses/define.js';
import { type Panel, type PlottedLoss, panelsOf, type SampledCurve, slopeName, variableText } from './sample.js';
import { niceScale, type Scale, tickText } from './scale.js';
import { wrap } from './wrap.js';

const WIDTH = 920;
const MARGIN = 24;
const GUTTER = 56;
const GAP = 28;
const PLOT_HEIGHT = 240;
/** Above a pair of plots: titles and legend; below: tick labels and the variable. */
const ABOVE = 46;
const BELOW = 52;
const TEXT_COLUMNS = 128;
const LINE = 17;

const INK = '#1f2328';
const FAINT = '#59636e';
const GRID = '#e4e7eb';
/** Okabe and Ito 2008, safe for colour-blind readers, each with a dash of its own, so that colour is not the only sign. */
const MARKS = [
  ['#0072b2', ''],
  ['#d55e00', '7 3'],
  ['#009e73', '2 3'],
  ['#cc79a7', '9 3 2 3'],
  ['#e69f00', '4 4'],
] as const;

/** Pictures of a loss and its gradient as an SVG that needs nothing else: no font, no style sheet, no script. */
export function lossSvg(loss: PlottedLoss): string {
  const { plot } = loss;
  const head = headLines(loss);
  const panels = panelsOf(loss);
  const top = MARGIN + 24 + head.length * LINE;
  const rowHeight = ABOVE + PLOT_HEIGHT + BELOW;
  const height = top + panels.length * rowHeight + MARGIN / 2;
  const about = `${loss.name}: loss and ${slopeName(plot)} over ${plot.symbol}, ${plot.variable}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="12" fill="${INK}">`,
    `<title>${xml(loss.name)}</title>`,
    `<desc>${xml(about)}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(MARGIN, MARGIN + 8, loss.name, 'font-size="18" font-weight="600"'),
    ...head.map((line, i) => text(MARGIN, MARGIN + 14 + (i + 1) * LINE, line, `fill="${FAINT}"`)),
    ...panels.flatMap((panel, i) => panelParts(loss, panel, top + i * rowHeight)),
    '</svg>',
    '',
  ].join('\n');
}

function headLines({ summary, formula, gradient }: LossDefinition): readonly string[] {
  return [summary, `loss: ${formula}`, `gradient: ${gradient}`].flatMap((line) => wrap(line, TEXT_COLUMNS));
}

function panelParts({ plot }: PlottedLoss, { title, curves }: Panel, y: number): readonly string[] {
  const width = (WIDTH - 2 * MARGIN - GAP) / 2;
  const [left, right] = [MARGIN, MARGIN + width + GAP];
  const below = y + ABOVE + PLOT_HEIGHT + BELOW - 14;
  const name = (what: string) => (title === '' ? what : `${what}, ${title}`);
  return [
    ...legend(curves, MARGIN + GUTTER, y + 18),
    text(left + GUTTER, y + ABOVE - 8, name('loss'), 'font-weight="600"'),
    text(right + GUTTER, y + ABOVE - 8, name(slopeName(plot)), 'font-weight="600"'),
    ...plotParts(curves, ({ loss }) => loss, { x: left, y: y + ABOVE, width, from: plot.from, to: plot.to }),
    ...plotParts(curves, ({ slope }) => slope, { x: right, y: y + ABOVE, width, from: plot.from, to: plot.to }),
    text(WIDTH / 2, below, variableText(plot), `text-anchor="middle" fill="${FAINT}"`),
  ];
}

function legend(curves: readonly SampledCurve[], x: number, y: number): readonly string[] {
  const labels = curves.map(({ label }) => label);
  if (labels.length === 1) return [];
  let at = x;
  return labels.flatMap((label, i) => {
    const start = at;
    // Seven units a character is more than any of the fonts takes.
    at += 34 + label.length * 7 + 18;
    return [
      `<line x1="${start}" y1="${y - 4}" x2="${start + 26}" y2="${y - 4}" ${stroke(i)}/>`,
      text(start + 32, y, label),
    ];
  });
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

function plotParts(
  curves: readonly SampledCurve[],
  valuesOf: (curve: SampledCurve) => readonly number[],
  { x, y, width, from, to }: Place,
): readonly string[] {
  const values = curves.flatMap(valuesOf).filter(Number.isFinite);
  const vertical = niceScale(Math.min(...values), Math.max(...values), 6);
  const across = niceScale(from, to, 7);
  const left = x + GUTTER;
  const right = x + width;
  const bottom = y + PLOT_HEIGHT;
  const xOf = (value: number) => round(left + ((value - from) / (to - from)) * (right - left));
  const yOf = (value: number) =>
    round(bottom - ((value - vertical.low) / (vertical.high - vertical.low)) * PLOT_HEIGHT);
  return [
    ...vertical.ticks.flatMap((tick) => [
      `<line x1="${left}" y1="${yOf(tick)}" x2="${right}" y2="${yOf(tick)}" stroke="${tick === 0 ? '#9aa4af' : GRID}"/>`,
      text(left - 7, yOf(tick) + 4, tickText(tick, vertical), `text-anchor="end" fill="${FAINT}"`),
    ]),
    ...ticksWithin(across, from, to).flatMap((tick) => [
      `<line x1="${xOf(tick)}" y1="${bottom}" x2="${xOf(tick)}" y2="${bottom + 5}" stroke="${FAINT}"/>`,
      text(xOf(tick), bottom + 18, tickText(tick, across), `text-anchor="middle" fill="${FAINT}"`),
    ]),
    `<path d="M${left} ${y}V${bottom}H${right}" fill="none" stroke="${FAINT}"/>`,
    ...curves.map((curve, i) => `<path d="${pathOf(curve.x.map(xOf), valuesOf(curve).map(yOf))}" ${stroke(i)}/>`),
  ];
}

function ticksWithin({ ticks }: Scale, from: number, to: number): readonly number[] {
  return ticks.filter((tick) => tick >= from && tick <= to);
}

/** A line through the points, broken where there is none. */
function pathOf(x: readonly number[], y: readonly number[]): string {
  let broken = true;
  return x
    .map((at, i) => {
      if (!Number.isFinite(y[i])) {
        broken = true;
        return '';
      }
      const step = `${broken ? 'M' : 'L'}${at} ${y[i]}`;
      broken = false;
      return step;
    })
    .join('');
}

function stroke(index: number): string {
  const [colour, dash] = MARKS[index % MARKS.length]!;
  return `fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${attributes === '' ? '' : ` ${attributes}`}>${xml(content)}</text>`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML, in which control characters, which XML does not have, stand as visible escapes. */
function xml(content: string): string {
  return printableLine(content)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (c) => ESCAPES[c]!);
}
