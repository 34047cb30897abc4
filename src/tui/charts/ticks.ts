/** A value axis: its ends and the values that get a label, low to high. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Logarithmic: positions go by log10. */
  readonly log: boolean;
}

/**
 * A linear axis around [low, high] with about `count` ticks at multiples of 1, 2 or 5 times a power of ten. Its ends snap
 * outwards to fifths of a tick, so that it stays still while the data wander a little.
 */
export function linearAxis(low: number, high: number, count: number): Axis {
  let [from, to] = low <= high ? [low, high] : [high, low];
  if (!Number.isFinite(from) || !Number.isFinite(to)) [from, to] = [0, 1];
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (to - from <= Math.max(1e-12 * size, 1e-290)) {
    const margin = size < 1e-280 ? 1 : size * 0.1;
    from -= margin;
    to += margin;
  }
  let axis = withStep(from, to, niceStep((to - from) / Math.max(1, count)));
  // A single label says nothing about the scale.
  for (let finer = 2; axis.ticks.length < 2 && finer <= 8; finer *= 2) {
    axis = withStep(from, to, niceStep((to - from) / Math.max(1, count) / finer));
  }
  return axis;
}

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

/** Labels of the ticks with as many decimals as tell them apart, all alike: `0.0`, `0.5`, `1.0`. */
export function tickLabels(axis: Axis): string[] {
  if (axis.log) return axis.ticks.map(logLabel);
  const step = axis.ticks.length > 1 ? Math.abs(axis.ticks[1]! - axis.ticks[0]!) : 1;
  const size = Math.max(Math.abs(axis.low), Math.abs(axis.high));
  if (size >= 1e6 || size < 1e-3)
    return axis.ticks.map((tick) => shorten(tick.toExponential(exponentDigits(size, step))));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (step >= 1000) return axis.ticks.map((tick) => (tick === 0 ? '0' : `${cleaned(tick / 1000)}k`));
  return axis.ticks.map((tick) => tick.toFixed(Math.min(decimals, 8)));
}

const exponentDigits = (size: number, step: number): number =>
  Math.max(0, Math.min(3, Math.floor(Math.log10(size)) - Math.floor(Math.log10(step) + 1e-9)));

function logLabel(value: number): string {
  return value >= 1e5 || value < 1e-3 ? shorten(value.toExponential(0)) : String(value);
}

const shorten = (text: string): string => (/^-?0(\.0*)?e/.test(text) ? '0' : text.replace('e+', 'e'));
