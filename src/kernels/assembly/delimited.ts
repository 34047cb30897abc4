// Delimited text: cuts bytes into rows of fields and reads the numbers among them, each byte looked at about once.

const NEWLINE: u32 = 10;
const RETURN: u32 = 13;
const BLANK: u32 = 32;
const QUOTE: u32 = 34;
const POINT: u32 = 46;
/** Digits that surely fit into 64 bits. */
const MOST_DIGITS: i32 = 19;
const EXACT: u64 = 9007199254740992;
/** Powers of ten of the table, from 10^-POWERS to 10^POWERS: twice 64 bits of each. */
const POWERS: i32 = 64;

// @ts-ignore: decorator
@inline
function highOfProduct(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const middle = ah * bl + ((al * bl) >> 32);
  const other = al * bh + (middle & 0xffffffff);
  return ah * bh + (middle >> 32) + (other >> 32);
}

/** The double nearest to w * 10^q (Lemire 2021, Number parsing at a gigabyte per second); NaN where that cannot be told. */
function nearest(w: u64, q: i32, powers: usize): f64 {
  if (w == 0) return 0;
  if (q < -POWERS || q > POWERS) return NaN;
  const zeros = clz(w) as i32;
  const digits = w << (zeros as u64);
  const at = powers + (((q + POWERS) as usize) << 4);
  const power = load<u64>(at);
  let low = digits * power;
  let high = highOfProduct(digits, power);
  if ((high & 0x1ff) == 0x1ff) {
    const more = highOfProduct(digits, load<u64>(at, 8));
    low += more;
    if (more > low) high++;
  }
  if (low == 0xffffffffffffffff && (q < -27 || q > 55)) return NaN;
  const upper = high >> 63;
  let mantissa = high >> (upper + 9);
  let exponent = (((217706 * q) >> 16) + 63 + (upper as i32) - zeros + 1023) as i32;
  if (exponent <= 0) return NaN;
  if (low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << (upper + 9) == high) mantissa &= ~1;
  mantissa += mantissa & 1;
  mantissa >>= 1;
  if (mantissa >= 9007199254740992) {
    mantissa = 4503599627370496;
    exponent++;
  }
  if (exponent >= 2047) return NaN;
  return reinterpret<f64>((mantissa & 4503599627370495) | ((exponent as u64) << 52));
}

/** Whole numbers up to 2^53 over a power of ten that a double holds exactly are rounded once (Clinger 1990). */
const EXACT_POWERS: i32 = 22;

/** Whether 8 bytes are all digits. */
// @ts-ignore: decorator
@inline
function areDigits(bytes: u64): bool {
  return ((bytes & 0xf0f0f0f0f0f0f0f0) | (((bytes + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) == 0x3333333333333333;
}

/** The number that 8 digits are, the first in the lowest byte. */
// @ts-ignore: decorator
@inline
function ofDigits(bytes: u64): u64 {
  const pairs = ((bytes & 0x0f0f0f0f0f0f0f0f) * 2561) >> 8;
  const fours = ((pairs & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((fours & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/// Cuts the bytes from `from` to `to` of `text` into rows of `width` fields, at most `most` of them; behind `to` there must be room
/// for 8 bytes. Returns how many rows; at `cut` stands where the next one begins. It ends before a row that is not complete, is blank or has another
/// number of fields, a field of more than `longest` bytes, or a quote that is more than one at either end.
/// Of each field come its places, its form (1 in quotes), whether it is a number with a point, and the number, NaN for anything else
/// and for one that must be read in another way; numbers and points stand by column, `most` rows each. `powers`: 128 bits of each power of
/// ten from 10^-64 to 10^64, the higher 64 first; behind them the doubles from 10^0 to 10^22.
export function cutRows(text: usize, from: i32, to: i32, separator: i32, width: i32, most: i32, longest: i32, starts: usize, ends: usize, forms: usize, points: usize, values: usize, powers: usize, cut: usize): i32 {
  const end = text + (to as usize);
  const sep = separator as u32;
  const exact = powers + 16 * (2 * POWERS + 1);
  const beyond = load<u8>(end);
  store<u8>(end, NEWLINE as u8);
  let rows = 0;
  let at = text + (from as usize);
  let field: usize = 0;
  while (rows < most) {
    let p = at;
    let whole = true;
    let first = <u32>load<u8>(p);
    if (first == NEWLINE || first == RETURN) break;
    for (let column = 0; column < width; column++, field++) {
      let start = p;
      let stop: usize = 0;
      let form = 0;
      let byte = <u32>load<u8>(p);
      if (byte == QUOTE) {
        form = 1;
        start = ++p;
        for (;;) {
          byte = <u32>load<u8>(p);
          if (byte == QUOTE || byte == NEWLINE || byte == RETURN) break;
          p++;
        }
        if (byte != QUOTE) {
          whole = false;
          break;
        }
      }
      // A number: blanks, a sign, digits, a point, digits, an exponent, blanks.
      let value: f64 = NaN;
      let point = 0;
      p = start;
      byte = <u32>load<u8>(p);
      while (byte <= BLANK && byte != sep && byte != NEWLINE && byte != RETURN) byte = <u32>load<u8>(++p);
      let negative = false;
      if (byte == 45) {
        negative = true;
        byte = <u32>load<u8>(++p);
      } else if (byte == 43) byte = <u32>load<u8>(++p);
      let mantissa: u64 = 0;
      let q = 0;
      const begun = p;
      let digit = byte - 48;
      while (digit < 10) {
        mantissa = mantissa * 10 + digit;
        digit = <u32>load<u8>(++p) - 48;
      }
      let digits = (p - begun) as i32;
      if (digit + 48 == POINT) {
        point = 1;
        const fraction = ++p;
        let many = load<u64>(p);
        while (areDigits(many)) {
          mantissa = mantissa * 100000000 + ofDigits(many);
          p += 8;
          many = load<u64>(p);
        }
        digit = <u32>load<u8>(p) - 48;
        while (digit < 10) {
          mantissa = mantissa * 10 + digit;
          digit = <u32>load<u8>(++p) - 48;
        }
        q = -((p - fraction) as i32);
        digits -= q;
      }
      byte = digit + 48;
      let sound = digits > 0 && digits <= MOST_DIGITS;
      if (sound && (byte | 32) == 101) {
        byte = <u32>load<u8>(++p);
        let down = false;
        if (byte == 45 || byte == 43) {
          down = byte == 45;
          byte = <u32>load<u8>(++p);
        }
        let exponent = 0;
        const told = p;
        digit = byte - 48;
        while (digit < 10) {
          if (exponent < 10000) exponent = exponent * 10 + (digit as i32);
          digit = <u32>load<u8>(++p) - 48;
        }
        byte = digit + 48;
        if (p == told) sound = false;
        q += down ? -exponent : exponent;
      }
      while (byte <= BLANK && byte != sep && byte != NEWLINE && byte != RETURN) byte = <u32>load<u8>(++p);
      if (form == 1) {
        if (byte != QUOTE) {
          sound = false;
          while (byte != QUOTE) byte = <u32>load<u8>(++p);
        }
        stop = p++;
        byte = <u32>load<u8>(p);
      } else {
        if (byte != sep && byte != NEWLINE && byte != RETURN) {
          sound = false;
          do {
            byte = <u32>load<u8>(++p);
          } while (byte != sep && byte != NEWLINE && byte != RETURN);
        }
        stop = p;
      }
      if (sound) {
        if (mantissa <= EXACT && q <= 0 && q >= -EXACT_POWERS) value = (mantissa as f64) / load<f64>(exact - ((q as isize) << 3));
        else value = nearest(mantissa, q, powers);
        if (negative) value = -value;
      }
      // The field ends where it should: at a separator, the last one at the end of the line.
      const isLast = column == width - 1;
      if (p > end || ((stop - start) as i32) > longest || (byte == sep) == isLast) {
        whole = false;
        break;
      }
      if (isLast) {
        if (byte == RETURN && p < end) byte = <u32>load<u8>(++p);
        if (byte != NEWLINE || p >= end) {
          whole = false;
          break;
        }
      } else if (byte != sep) {
        whole = false;
        break;
      }
      p++;
      store<i32>(starts + (field << 2), (start - text) as i32);
      store<i32>(ends + (field << 2), (stop - text) as i32);
      store<u8>(forms + field, form as u8);
      const place = (column as usize) * (most as usize) + (rows as usize);
      store<u8>(points + place, point as u8);
      store<f64>(values + (place << 3), value);
    }
    if (!whole) break;
    rows++;
    field = (rows as usize) * (width as usize);
    at = p;
  }
  store<u8>(end, beyond);
  store<i32>(cut, (at - text) as i32);
  return rows;
}

/// Of `rows` numbers of a column: how many there are, how many of these have a point, and at `largest` the size of the largest.
export function tallyColumn(values: usize, points: usize, rows: i32, largest: usize, pointed: usize): i32 {
  let most: f64 = 0;
  let numbers = 0;
  let dots = 0;
  for (let i = 0; i < rows; i++) {
    const value = load<f64>(values + ((i as usize) << 3));
    if (!(value - value == 0)) continue;
    numbers++;
    dots += load<u8>(points + (i as usize)) as i32;
    most = max(most, abs(value));
  }
  store<f64>(largest, most);
  store<i32>(pointed, dots);
  return numbers;
}
