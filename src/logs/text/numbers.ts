/** Numbers of more characters than this are none that a program prints. */
const LONGEST = 40;
const PLAIN = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** Double precision of Fortran. */
const FORTRAN = /^[-+]?(?:\d+\.?\d*|\.\d+)d[-+]?\d{2,3}$/i;
const THOUSANDS = /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const DECIMAL_COMMA = /^[-+]?\d+,\d+(e[-+]?\d+)?$/i;
const SPECIAL = /^([-+]?)(nan|inf|infinity|∞)(?:\(ind\))?$/i;
/** `tensor(2.4, device='cuda:0')`, `np.float64(2.4)`, `array(2.4, dtype=float32)`. */
const WRAPPED =
  /^(?:[A-Za-z_]\w*\.)*(?:tensor|array|Array|float16|float32|float64|float|int32|int64|int)\(\s*\[?([^(),\]]+)\]?\s*(?:,[^()]*)?\)$/;
const ZERO = 48;
const NINE = 57;

/** A number as programs write it, NaN and infinities of any spelling too; null for anything else. */
export function numberIn(text: string): number | null {
  const first = text.charCodeAt(0);
  if (first >= ZERO && first <= NINE && text.length <= LONGEST) {
    const quick = Number(text);
    if (!Number.isNaN(quick) && isPlain(text)) return quick;
  }
  const trimmed = text.trim().replace(/^[−–]/, '-');
  if (trimmed === '' || trimmed.length > LONGEST) return null;
  if (PLAIN.test(trimmed)) return Number(trimmed);
  if (FORTRAN.test(trimmed)) return Number(trimmed.replace(/d/i, 'e'));
  const special = SPECIAL.exec(trimmed);
  if (special === null) return null;
  if (/^nan$/i.test(special[2]!)) return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Without `0x10`, which `Number` would take. */
function isPlain(text: string): boolean {
  const second = text.charCodeAt(1);
  return Number.isNaN(second) || second <= NINE || second === 69 || second === 101;
}

/**
 * Which of the two a comma inside a number is, as far as the text has told: `1,000,000` and `1,234.5` have it between
 * thousands, `0,25` and `2,3432` before the decimals. `2,343` may be either: it is what the others were, decimals at first.
 */
export class CommaSense {
  #thousands = 0;
  #decimals = 0;

  /** The number in a cell or behind a name, with percent signs and wrappers of arrays taken off; null for anything else. */
  read(text: string): number | null {
    const plain = numberIn(text);
    if (plain !== null) {
      if (plain % 1 !== 0) this.#thousands += 0.01;
      return plain;
    }
    let cell = text.trim().replace(/^[−–]/, '-');
    if (cell.length > 2 && cell[0] === "'" && cell.endsWith("'")) cell = cell.slice(1, -1).trim();
    if (cell.endsWith('%')) cell = cell.slice(0, -1).trimEnd();
    if (cell === '' || cell.length > 120) return null;
    if (cell.endsWith(')')) {
      const inner = WRAPPED.exec(cell)?.[1];
      return inner === undefined ? null : numberIn(inner);
    }
    if (!cell.includes(',')) return numberIn(cell);
    const isThousands = THOUSANDS.test(cell);
    const isDecimal = DECIMAL_COMMA.test(cell);
    if (!isThousands && !isDecimal) return null;
    const sureDecimal = isDecimal && (!isThousands || /^[-+]?0/.test(cell));
    const sureThousands = isThousands && !isDecimal;
    if (sureDecimal) this.#decimals++;
    if (sureThousands) this.#thousands++;
    const asDecimal = sureDecimal || (!sureThousands && this.#decimals >= this.#thousands);
    return Number(asDecimal ? cell.replace(',', '.') : cell.replaceAll(',', ''));
  }
}

/** A date of ISO 8601 or a time of day with a date, in seconds since 1970; null for anything else. */
export function secondsOfDate(text: string): number | null {
  const match =
    /^\s*(\d{4})[-/](\d\d)[-/](\d\d)(?:[T _,](\d\d)[:-](\d\d)(?:[:-](\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[-+]\d\d:?\d\d)?)?\s*$/.exec(
      text,
    );
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', part = '0', zone] = match;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = zone === undefined || !/^[-+]/.test(zone) ? 0 : zoneSeconds(zone);
  const seconds = ms / 1000 + Number(`0.${part}`) - offset;
  return Number.isFinite(seconds) ? seconds : null;
}

function zoneSeconds(zone: string): number {
  const digits = zone.replace(':', '');
  const size = Number(digits.slice(1, 3)) * 3600 + Number(digits.slice(3, 5)) * 60;
  return zone.startsWith('-') ? -size : size;
}

/** `1:02:03` or `00:12` in seconds; null for anything else. */
export function secondsOfDuration(text: string): number | null {
  const match = /^\s*(?:(\d+):)?(\d{1,2}):(\d\d(?:\.\d+)?)\s*$/.exec(text);
  if (match === null) return null;
  return Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}
