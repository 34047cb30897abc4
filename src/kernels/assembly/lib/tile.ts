// The innermost loops of matrix products: one tile of c = start + a b, kept in registers while k runs.
// Wide tiles are 5 rows by 2 vectors, thin ones 8 rows by 1 vector, flat ones 1 row by 8 vectors: larger tiles spill the 15
// vector registers that V8 gives, smaller ones wait for additions. `Rows` tiles step along the rows of a, `Columns` tiles
// down its columns (a is transposed). Rows beyond `rows` repeat the last one and are not written; neither are columns
// beyond `columns`.
//
// The order of the final stores, last row first, matters: the order in which V8's older compiler (Node 20) emits a loop
// follows from it. The other way round it loads everything first, runs out of registers and takes twice the time.
import { bytes, rest, splat, storePart, wholeBytes } from './vector';

/// What a tile of c without a start value starts from.
export const ZEROS: usize = memory.data(128, 16);
/// Where a tile goes that c has only part of.
const PART: usize = memory.data(192, 16);

// @ts-ignore: decorator
@inline
function multiplyAdd<T>(c: v128, a: v128, b: v128): v128 {
  return v128.add<T>(c, v128.mul<T>(a, b));
}

/// Where row i of several begins; the last one's place beyond them.
// @ts-ignore: decorator
@inline
function rowAt(first: usize, step: usize, i: i32, rows: i32): usize {
  return first + step * (min(i, rows - 1) as usize);
}

/// What sums are at least: 0 with relu, else -Infinity. A branch would cost registers.
// @ts-ignore: decorator
@inline
export function floorOf<T>(relu: i32): v128 {
  return splat<T>(relu ? 0 : -Infinity);
}

/// Copies the part of a tile that c has. Tiles do not write it themselves: a call or branches while the sums are in
/// registers make V8 keep them in memory throughout the loop.
function copyPart<T>(c: usize, cStep: usize, rows: i32, columns: i32, step: usize): void {
  const length = min<usize>(bytes<T>(columns), step);
  for (let i = 0, from = PART; i < rows; i++, from += step, c += cStep) {
    for (let j: usize = 0; j < length; j += sizeof<T>()) store<T>(c + j, load<T>(from + j));
  }
}

/// 5 rows by 2 vectors; row i of a begins at a + i * aStep, its k-th element stands k elements further.
export function wideRows<T>(
  a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStep: usize,
  k: i32, rows: i32, columns: i32, start: usize, startStep: usize, relu: i32,
): void {
  const start1 = rowAt(start, startStep, 1, rows);
  const start2 = rowAt(start, startStep, 2, rows);
  const start3 = rowAt(start, startStep, 3, rows);
  const start4 = rowAt(start, startStep, 4, rows);
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c10 = v128.load(start1);
  let c11 = v128.load(start1, 16);
  let c20 = v128.load(start2);
  let c21 = v128.load(start2, 16);
  let c30 = v128.load(start3);
  let c31 = v128.load(start3, 16);
  let c40 = v128.load(start4);
  let c41 = v128.load(start4, 16);
  let a1 = rowAt(a, aStep, 1, rows);
  let a2 = rowAt(a, aStep, 2, rows);
  let a3 = rowAt(a, aStep, 3, rows);
  let a4 = rowAt(a, aStep, 4, rows);
  for (const end = a + bytes<T>(k); a < end; ) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(c00, s, b0);
    c01 = multiplyAdd<T>(c01, s, b1);
    s = v128.load_splat<T>(a1);
    c10 = multiplyAdd<T>(c10, s, b0);
    c11 = multiplyAdd<T>(c11, s, b1);
    s = v128.load_splat<T>(a2);
    c20 = multiplyAdd<T>(c20, s, b0);
    c21 = multiplyAdd<T>(c21, s, b1);
    s = v128.load_splat<T>(a3);
    c30 = multiplyAdd<T>(c30, s, b0);
    c31 = multiplyAdd<T>(c31, s, b1);
    s = v128.load_splat<T>(a4);
    c40 = multiplyAdd<T>(c40, s, b0);
    c41 = multiplyAdd<T>(c41, s, b1);
    a += sizeof<T>();
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
    a4 += sizeof<T>();
    b += bStep;
  }
  const floor = floorOf<T>(relu);
  const part = rows < 5 || bytes<T>(columns) < 32;
  const to = part ? PART : c;
  const step: usize = part ? 32 : cStep;
  v128.store(to + 4 * step, v128.pmax<T>(c41, floor), 16);
  v128.store(to + 4 * step, v128.pmax<T>(c40, floor));
  v128.store(to + 3 * step, v128.pmax<T>(c31, floor), 16);
  v128.store(to + 3 * step, v128.pmax<T>(c30, floor));
  v128.store(to + 2 * step, v128.pmax<T>(c21, floor), 16);
  v128.store(to + 2 * step, v128.pmax<T>(c20, floor));
  v128.store(to + step, v128.pmax<T>(c11, floor), 16);
  v128.store(to + step, v128.pmax<T>(c10, floor));
  v128.store(to, v128.pmax<T>(c01, floor), 16);
  v128.store(to, v128.pmax<T>(c00, floor));
  if (part) copyPart<T>(c, cStep, rows, columns, 32);
}

/// 5 rows by 2 vectors; row i of the product is column i of a, whose k-th element stands at k * aStep.
export function wideColumns<T>(
  a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStep: usize,
  k: i32, rows: i32, columns: i32, start: usize, startStep: usize, relu: i32,
): void {
  const start1 = rowAt(start, startStep, 1, rows);
  const start2 = rowAt(start, startStep, 2, rows);
  const start3 = rowAt(start, startStep, 3, rows);
  const start4 = rowAt(start, startStep, 4, rows);
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c10 = v128.load(start1);
  let c11 = v128.load(start1, 16);
  let c20 = v128.load(start2);
  let c21 = v128.load(start2, 16);
  let c30 = v128.load(start3);
  let c31 = v128.load(start3, 16);
  let c40 = v128.load(start4);
  let c41 = v128.load(start4, 16);
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(c00, s, b0);
    c01 = multiplyAdd<T>(c01, s, b1);
    s = v128.load_splat<T>(a, sizeof<T>());
    c10 = multiplyAdd<T>(c10, s, b0);
    c11 = multiplyAdd<T>(c11, s, b1);
    s = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = multiplyAdd<T>(c20, s, b0);
    c21 = multiplyAdd<T>(c21, s, b1);
    s = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = multiplyAdd<T>(c30, s, b0);
    c31 = multiplyAdd<T>(c31, s, b1);
    s = v128.load_splat<T>(a, 4 * sizeof<T>());
    c40 = multiplyAdd<T>(c40, s, b0);
    c41 = multiplyAdd<T>(c41, s, b1);
    a += aStep;
    b += bStep;
  }
  const floor = floorOf<T>(relu);
  const part = rows < 5 || bytes<T>(columns) < 32;
  const to = part ? PART : c;
  const step: usize = part ? 32 : cStep;
  v128.store(to + 4 * step, v128.pmax<T>(c41, floor), 16);
  v128.store(to + 4 * step, v128.pmax<T>(c40, floor));
  v128.store(to + 3 * step, v128.pmax<T>(c31, floor), 16);
  v128.store(to + 3 * step, v128.pmax<T>(c30, floor));
  v128.store(to + 2 * step, v128.pmax<T>(c21, floor), 16);
  v128.store(to + 2 * step, v128.pmax<T>(c20, floor));
  v128.store(to + step, v128.pmax<T>(c11, floor), 16);
  v128.store(to + step, v128.pmax<T>(c10, floor));
  v128.store(to, v128.pmax<T>(c01, floor), 16);
  v128.store(to, v128.pmax<T>(c00, floor));
  if (part) copyPart<T>(c, cStep, rows, columns, 32);
}

/// 8 rows by 1 vector, otherwise as wideRows.
export function thinRows<T>(
  a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStep: usize,
  k: i32, rows: i32, columns: i32, start: usize, startStep: usize, relu: i32,
): void {
  let c0 = v128.load(start);
  let c1 = v128.load(rowAt(start, startStep, 1, rows));
  let c2 = v128.load(rowAt(start, startStep, 2, rows));
  let c3 = v128.load(rowAt(start, startStep, 3, rows));
  let c4 = v128.load(rowAt(start, startStep, 4, rows));
  let c5 = v128.load(rowAt(start, startStep, 5, rows));
  let c6 = v128.load(rowAt(start, startStep, 6, rows));
  let c7 = v128.load(rowAt(start, startStep, 7, rows));
  let a1 = rowAt(a, aStep, 1, rows);
  let a2 = rowAt(a, aStep, 2, rows);
  let a3 = rowAt(a, aStep, 3, rows);
  let a4 = rowAt(a, aStep, 4, rows);
  let a5 = rowAt(a, aStep, 5, rows);
  let a6 = rowAt(a, aStep, 6, rows);
  let a7 = rowAt(a, aStep, 7, rows);
  for (const end = a + bytes<T>(k); a < end; ) {
    const v = v128.load(b);
    c0 = multiplyAdd<T>(c0, v128.load_splat<T>(a), v);
    c1 = multiplyAdd<T>(c1, v128.load_splat<T>(a1), v);
    c2 = multiplyAdd<T>(c2, v128.load_splat<T>(a2), v);
    c3 = multiplyAdd<T>(c3, v128.load_splat<T>(a3), v);
    c4 = multiplyAdd<T>(c4, v128.load_splat<T>(a4), v);
    c5 = multiplyAdd<T>(c5, v128.load_splat<T>(a5), v);
    c6 = multiplyAdd<T>(c6, v128.load_splat<T>(a6), v);
    c7 = multiplyAdd<T>(c7, v128.load_splat<T>(a7), v);
    a += sizeof<T>();
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
    a4 += sizeof<T>();
    a5 += sizeof<T>();
    a6 += sizeof<T>();
    a7 += sizeof<T>();
    b += bStep;
  }
  const floor = floorOf<T>(relu);
  const part = rows < 8 || bytes<T>(columns) < 16;
  const to = part ? PART : c;
  const step: usize = part ? 16 : cStep;
  v128.store(to + 7 * step, v128.pmax<T>(c7, floor));
  v128.store(to + 6 * step, v128.pmax<T>(c6, floor));
  v128.store(to + 5 * step, v128.pmax<T>(c5, floor));
  v128.store(to + 4 * step, v128.pmax<T>(c4, floor));
  v128.store(to + 3 * step, v128.pmax<T>(c3, floor));
  v128.store(to + 2 * step, v128.pmax<T>(c2, floor));
  v128.store(to + step, v128.pmax<T>(c1, floor));
  v128.store(to, v128.pmax<T>(c0, floor));
  if (part) copyPart<T>(c, cStep, rows, columns, 16);
}

/// 8 rows by 1 vector, otherwise as wideColumns.
export function thinColumns<T>(
  a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStep: usize,
  k: i32, rows: i32, columns: i32, start: usize, startStep: usize, relu: i32,
): void {
  let c0 = v128.load(start);
  let c1 = v128.load(rowAt(start, startStep, 1, rows));
  let c2 = v128.load(rowAt(start, startStep, 2, rows));
  let c3 = v128.load(rowAt(start, startStep, 3, rows));
  let c4 = v128.load(rowAt(start, startStep, 4, rows));
  let c5 = v128.load(rowAt(start, startStep, 5, rows));
  let c6 = v128.load(rowAt(start, startStep, 6, rows));
  let c7 = v128.load(rowAt(start, startStep, 7, rows));
  for (let p = 0; p < k; p++) {
    const v = v128.load(b);
    c0 = multiplyAdd<T>(c0, v128.load_splat<T>(a), v);
    c1 = multiplyAdd<T>(c1, v128.load_splat<T>(a, sizeof<T>()), v);
    c2 = multiplyAdd<T>(c2, v128.load_splat<T>(a, 2 * sizeof<T>()), v);
    c3 = multiplyAdd<T>(c3, v128.load_splat<T>(a, 3 * sizeof<T>()), v);
    c4 = multiplyAdd<T>(c4, v128.load_splat<T>(a, 4 * sizeof<T>()), v);
    c5 = multiplyAdd<T>(c5, v128.load_splat<T>(a, 5 * sizeof<T>()), v);
    c6 = multiplyAdd<T>(c6, v128.load_splat<T>(a, 6 * sizeof<T>()), v);
    c7 = multiplyAdd<T>(c7, v128.load_splat<T>(a, 7 * sizeof<T>()), v);
    a += aStep;
    b += bStep;
  }
  const floor = floorOf<T>(relu);
  const part = rows < 8 || bytes<T>(columns) < 16;
  const to = part ? PART : c;
  const step: usize = part ? 16 : cStep;
  v128.store(to + 7 * step, v128.pmax<T>(c7, floor));
  v128.store(to + 6 * step, v128.pmax<T>(c6, floor));
  v128.store(to + 5 * step, v128.pmax<T>(c5, floor));
  v128.store(to + 4 * step, v128.pmax<T>(c4, floor));
  v128.store(to + 3 * step, v128.pmax<T>(c3, floor));
  v128.store(to + 2 * step, v128.pmax<T>(c2, floor));
  v128.store(to + step, v128.pmax<T>(c1, floor));
  v128.store(to, v128.pmax<T>(c0, floor));
  if (part) copyPart<T>(c, cStep, rows, columns, 16);
}

/// `vectors` (1, 2, 4 or 8) vectors of one row.
// @ts-ignore: decorator
@inline
function flatTile<T>(
  a: usize, aEnd: usize, b: usize, bStep: usize, c: usize, start: usize, startMove: usize, floor: v128, vectors: i32,
  left: i32,
): void {
  let c0 = v128.load(start);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  if (vectors > 1) c1 = v128.load(start + startMove);
  if (vectors > 2) {
    c2 = v128.load(start + 2 * startMove);
    c3 = v128.load(start + 3 * startMove);
  }
  if (vectors > 4) {
    c4 = v128.load(start + 4 * startMove);
    c5 = v128.load(start + 5 * startMove);
    c6 = v128.load(start + 6 * startMove);
    c7 = v128.load(start + 7 * startMove);
  }
  for (; a < aEnd; a += sizeof<T>(), b += bStep) {
    const s = v128.load_splat<T>(a);
    c0 = multiplyAdd<T>(c0, s, v128.load(b));
    if (vectors > 1) c1 = multiplyAdd<T>(c1, s, v128.load(b, 16));
    if (vectors > 2) {
      c2 = multiplyAdd<T>(c2, s, v128.load(b, 32));
      c3 = multiplyAdd<T>(c3, s, v128.load(b, 48));
    }
    if (vectors > 4) {
      c4 = multiplyAdd<T>(c4, s, v128.load(b, 64));
      c5 = multiplyAdd<T>(c5, s, v128.load(b, 80));
      c6 = multiplyAdd<T>(c6, s, v128.load(b, 96));
      c7 = multiplyAdd<T>(c7, s, v128.load(b, 112));
    }
  }
  if (vectors > 4) {
    v128.store(c, v128.pmax<T>(c7, floor), 112);
    v128.store(c, v128.pmax<T>(c6, floor), 96);
    v128.store(c, v128.pmax<T>(c5, floor), 80);
    v128.store(c, v128.pmax<T>(c4, floor), 64);
  }
  if (vectors > 2) {
    v128.store(c, v128.pmax<T>(c3, floor), 48);
    v128.store(c, v128.pmax<T>(c2, floor), 32);
  }
  if (vectors > 1) v128.store(c, v128.pmax<T>(c1, floor), 16);
  if (left) storePart<T>(c, v128.pmax<T>(c0, floor), left);
  else v128.store(c, v128.pmax<T>(c0, floor));
}

/// One row: c[n] = start + a[k] b[k, n]; start 0 is none.
export function flatRow<T>(a: usize, b: usize, c: usize, k: i32, n: i32, start: usize, relu: i32): void {
  const move: usize = start == 0 ? 0 : 16;
  if (start == 0) start = ZEROS;
  const step = bytes<T>(n);
  const end = a + bytes<T>(k);
  const floor = floorOf<T>(relu);
  const whole = wholeBytes<T>(n);
  let j: usize = 0;
  for (; j + 128 <= whole; j += 128, start += 8 * move) flatTile<T>(a, end, b + j, step, c + j, start, move, floor, 8, 0);
  if (j + 64 <= whole) {
    flatTile<T>(a, end, b + j, step, c + j, start, move, floor, 4, 0);
    j += 64;
    start += 4 * move;
  }
  if (j + 32 <= whole) {
    flatTile<T>(a, end, b + j, step, c + j, start, move, floor, 2, 0);
    j += 32;
    start += 2 * move;
  }
  if (j < whole) {
    flatTile<T>(a, end, b + j, step, c + j, start, move, floor, 1, 0);
    j += 16;
    start += move;
  }
  const left = rest<T>(n);
  if (left) flatTile<T>(a, end, b + j, step, c + j, start, move, floor, 1, left);
}
