/** Numbers and durations as short texts whose width stays the same while they change. */

/** A metric's value in at most 8 characters: `0.8312`, `-12.34`, `1,234`, `1.2e-5`, `NaN`. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-99 || size >= 1e99) return shortExponent(value.toExponential(0));
  if (size < 5e-4 || size >= 999_999.5) return shortExponent(value.toExponential(1));
  if (size >= 999.95) return grouped(Math.round(value));
  if (size >= 99.995) return value.toFixed(1);
  if (size >= 9.9995) return value.toFixed(2);
  return value.toFixed(3);
}

/** A half width of a band, to be read beside its mean: two significant digits, never more than 7 characters. */
export function formatSpread(value: number): string {
  if (!Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 5e-4 || size >= 9999.5) return shortExponent(value.toExponential(0));
  if (size >= 9.95) return value.toFixed(0);
  if (size >= 0.995) return value.toFixed(1);
  return value.toFixed(size < 0.00995 ? 4 : size < 0.0995 ? 3 : 2);
}

function shortExponent(text: string): string {
  return text.replace('e+', 'e').replace(/\.0e/, 'e');
}

/** Digits in groups of three: `18,420`, `1,204.125`. */
export function grouped(value: number): string {
  const [whole = '', ...rest] = String(value).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.');
}

/** A count with a suffix, at most 5 characters: `840`, `1.2k`, `18k`, `2.5M`. */
export function compact(value: number): string {
  for (const [size, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    const scaled = value / size;
    if (scaled >= 0.9995) return `${scaled >= 99.95 ? scaled.toFixed(0) : trimZeros(scaled.toFixed(1))}${suffix}`;
  }
  return trimZeros(value.toFixed(value > 0 && value < 10 ? 1 : 0));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Seconds as `0:41`, `12:05`, `1:02:03`; a dash when unknown. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '—';
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** A share of the whole as ` 74%`; 100 % only when all is done. */
export function formatPercent(fraction: number): string {
  const percent = fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100));
  return `${percent}%`;
}

/** Steps a second as `1,204/s`, `12.3k/s`. */
export function formatRate(rate: number): string {
  if (!(rate > 0)) return '—';
  return `${rate < 9999.5 ? grouped(Math.round(rate)) : compact(rate)}/s`;
}

/** A fraction of full speed: `25%`, `1%`. */
export function formatSpeed(speed: number): string {
  return `${Number((100 * speed).toPrecision(2))}%`;
}
