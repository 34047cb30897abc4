/** JSON with every number: NaN and the infinities as the strings "NaN", "Infinity", "-Infinity". */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'number' && !Number.isFinite(item) ? String(item) : item,
  );
}

/** A number that {@link encodeJson} wrote; undefined when it is none. */
export function decodeNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : undefined;
}

/** One number as JSON text that reads back as the same bits, -0 included. */
export function encodeNumber(value: number): string {
  if (value - value !== 0) return `"${value}"`;
  return value === 0 && Object.is(value, -0) ? '-0' : `${value}`;
}
