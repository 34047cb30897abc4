/** The order in which a date's numbers stand. */
export const dateOrders = ['ymd', 'dmy', 'mdy'] as const;
export type DateOrder = (typeof dateOrders)[number];

/** Numbers that a date becomes. */
export const dateParts = ['days', 'month', 'day of month', 'weekday', 'hour'] as const;

const DATE =
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/** The three numbers of a date and the hour, as they stand; null when the text is no date. */
function numbersOf(
  text: string,
): { readonly numbers: readonly [number, number, number]; readonly hour: number } | null {
  const found = DATE.exec(text);
  if (found === null) return null;
  const [, a, , b, c, hour, minute, second] = found;
  const isLong = (part: string) => part.length === 4;
  // Exactly one of the ends is a year of four digits, or the last has two.
  if (isLong(a!) === isLong(c!) && !(a!.length <= 2 && c!.length === 2)) return null;
  if (a!.length === 3 || c!.length === 3 || c!.length === 1) {
    if (!isLong(a!)) return null;
  }
  const hours = hour === undefined ? 0 : Number(hour) + Number(minute) / 60 + Number(second ?? 0) / 3600;
  if (hours >= 24.5) return null;
  return { numbers: [Number(a), Number(b), Number(c)], hour: hours };
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant 2013, days_from_civil). */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** The {@link dateParts} of a text; null when it is no date in this order. Times of day are taken as they stand. */
export function partsOf(text: string, order: DateOrder): readonly number[] | null {
  const found = numbersOf(text);
  if (found === null) return null;
  const [a, b, c] = found.numbers;
  let [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  if (order !== 'ymd' && year < 100) year += year < 70 ? 2000 : 1900;
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const date = daysOf(year, month, day);
  return [date + found.hour / 24, month, day, (((date + 3) % 7) + 7) % 7, found.hour];
}

/**
 * The order in which all texts are dates; null when there is none. Where days and months cannot be told apart, `isSure` is
 * false: a slash means the month first, anything else the day.
 */
export function dateOrderOf(texts: readonly string[]): { readonly order: DateOrder; readonly isSure: boolean } | null {
  if (texts.length === 0) return null;
  const fits = dateOrders.filter((order) => texts.every((text) => partsOf(text, order) !== null));
  if (fits.includes('ymd')) return { order: 'ymd', isSure: true };
  if (fits.length === 2) return { order: texts[0]!.includes('/') ? 'mdy' : 'dmy', isSure: false };
  return fits.length === 1 ? { order: fits[0]!, isSure: true } : null;
}
