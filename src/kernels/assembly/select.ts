// Reading and writing by index. Indices are 32-bit integers, checked by the caller.
import { addTo, copyRow } from './lib/rows';
import { bytes } from './lib/vector';

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

/// gx[index[i], :] += gy[i, :]
export function gatherRowsBackward<T>(index: usize, gy: usize, gx: usize, count: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < count; i++, gy += step) addTo<T>(gy, gx + (indexAt(index, i) as usize) * step, columns);
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

/// y[i, :] = sum (or mean) of table[token, :] over the tokens offsets[i] .. offsets[i + 1]
export function embeddingBagForward<T>(
  table: usize, tokens: usize, offsets: usize, y: usize, rows: i32, columns: i32, mean: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, y += step) {
    const from = indexAt(offsets, i);
    const to = indexAt(offsets, i + 1);
    memory.fill(y, 0, step);
    for (let t = from; t < to; t++) addTo<T>(table + (indexAt(tokens, t) as usize) * step, y, columns);
    if (mean && to > from + 1) {
      const count = (to - from) as T;
      for (let j: usize = 0; j < step; j += sizeof<T>()) store<T>(y + j, load<T>(y + j) / count);
    }
  }
}

/// gTable[token, :] += gy[i, :] (or its share) for each token of row i
export function embeddingBagBackward<T>(
  tokens: usize, offsets: usize, gy: usize, gTable: usize, rows: i32, columns: i32, mean: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, gy += step) {
    const from = indexAt(offsets, i);
    const to = indexAt(offsets, i + 1);
    const share = mean ? (1 as T) / ((to - from) as T) : (1 as T);
    for (let t = from; t < to; t++) {
      const row = gTable + (indexAt(tokens, t) as usize) * step;
      for (let j: usize = 0; j < step; j += sizeof<T>()) store<T>(row + j, load<T>(row + j) + load<T>(gy + j) * share);
    }
  }
}
