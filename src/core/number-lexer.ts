/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const LARGEST = Number.MAX_SAFE_INTEGER;

const latin = new TextDecoder('latin1');

/**
 * The number that stands in `bytes[start..end)` as `-12`, `.5`, `3.` or `1e-3`, without blanks; NaN for anything else, also
 * for `nan`; infinite when it is too large. The result is the nearest double: a whole number below 2^53 times or over an
 * exact power of ten is rounded once (Clinger 1990); longer ones go through the engine's own parser.
 */
export function lexNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let negative = false;
  if (at < end) {
    const sign = bytes[at]!;
    if (sign === 45) {
      negative = true;
      at++;
    } else if (sign === 43) at++;
  }
  let mantissa = 0;
  let scale = 0;
  const whole = at;
  let digit = 0;
  for (; at < end; at++) {
    digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
  }
  let digits = at - whole;
  if (at < end && bytes[at] === 46) {
    const fraction = ++at;
    for (; at < end; at++) {
      digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    scale = fraction - at;
    digits += at - fraction;
  }
  if (digits === 0) return Number.NaN;
  if (at < end && (bytes[at]! | 32) === 101) {
    at++;
    let down = false;
    if (at < end && (bytes[at] === 45 || bytes[at] === 43)) down = bytes[at++] === 45;
    const first = at;
    let exponent = 0;
    for (; at < end; at++) {
      digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      exponent = exponent * 10 + digit;
    }
    if (at === first) return Number.NaN;
    scale += down ? -exponent : exponent;
  }
  if (at < end) return Number.NaN;
  if (mantissa <= LARGEST && scale >= -22 && scale <= 22) {
    const value = scale < 0 ? mantissa / TENS[-scale]! : mantissa * TENS[scale]!;
    return negative ? -value : value;
  }
  return Number(latin.decode(bytes.subarray(start, end)));
}
