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

/** `12 s`, `5 min`, `3 h`, `2 d`: how long ago. */
export function formatAge(seconds: number): string {
  if (!(seconds >= 0)) return '?';
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const [size, unit] = units.find(([length]) => seconds >= length) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** `512 B`, `3.2 kB`, `10 MB`: multiples of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = '';
  while (value >= 999.5 && units.length > 0) {
    value /= 1000;
    unit = units.shift()!;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
