/** The ends of an axis and its ticks, all of them multiples of one nice step. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly ticks: readonly number[];
}

/** An axis around [low, high] with about `count` ticks at multiples of 1, 2 or 5 times a power of ten. */
export function niceScale(low: number, high: number, count: number): Scale {
  const usable = Number.isFinite(low) && Number.isFinite(high) && low <= high;
  let [from, to] = usable ? [low, high] : [0, 1];
  // A range too small for twelve digits is no range.
  if (to - from <= 1e-9 * Math.max(1e-9, Math.abs(from), Math.abs(to))) {
    const room = Math.abs(from) > 1e-9 ? Math.abs(from) / 2 : 1;
    [from, to] = [from - room, to + room];
  }
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((lead) => lead * power >= rough * 0.999999) ?? 10);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => clean((first + i) * step));
  return { low: ticks[0]!, high: ticks.at(-1)!, step, ticks };
}

/** A tick with as many decimals as its scale needs. */
export function tickText(tick: number, { step }: Scale): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return decimals > 8 ? String(tick) : tick.toFixed(decimals);
}

/** The ticks with their labels, from `from` to `to` where those are given. */
export function ticksOf(scale: Scale, from = scale.low, to = scale.high): readonly { value: number; label: string }[] {
  return scale.ticks
    .filter((tick) => tick >= from && tick <= to)
    .map((value) => ({ value, label: tickText(value, scale) }));
}

/** Without the rounding noise of a product: 0.3, not 0.30000000000000004; and no -0. */
const clean = (value: number): number => Number(value.toPrecision(12)) || 0;
