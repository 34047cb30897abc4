/** The order in which a date's numbers stand. */
export const dateOrders = ['ymd', 'dmy', 'mdy'] as const;
/** `time`: without a date, hours, minutes and perhaps seconds. */
export type DateOrder = (typeof dateOrders)[number] | 'time';

/** Numbers that a date becomes. */
export const dateParts = ['days', 'month', 'day of month', 'weekday', 'hour'] as const;

const DATE =
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
/** With the name of the month, after a weekday or not: 5 Jan 2020, 05-JAN-20, January 5, 2020, Sun 5th March 2020. */
const NAMED =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +)?(?:(\d{1,2})(?:st|nd|rd|th)?[ -]+([a-z]{3,9})\.?|([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?),?[ -]+(\d{4}|\d{2})(?:,?[T ]+(.+))?$/i;
/** A time alone: 9:30, 14:05:59, 3:45 PM; a duration of hours too: 36:10. */
const TIME = /^(\d{1,4}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?$/;
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** A date with the name of its month in numbers, day first; null for any other text. */
function namedAsNumbers(text: string): string | null {
  const found = NAMED.exec(text);
  if (found === null) return null;
  const [, before, month, first, after, year, time] = found;
  const name = (month ?? first)!.toLowerCase();
  const at = MONTHS.findIndex(
    (whole) => whole === name || whole.slice(0, 3) === name || (name === 'sept' && whole === 'september'),
  );
  return at < 0 ? null : `${before ?? after}-${at + 1}-${year}${time === undefined ? '' : ` ${time}`}`;
}

/** The three numbers of a date and the hour, as they stand; null when the text is no date. */
function numbersOf(
  text: string,
): { readonly numbers: readonly [number, number, number]; readonly hour: number } | null {
  const found = DATE.exec(text);
  if (found === null) return null;
  const [, a, , b, c, hour, minute, second, half] = found;
  const isLong = (part: string) => part.length === 4;
  // Exactly one of the ends is a year of four digits, or the last has two.
  if (isLong(a!) === isLong(c!) && !(a!.length <= 2 && c!.length === 2)) return null;
  if (a!.length === 3 || c!.length === 3 || c!.length === 1) {
    if (!isLong(a!)) return null;
  }
  const hours = hour === undefined ? 0 : hoursOf(hour, minute!, second, half);
  if (Number.isNaN(hours)) return null;
  return { numbers: [Number(a), Number(b), Number(c)], hour: hours };
}

/** Hours of a time of the day; NaN when it is none. */
function hoursOf(hour: string, minute: string, second: string | undefined, half: string | undefined): number {
  const isHalf = half !== undefined;
  if (isHalf && (Number(hour) < 1 || Number(hour) > 12)) return Number.NaN;
  const whole = isHalf ? (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0) : Number(hour);
  const hours = whole + Number(minute) / 60 + Number(second ?? 0) / 3600;
  return hours < 24.5 ? hours : Number.NaN;
}

/** The {@link dateParts} of a time without a date: all but the hours are missing. */
function partsOfTime(text: string): readonly number[] | null {
  const found = TIME.exec(text);
  if (found === null || Number(found[2]) > 59) return null;
  const [, hour, minute, second, half] = found;
  const hours =
    half === undefined
      ? Number(hour) + Number(minute) / 60 + Number(second ?? 0) / 3600
      : hoursOf(hour!, minute!, second, half);
  if (Number.isNaN(hours)) return null;
  return dateParts.map((part) => (part === 'hour' ? hours : Number.NaN));
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
export function partsOf(text: string, given: DateOrder): readonly number[] | null {
  if (given === 'time') return partsOfTime(text);
  const named = namedAsNumbers(text);
  const order = named === null ? given : 'dmy';
  const found = numbersOf(named ?? text);
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
export function dateOrderOf(
  texts: readonly string[],
  orders: readonly DateOrder[] = dateOrders,
): { readonly order: DateOrder; readonly isSure: boolean; readonly named: boolean } | null {
  if (texts.length === 0) return null;
  if (texts.every((text) => partsOfTime(text) !== null)) return { order: 'time', isSure: true, named: false };
  const fits = orders.filter((order) => texts.every((text) => partsOf(text, order) !== null));
  const named = fits.length > 0 && texts.every((text) => namedAsNumbers(text) !== null);
  if (fits.includes('ymd')) return { order: 'ymd', isSure: true, named };
  if (fits.length === 2) return { order: texts[0]!.includes('/') ? 'mdy' : 'dmy', isSure: false, named };
  return fits.length === 1 ? { order: fits[0]!, isSure: true, named } : null;
}
