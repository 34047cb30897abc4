import { compact, grouped } from '../format.js';

/** A value axis: its ends and the values that get a label, low to high. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Logarithmic: positions go by log10. */
  readonly log: boolean;
}

/**
 * Whether a curve between these values is a constant that carries rounding noise: float32 keeps seven digits, and a few
 * operations on them six.
 */
export function isFlat(low: number, high: number): boolean {
  return high - low <= Math.max(1e-6 * Math.max(Math.abs(low), Math.abs(high)), 1e-290);
}

/** Ends of an axis around a constant, which is drawn in the middle. */
export function aroundConstant(low: number, high: number): readonly [low: number, high: number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const margin = size < 1e-280 ? 1 : size * 0.1;
  return [low - margin, high + margin];
}

/**
 * A linear axis around [low, high] with about `count` ticks at multiples of 1, 2 or 5 times a power of ten; around a
 * constant a tenth of it up and down. Its ends snap
 * outwards to fifths of a tick, so that it stays still while the data wander a little. Where the labels have so many rows,
 * at least two of them have a row each.
 */
export function linearAxis(low: number, high: number, count: number, rows = Number.POSITIVE_INFINITY): Axis {
  let [from, to] = low <= high ? [low, high] : [high, low];
  if (!Number.isFinite(from) || !Number.isFinite(to)) [from, to] = [0, 1];
  if (isFlat(from, to)) [from, to] = aroundConstant(from, to);
  let axis = withStep(from, to, niceStep((to - from) / Math.max(1, count)));
  // A single label says nothing about the scale.
  for (let finer = 2; rowsTaken(axis, rows) < Math.min(2, rows) && finer <= 8; finer *= 2) {
    axis = withStep(from, to, niceStep((to - from) / Math.max(1, count) / finer));
  }
  return axis;
}

/** How many of so many rows have a tick. */
function rowsTaken(axis: Axis, rows: number): number {
  if (!Number.isFinite(rows)) return axis.ticks.length;
  return new Set(axis.ticks.map((tick) => rowOf(axis, tick, rows))).size;
}

/** The row that a value falls into, counted from the top. */
export const rowOf = (axis: Axis, value: number, rows: number): number =>
  Math.round((1 - position(axis, value)) * (rows - 1));

function withStep(from: number, to: number, step: number): Axis {
  const fifth = step / 5;
  const low = cleaned(Math.floor(from / fifth + 1e-9) * fifth);
  const high = cleaned(Math.ceil(to / fifth - 1e-9) * fifth);
  const ticks: number[] = [];
  // Multiples by whole numbers, so that 0.3 does not come out as the 0.30000000000000004 of summed steps.
  const last = Math.floor(high / step + 1e-9);
  for (let i = Math.ceil(low / step - 1e-9); i <= last && ticks.length < 100; i++) ticks.push(cleaned(i * step));
  return { low, high, ticks, log: false };
}

function niceStep(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const nice = lead <= 1.000001 ? 1 : lead <= 2.000001 ? 2 : lead <= 5.000001 ? 5 : 10;
  return nice * power;
}

const cleaned = (value: number): number => Number(value.toPrecision(12));

/** A logarithmic axis around [low, high], both positive; ticks at powers of ten, or at 1, 2 and 5 where those are few. */
export function logAxis(low: number, high: number, count: number): Axis {
  if (!(low > 0) || !(high >= low) || !Number.isFinite(high))
    return { low: 0.1, high: 10, ticks: [0.1, 1, 10], log: true };
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const leads = last - first <= 3 && count >= 3 * (last - first) ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((last - first) / Math.max(1, count)));
  const marks: number[] = [];
  for (let power = first; power <= last + stride; power += stride) {
    for (const lead of leads) marks.push(cleaned(lead * 10 ** power));
  }
  // The nearest marks on both sides are the ends, at least two of them.
  const from = Math.max(
    0,
    marks.findLastIndex((mark) => mark <= low * 1.000001),
  );
  const above = marks.findIndex((mark) => mark >= high / 1.000001);
  const to = Math.max(above < 0 ? marks.length - 1 : above, from + 1);
  const ticks = marks.slice(from, to + 1);
  return { low: ticks[0]!, high: ticks[ticks.length - 1]!, ticks, log: true };
}

/** Position of a value on the axis: 0 at the low end, 1 at the high end; NaN where the axis has no such value. */
export function position(axis: Axis, value: number): number {
  if (!axis.log) return (value - axis.low) / (axis.high - axis.low);
  if (!(value > 0)) return Number.NaN;
  return (Math.log10(value) - Math.log10(axis.low)) / (Math.log10(axis.high) - Math.log10(axis.low));
}

/** What stands beside an axis: a label for each tick, and what is to be added to all of them. */
export interface AxisLabels {
  readonly labels: readonly string[];
  /** `1e9 +` where whole numbers would be alike but for their last digits; empty for nothing. */
  readonly offset: string;
}

/** Labels of more columns give way to an offset, if that makes them shorter. */
const LONG = 8;

/**
 * Labels of the ticks with as many decimals as tell them apart, all alike: `0.0`, `0.5`, `1.0`; where that takes too many
 * columns, what they have in common as an offset: `1e9 +` beside `-50k`, `0`, `50k`.
 */
export function axisLabels(axis: Axis): AxisLabels {
  const plain = { labels: tickLabels(axis), offset: '' };
  const width = longest(plain.labels);
  const { ticks } = axis;
  if (axis.log || ticks.length < 2 || width <= LONG) return plain;
  const step = stepOf(axis);
  const unit = 10 ** Math.ceil(Math.log10(ticks[ticks.length - 1]! - ticks[0]!) - 1e-9);
  const base = cleaned(Math.round(ticks[ticks.length >> 1]! / unit) * unit);
  if (base === 0) return plain;
  // Both are multiples of the step: by whole numbers no digit is lost.
  const rest = ticks.map((tick) => cleaned(Math.round((tick - base) / step) * step));
  const size = Math.max(...rest.map(Math.abs));
  const labels = labelsOf(rest, size, step);
  const offset = `${shortest(base, unit)} +`;
  return Math.max(longest(labels), offset.length) < width ? { labels, offset } : plain;
}

/** Labels of the ticks that say each value in full, however long that is. */
export function tickLabels(axis: Axis): string[] {
  if (axis.log) return axis.ticks.map(logLabel);
  return labelsOf(axis.ticks, Math.max(Math.abs(axis.low), Math.abs(axis.high)), stepOf(axis));
}

const longest = (labels: readonly string[]): number => Math.max(0, ...labels.map(({ length }) => length));

const stepOf = ({ ticks }: Axis): number => (ticks.length > 1 ? cleaned(Math.abs(ticks[1]! - ticks[0]!)) : 1);

/** Of multiples of a step, none further from 0 than `size`. */
function labelsOf(ticks: readonly number[], size: number, step: number): string[] {
  if (size >= 1e6 || size < 1e-3) {
    const digits = Math.floor(Math.log10(size) + 1e-9) - Math.floor(Math.log10(step) + 1e-9);
    return ticks.map((tick) => shorten(tick.toExponential(Math.max(0, Math.min(digits, MOST_DIGITS)))));
  }
  if (step >= 1000) return ticks.map((tick) => (tick === 0 ? '0' : `${cleaned(tick / 1000)}k`));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticks.map((tick) => tick.toFixed(Math.min(decimals, MOST_DIGITS)));
}

/** As many as a tick is exact to; see `cleaned`. */
const MOST_DIGITS = 12;

/** A multiple of `unit` with no more digits than it has. */
function shortest(value: number, unit: number): string {
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) return String(value);
  const digits = Math.max(0, Math.floor(Math.log10(size) + 1e-9) - Math.floor(Math.log10(unit) + 1e-9));
  return value.toExponential(Math.min(digits, MOST_DIGITS)).replace(/\.?0*e\+?/, 'e');
}

function logLabel(value: number): string {
  return value >= 1e5 || value < 1e-3 ? shorten(value.toExponential(0)) : String(value);
}

const shorten = (text: string): string => (/^-?0(\.0*)?e/.test(text) ? '0' : text.replace('e+', 'e'));

/** Labels that tell the ticks apart: zoomed in, `18,200` and `18,240` where `18k` would be both. */
export function stepLabels(ticks: readonly number[]): string[] {
  const short = ticks.map(compact);
  return new Set(short).size === short.length ? short : ticks.map((tick) => grouped(Number(tick.toPrecision(12))));
}
