// Reading and writing by index. Indices are 32-bit integers, checked by the caller.
import { clearLines, LINE, mark } from './lib/lines';
import { addTo, copyRow } from './lib/rows';
import { bytes, rest, splat, storePart, wholeBytes } from './lib/vector';

// @ts-ignore: decorator
@inline
function indexAt(index: usize, i: i32): i32 {
  return load<i32>(index + ((i as usize) << 2));
}

/// Number of the first index outside 0 .. limit-1, or -1.
export function firstOutside<T>(index: usize, n: i32, limit: i32): i32 {
  for (let i = 0; i < n; i++) if ((indexAt(index, i) as u32) >= (limit as u32)) return i;
  return -1;
}

/// y = x
export function copy<T>(x: usize, y: usize, n: i32): void {
  copyRow<T>(x, y, n);
}

/// x = 0
export function zero<T>(x: usize, n: i32): void {
  memory.fill(x, 0, bytes<T>(n));
}

/// x = 0 where lines (see lib/lines.ts) say that it may be anything else
export function zeroLines<T>(x: usize, n: i32, lines: usize): void {
  clearLines<T>(x, n, lines);
}

/// Says of all n elements that a step writes them: always or once.
export function markLines<T>(lines: usize, n: i32, always: i32): void {
  memory.fill(lines, always ? 2 : 1, (bytes<T>(n) + LINE - 1) / LINE);
}

/// x = value
export function fill<T>(x: usize, n: i32, value: T): void {
  for (const end = x + bytes<T>(n); x < end; x += sizeof<T>()) store<T>(x, value);
}

/// y[i] = x[i, index[i]]
export function gatherColumnsForward<T>(x: usize, index: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += sizeof<T>()) store<T>(y, load<T>(x + bytes<T>(indexAt(index, i))));
}

/// gx[i, index[i]] += gy[i]
export function gatherColumnsBackward<T>(index: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, gx += step, gy += sizeof<T>()) {
    const to = gx + bytes<T>(indexAt(index, i));
    store<T>(to, load<T>(to) + load<T>(gy));
  }
}

/// y[i, :] = x[index[i], :]
export function gatherRowsForward<T>(x: usize, index: usize, y: usize, count: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < count; i++, y += step) copyRow<T>(x + (indexAt(index, i) as usize) * step, y, columns);
}

/// gx[index[i], :] += gy[i, :]; lines (see lib/lines.ts) 0 is none
export function gatherRowsBackward<T>(
  index: usize, gy: usize, gx: usize, count: i32, columns: i32, lines: usize,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < count; i++, gy += step) {
    const offset = (indexAt(index, i) as usize) * step;
    addTo<T>(gy, gx + offset, columns);
    if (lines) mark(lines, offset, step);
  }
}

/// y = x, but value at [i, index[i]]
export function fillAtForward<T>(x: usize, index: usize, y: usize, rows: i32, columns: i32, value: T): void {
  copyRow<T>(x, y, rows * columns);
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, y += step) store<T>(y + bytes<T>(indexAt(index, i)), value);
}

/// gx += gy, but nothing at [i, index[i]]
export function fillAtBackward<T>(index: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, gx += step, gy += step) {
    const spared = gx + bytes<T>(indexAt(index, i));
    const before = load<T>(spared);
    addTo<T>(gy, gx, columns);
    store<T>(spared, before);
  }
}

/// y = value where mask is not 0, else x
export function fillWhereForward<T>(x: usize, mask: usize, y: usize, n: i32, value: T): void {
  for (const end = x + bytes<T>(n); x < end; x += sizeof<T>(), y += sizeof<T>(), mask += sizeof<T>()) {
    store<T>(y, load<T>(mask) != (0 as T) ? value : load<T>(x));
  }
}

/// y[j, i] (+)= x[i, j]
export function transpose<T>(x: usize, y: usize, rows: i32, columns: i32, add: i32): void {
  const step = bytes<T>(rows);
  for (let i = 0; i < rows; i++) {
    let to = y + bytes<T>(i);
    for (let j = 0; j < columns; j++, x += sizeof<T>(), to += step) {
      store<T>(to, add ? load<T>(to) + load<T>(x) : load<T>(x));
    }
  }
}

/// `vectors` (1 or 4) vectors of a bag: y = the sum of the rows of its tokens, divided by `count`; of one, `left` elements.
// @ts-ignore: decorator
@inline
function bagColumns<T>(
  table: usize, step: usize, tokens: usize, from: i32, to: i32, count: v128, y: usize, vectors: i32, left: i32,
): void {
  let s0 = splat<T>(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let t = from; t < to; t++) {
    const row = table + (indexAt(tokens, t) as usize) * step;
    s0 = v128.add<T>(s0, v128.load(row));
    if (vectors == 4) {
      s1 = v128.add<T>(s1, v128.load(row, 16));
      s2 = v128.add<T>(s2, v128.load(row, 32));
      s3 = v128.add<T>(s3, v128.load(row, 48));
    }
  }
  if (left) {
    storePart<T>(y, v128.div<T>(s0, count), left);
    return;
  }
  v128.store(y, v128.div<T>(s0, count));
  if (vectors == 4) {
    v128.store(y, v128.div<T>(s1, count), 16);
    v128.store(y, v128.div<T>(s2, count), 32);
    v128.store(y, v128.div<T>(s3, count), 48);
  }
}

/// y[i, :] = sum (or mean) of table[token, :] over the tokens offsets[i] .. offsets[i + 1]
export function embeddingBagForward<T>(
  table: usize, tokens: usize, offsets: usize, y: usize, rows: i32, columns: i32, mean: i32,
): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  for (let i = 0; i < rows; i++, y += step) {
    const from = indexAt(offsets, i);
    const to = indexAt(offsets, i + 1);
    const count = v128.splat<T>(mean && to > from + 1 ? ((to - from) as T) : (1 as T));
    let j: usize = 0;
    for (; j + 64 <= whole; j += 64) bagColumns<T>(table + j, step, tokens, from, to, count, y + j, 4, 0);
    for (; j < whole; j += 16) bagColumns<T>(table + j, step, tokens, from, to, count, y + j, 1, 0);
    if (left) bagColumns<T>(table + j, step, tokens, from, to, count, y + j, 1, left);
  }
}

/// gTable[token, :] += gy[i, :] (or its share) for each token of row i; lines (see lib/lines.ts) 0 is none
export function embeddingBagBackward<T>(
  tokens: usize, offsets: usize, gy: usize, gTable: usize, rows: i32, columns: i32, mean: i32, lines: usize,
): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  for (let i = 0; i < rows; i++, gy += step) {
    const from = indexAt(offsets, i);
    const to = indexAt(offsets, i + 1);
    const share = v128.splat<T>(mean ? (1 as T) / ((to - from) as T) : (1 as T));
    for (let t = from; t < to; t++) {
      const offset = (indexAt(tokens, t) as usize) * step;
      if (lines) mark(lines, offset, step);
      const row = gTable + offset;
      let j: usize = 0;
      for (; j < whole; j += 16) {
        v128.store(row + j, v128.add<T>(v128.load(row + j), v128.mul<T>(v128.load(gy + j), share)));
      }
      if (left) storePart<T>(row + j, v128.add<T>(v128.load(row + j), v128.mul<T>(v128.load(gy + j), share)), left);
    }
  }
}

/// y[i, :] = the `columns` bits of row index[i], each 0 or 1; a row of bits takes whole 32-bit words, lowest bit first
export function unpackRows<T>(bits: usize, index: usize, y: usize, count: i32, columns: i32): void {
  const step = (((columns + 31) >> 5) as usize) << 2;
  const one = splat<T>(1);
  for (let i = 0; i < count; i++) {
    const row = bits + (indexAt(index, i) as usize) * step;
    let j = 0;
    if (sizeof<T>() == 4) {
      const low = i32x4(1, 2, 4, 8);
      const high = i32x4(16, 32, 64, 128);
      const zero = i32x4.splat(0);
      for (; j + 8 <= columns; j += 8, y += 32) {
        const byte = i32x4.splat(load<u8>(row + ((j >> 3) as usize)) as i32);
        v128.store(y, v128.and(one, v128.ne<i32>(v128.and(byte, low), zero)));
        v128.store(y, v128.and(one, v128.ne<i32>(v128.and(byte, high), zero)), 16);
      }
    }
    for (; j < columns; j++, y += sizeof<T>()) {
      store<T>(y, ((load<u8>(row + ((j >> 3) as usize)) >> ((j & 7) as u8)) & 1) as T);
    }
  }
}

/// `columns` elements of each row, whose rows begin xStep elements apart, to (or added to) rows that begin yStep apart
export function copyColumns<T>(x: usize, xStep: i32, y: usize, yStep: i32, rows: i32, columns: i32, add: i32): void {
  for (let i = 0; i < rows; i++, x += bytes<T>(xStep), y += bytes<T>(yStep)) {
    if (add) addTo<T>(x, y, columns);
    else copyRow<T>(x, y, columns);
  }
}
