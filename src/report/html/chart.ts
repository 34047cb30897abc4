import { niceScale, tickText } from '../losses/scale.js';
import { formatNumber } from '../numbers.js';
import type { Curve } from './curves.js';
import { text } from './markup.js';

/** Colours that a page has for curves; what is beyond them is drawn in grey. */
export const MOST_COLOURS = 6;

export interface Line {
  readonly label: string;
  /** Which of the page's colours, from 0; null for grey. */
  readonly colour: number | null;
  readonly curve: Curve;
}

export interface ChartOptions {
  readonly title: string;
  readonly about: string;
  readonly budget: number;
  readonly width: number;
  readonly height: number;
  /** The unit of the budget, below the axis; none for small charts. */
  readonly unit?: string;
}

const LEFT = 58;
const RIGHT = 14;
const TOP = 12;

interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** Curves with their bands as an SVG: bands first, then grey lines, then the others, the first of them on top. */
export function curveChart(
  lines: readonly Line[],
  { title, about, budget, width, height, unit }: ChartOptions,
): string {
  const bottom = height - (unit === undefined ? 24 : 40);
  const right = width - RIGHT;
  const xTicks = niceScale(0, budget, width > 500 ? 8 : 4);
  const x = (step: number) => LEFT + (step / budget) * (right - LEFT);
  const y = yAxis(lines, bottom);
  const drawn = lines.toReversed();
  return [
    `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${text(title)}</title><desc>${text(about)}</desc>`,
    ...y.ticks.flatMap(({ value, label }) => [
      `<line class="grid" x1="${LEFT}" x2="${right}" y1="${round(y.at(value))}" y2="${round(y.at(value))}"/>`,
      `<text class="tick" x="${LEFT - 8}" y="${round(y.at(value) + 4)}" text-anchor="end">${text(label)}</text>`,
    ]),
    ...xTicks.ticks
      .filter((tick) => tick <= budget)
      .map(
        (tick) =>
          `<text class="tick" x="${round(x(tick))}" y="${bottom + 18}" text-anchor="middle">${stepText(tick)}</text>`,
      ),
    ...(unit === undefined
      ? []
      : [
          `<text class="tick" x="${round((LEFT + right) / 2)}" y="${height - 4}" text-anchor="middle">${text(unit)}</text>`,
        ]),
    `<line class="axis" x1="${LEFT}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`,
    ...drawn.map((line) => bandOf(line, x, y.at)),
    ...drawn.flatMap((line) => [...seedLines(line, x, y.at), meanLine(line, x, y.at)]),
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/**
 * Logarithmic where all values are positive and span three powers of ten. Bands do not stretch the axis: with few seeds
 * they reach far beyond anything that was seen, and end at the edge.
 */
function yAxis(lines: readonly Line[], bottom: number): Axis {
  const values = lines.flatMap(({ curve, colour }) => (colour === null ? curve.mean : curve.seeds.flat()));
  const finite = values.filter(Number.isFinite);
  const [low, high] = finite.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  if (low > 0 && high / low >= 1000) return logAxis(low, high, bottom);
  const scale = low === 0 && high === 0 ? niceScale(0, 1, 5) : niceScale(low, high, 5);
  return {
    at: (value) =>
      bottom - ((clamp(value, scale.low, scale.high) - scale.low) / (scale.high - scale.low)) * (bottom - TOP),
    ticks: scale.ticks.map((value) => ({ value, label: tickText(value, scale) })),
  };
}

function logAxis(low: number, high: number, bottom: number): Axis {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.ceil((to - from) / 6);
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(
    (power) => (power - from) % every === 0,
  );
  return {
    at: (value) => bottom - ((Math.log10(clamp(value, 10 ** from, 10 ** to)) - from) / (to - from)) * (bottom - TOP),
    ticks: powers.map((power) => ({ value: 10 ** power, label: formatNumber(10 ** power) })),
  };
}

type Place = (value: number) => number;

function bandOf({ curve, colour }: Line, x: Place, y: Place): string {
  if (colour === null || !curve.low.some((low, i) => low < curve.high[i]!)) return '';
  const up = curve.steps.map((step, i) => `${round(x(step))} ${round(y(curve.high[i]!))}`);
  const down = curve.steps.map((step, i) => `${round(x(step))} ${round(y(curve.low[i]!))}`).reverse();
  return `<path class="band c${colour}" d="M${[...up, ...down].join('L')}Z"/>`;
}

/** Where there are too few seeds for a band, the seeds themselves. */
function seedLines({ curve, colour }: Line, x: Place, y: Place): readonly string[] {
  if (colour === null || curve.seeds.length < 2 || curve.low.some((low, i) => low < curve.high[i]!)) return [];
  return curve.seeds.map((seed) => `<path class="seed c${colour}" d="${pathOf(curve.steps, seed, x, y)}"/>`);
}

function meanLine({ label, curve, colour }: Line, x: Place, y: Place): string {
  const last = curve.mean.length - 1;
  const name = `<title>${text(`${label}: ${formatNumber(curve.mean[last]!)} at the end`)}</title>`;
  if (colour === null) return `<path class="line other" d="${pathOf(curve.steps, curve.mean, x, y)}">${name}</path>`;
  const end = `<circle class="end c${colour}" cx="${round(x(curve.steps[last]!))}" cy="${round(y(curve.mean[last]!))}" r="3.5">${name}</circle>`;
  return `<path class="line c${colour}" d="${pathOf(curve.steps, curve.mean, x, y)}">${name}</path>${end}`;
}

function pathOf(steps: readonly number[], values: readonly number[], x: Place, y: Place): string {
  let broken = true;
  return steps
    .map((step, i) => {
      const value = values[i]!;
      if (!Number.isFinite(value)) return '';
      const part = `${broken ? 'M' : 'L'}${round(x(step))} ${round(y(value))}`;
      broken = false;
      return part;
    })
    .join('');
}

export interface IntervalRow {
  readonly label: string;
  readonly colour: number | null;
  readonly values: readonly number[];
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
}

const ROW = 30;
/** Units that a character takes at most in the labels. */
const CHARACTER = 6.9;

/** Mean, interval and every seed of each configuration in a row of its own. */
export function intervalChart(rows: readonly IntervalRow[], metric: string, about: string): string {
  const width = 1040;
  const longest = Math.max(...rows.map(({ label }) => label.length));
  const left = Math.min(520, Math.ceil(longest * CHARACTER) + 24);
  const most = Math.floor((left - 24) / CHARACTER);
  const right = width - 90;
  const bottom = TOP + rows.length * ROW;
  const values = rows.flatMap((row) => [...row.values, ...(row.interval ?? [])]).filter(Number.isFinite);
  const scale = niceScale(Math.min(...values), Math.max(...values), 7);
  const x = (value: number) => left + ((value - scale.low) / (scale.high - scale.low)) * (right - left);
  return [
    `<svg class="chart" viewBox="0 0 ${width} ${bottom + 44}" role="img">`,
    `<title>${text(`${metric} at the end by configuration`)}</title><desc>${text(about)}</desc>`,
    ...scale.ticks.flatMap((tick) => [
      `<line class="grid" x1="${round(x(tick))}" x2="${round(x(tick))}" y1="${TOP}" y2="${bottom}"/>`,
      `<text class="tick" x="${round(x(tick))}" y="${bottom + 18}" text-anchor="middle">${tickText(tick, scale)}</text>`,
    ]),
    `<text class="tick" x="${round((left + right) / 2)}" y="${bottom + 38}" text-anchor="middle">${text(metric)}</text>`,
    ...rows.flatMap((row, i) => rowParts(row, TOP + (i + 0.5) * ROW, x, left, most, width)),
    '</svg>',
  ].join('\n');
}

function rowParts(
  { label, colour, values, mean, interval }: IntervalRow,
  y: number,
  x: Place,
  left: number,
  most: number,
  width: number,
) {
  const name = colour === null ? 'other' : `c${colour}`;
  const shown = label.length > most ? `${label.slice(0, most - 3)}...` : label;
  const said = interval === null ? '' : `, 95 % ${formatNumber(interval[0])} to ${formatNumber(interval[1])}`;
  return [
    `<text class="name" x="${left - 14}" y="${round(y + 4)}" text-anchor="end">${text(shown)}<title>${text(label)}</title></text>`,
    ...values
      .filter(Number.isFinite)
      .map((value) => `<circle class="dot ${name}" cx="${round(x(value))}" cy="${round(y)}" r="4"/>`),
    ...(interval === null
      ? []
      : [
          `<line class="interval ${name}" x1="${round(x(interval[0]))}" x2="${round(x(interval[1]))}" y1="${round(y)}" y2="${round(y)}"/>`,
        ]),
    `<circle class="mean ${name}" cx="${round(x(mean))}" cy="${round(y)}" r="5.5"><title>${text(`${label}: mean ${formatNumber(mean)}${said}, n ${values.length}`)}</title></circle>`,
    `<text class="value" x="${width - 8}" y="${round(y + 4)}" text-anchor="end">${formatNumber(mean)}</text>`,
  ];
}

/** `0`, `500`, `20k`, `1.5M`. */
function stepText(step: number): string {
  if (step >= 1e6) return `${Number((step / 1e6).toPrecision(3))}M`;
  return step >= 1e4 ? `${Number((step / 1e3).toPrecision(3))}k` : String(step);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

const round = (value: number): number => Math.round(value * 10) / 10;
