/** A number for people: four significant digits, no trailing zeros, exponents only where they are shorter. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isSafeInteger(value) && Math.abs(value) < 1e6) return String(value);
  const text = value.toPrecision(4);
  if (text.includes('e')) return text.replace(/\.?0+e/, 'e').replace('e+', 'e');
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A whole number with commas between thousands. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `4.2 s`, `1:05`, `2:00:09`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}
