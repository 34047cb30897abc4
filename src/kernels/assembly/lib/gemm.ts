// Matrix products by tiles. Large operands are first copied, block by block, into the order in which tiles read them:
// columns that lie a power of two apart would else push each other out of the cache.
import { matrixVector, outerProduct, shortProduct } from './slim';
import { flatRow, thinColumns, thinRows, wideColumns, wideRows, ZEROS } from './tile';
import { bytes } from './vector';

const WIDE_ROWS: i32 = 5;
const THIN_ROWS: i32 = 8;
/// Bytes of a wide tile's row.
const WIDE: usize = 32;
/// Bytes along k of one block: what a tile reads of a (5 rows) and of b (8 KB) stays in the first-level cache.
const BLOCK_K: i32 = 1024;
/// Columns of one block of b: 256 KB at most, in the second-level cache.
const BLOCK_COLUMNS: i32 = 256;
/// Operands up to this size are read in place.
const SMALL: usize = 24 * 1024;
/// Bytes of scratch memory: a block of b and a strip of a.
const B_BYTES: usize = (BLOCK_K * BLOCK_COLUMNS) as usize;
const A_BYTES: usize = (BLOCK_K * WIDE_ROWS) as usize;
export const SCRATCH_BYTES: usize = B_BYTES + A_BYTES + 1024;

/// How an operand lies in memory.
export const PLAIN: i32 = 0;
export const TRANSPOSED: i32 = 1;

// @ts-ignore: decorator
@inline
function scratch(): usize {
  return (__heap_base + 63) & ~(63 as usize);
}

// @ts-ignore: decorator
@inline
function rowsOf(count: i32, step: usize): usize {
  return (count as usize) * step;
}

/// Copies columns of b[k, n] into panels: k rows of `WIDE` bytes each, the last panel too.
function packPlain<T>(b: usize, bStep: usize, to: usize, k: i32, width: usize): void {
  for (let j: usize = 0; j < width; j += WIDE) {
    for (let p = 0, from = b + j; p < k; p++, from += bStep, to += WIDE) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
  }
}

/// The same from the transpose, b[n, k].
function packTransposed<T>(b: usize, bStep: usize, to: usize, k: i32, n: i32): void {
  const lanes = (WIDE / sizeof<T>()) as i32;
  for (let j = 0; j < n; j += lanes, to += (k as usize) * WIDE) {
    const from = b + (j as usize) * bStep;
    const count = min(lanes, n - j);
    let done = 0;
    if (sizeof<T>() == 4) {
      const whole = k & ~3;
      for (; done + 4 <= count; done += 4) turn(from + (done as usize) * bStep, bStep, to + bytes<T>(done), whole);
      if (whole < k) {
        packScalars<T>(from + bytes<T>(whole), bStep, to + (whole as usize) * WIDE, k - whole, done);
      }
    }
    packScalars<T>(from + (done as usize) * bStep, bStep, to + bytes<T>(done), k, count - done);
  }
}

function packScalars<T>(b: usize, bStep: usize, to: usize, k: i32, count: i32): void {
  for (let i = 0; i < count; i++, b += bStep, to += sizeof<T>()) {
    for (let p = 0, from = b, into = to; p < k; p++, from += sizeof<T>(), into += WIDE) store<T>(into, load<T>(from));
  }
}

/// 4 rows of k numbers (f32, k divides by 4) become k rows of 4, `WIDE` bytes apart: 4 by 4 at a time.
function turn(b: usize, bStep: usize, to: usize, k: i32): void {
  for (let p = 0; p < k; p += 4, b += 16, to += 4 * WIDE) {
    const r0 = v128.load(b);
    const r1 = v128.load(b + bStep);
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const r2 = v128.load(b + 2 * bStep);
    const r3 = v128.load(b + 3 * bStep);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
    v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), WIDE);
    v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 2 * WIDE);
    v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 3 * WIDE);
  }
}

/// Copies 5 columns of a[k, m] next to each other.
function packStrip<T>(a: usize, aStep: usize, to: usize, k: i32): void {
  for (let p = 0; p < k; p++, a += aStep, to += rowsOf(WIDE_ROWS, sizeof<T>())) {
    v128.store(to, v128.load(a));
    if (sizeof<T>() == 8) v128.store(to, v128.load(a, 16), 16);
    store<T>(to, load<T>(a, 4 * sizeof<T>()), 4 * sizeof<T>());
  }
}

// Each tile function below is called from two places on purpose: the optimiser would move one with a single caller into
// it, where too few registers are left for the sums.

/// The wide part of a block: m rows, `panels` full panels of b and `over` more columns.
function wideBlock<T>(
  a: usize, aStep: usize, aForm: i32, b: usize, bStep: usize, panelStep: usize, c: usize, cStep: usize,
  m: i32, panels: i32, over: i32, k: i32, start: usize, startStep: usize, startMove: usize, relu: i32,
): void {
  const full = (WIDE / sizeof<T>()) as i32;
  const packA = aForm == TRANSPOSED && panels > 1 && (k as usize) * aStep > SMALL && bytes<T>(k) <= (BLOCK_K as usize);
  const strip = scratch() + B_BYTES;
  const rowStep = aForm == PLAIN ? aStep : sizeof<T>();
  const step = packA ? rowsOf(WIDE_ROWS, sizeof<T>()) : aStep;
  for (let i = 0; i < m; i += WIDE_ROWS) {
    const rows = min(WIDE_ROWS, m - i);
    if (packA) packStrip<T>(a, aStep, strip, k);
    const from = packA ? strip : a;
    let panel = b;
    let to = c;
    let first = start;
    for (let j = 0; j < panels; j++, panel += panelStep, to += WIDE, first += 2 * startMove) {
      if (aForm == PLAIN) wideRows<T>(from, step, panel, bStep, to, cStep, k, rows, full, first, startStep, relu);
      else wideColumns<T>(from, step, panel, bStep, to, cStep, k, rows, full, first, startStep, relu);
    }
    if (over > 0) {
      if (aForm == PLAIN) wideRows<T>(from, step, panel, bStep, to, cStep, k, rows, over, first, startStep, relu);
      else wideColumns<T>(from, step, panel, bStep, to, cStep, k, rows, over, first, startStep, relu);
    }
    a += rowsOf(WIDE_ROWS, rowStep);
    c += rowsOf(WIDE_ROWS, cStep);
    start += rowsOf(WIDE_ROWS, startStep);
  }
}

/// The thin part of a block: m rows of up to one vector.
function thinBlock<T>(
  a: usize, aStep: usize, aForm: i32, b: usize, bStep: usize, c: usize, cStep: usize,
  m: i32, columns: i32, k: i32, start: usize, startStep: usize, relu: i32,
): void {
  const rowStep = aForm == PLAIN ? aStep : sizeof<T>();
  let left = m;
  for (; left >= THIN_ROWS; left -= THIN_ROWS) {
    if (aForm == PLAIN) thinRows<T>(a, aStep, b, bStep, c, cStep, k, THIN_ROWS, columns, start, startStep, relu);
    else thinColumns<T>(a, aStep, b, bStep, c, cStep, k, THIN_ROWS, columns, start, startStep, relu);
    a += rowsOf(THIN_ROWS, rowStep);
    c += rowsOf(THIN_ROWS, cStep);
    start += rowsOf(THIN_ROWS, startStep);
  }
  if (left == 0) return;
  if (aForm == PLAIN) thinRows<T>(a, aStep, b, bStep, c, cStep, k, left, columns, start, startStep, relu);
  else thinColumns<T>(a, aStep, b, bStep, c, cStep, k, left, columns, start, startStep, relu);
}

/// One block: c[m, n] = start + a b, with b in panels `panelStep` apart whose rows are `bStep` apart. Row i of start
/// begins `startStep` later than row i - 1; `startMove` is how far start moves along a row with each vector.
function block<T>(
  a: usize, aStep: usize, aForm: i32, b: usize, bStep: usize, panelStep: usize, c: usize, cStep: usize,
  m: i32, n: i32, k: i32, start: usize, startStep: usize, startMove: usize, relu: i32,
): void {
  const width = bytes<T>(n);
  const panels = (width / WIDE) as i32;
  const rest = width % WIDE;
  const over = (rest / sizeof<T>()) as i32;
  const thin = rest != 0 && rest <= 16;
  if (panels > 0 || !thin) {
    const more = thin ? 0 : over;
    wideBlock<T>(
      a, aStep, aForm, b, bStep, panelStep, c, cStep, m, panels, more, k, start, startStep, startMove, relu,
    );
  }
  if (!thin) return;
  const panel = b + (panels as usize) * panelStep;
  const to = c + (panels as usize) * WIDE;
  const first = start + ((2 * panels) as usize) * startMove;
  thinBlock<T>(a, aStep, aForm, panel, bStep, to, cStep, m, over, k, first, startStep, relu);
}

/// c[m, n] = start + a b. `start` is 0 (none) or rows `startStep` bytes apart (0 repeats one row, such as a bias).
/// Vectors among the operands have loops of their own.
export function multiply<T>(
  a: usize, aForm: i32, b: usize, bForm: i32, c: usize, m: i32, n: i32, k: i32,
  start: usize, startStep: usize, relu: i32,
): void {
  // A row and a column lie in memory alike, so a vector has no form.
  if (m == 1 && bForm == PLAIN) {
    flatRow<T>(a, b, c, k, n, start, relu);
    return;
  }
  if (n == 1 && aForm == TRANSPOSED && (start == 0 || start == c)) {
    flatRow<T>(b, a, c, k, m, start, relu);
    return;
  }
  let first = start;
  let firstStep = startStep;
  let move: usize = 16;
  if (start == 0) {
    first = ZEROS;
    firstStep = 0;
    move = 0;
  }
  if (n == 1 && aForm == PLAIN) {
    matrixVector<T>(a, b, c, m, k, first, firstStep, relu);
    return;
  }
  if (k == 1) {
    outerProduct<T>(a, b, c, m, n, first, firstStep, move, relu);
    return;
  }
  if (k > 1 && k <= 4 && n > 0 && aForm == PLAIN && bForm == PLAIN) {
    shortProduct<T>(a, b, c, m, n, k, first, firstStep, move, relu);
    return;
  }
  const cStep = bytes<T>(n);
  const aStep = bytes<T>(aForm == PLAIN ? k : m);
  const bStep = bytes<T>(bForm == PLAIN ? n : k);
  const packB = bForm == TRANSPOSED || (m > WIDE_ROWS && (k as usize) * bStep > SMALL);
  const blockK = packB ? BLOCK_K / (sizeof<T>() as i32) : k;
  const blockN = packB ? BLOCK_COLUMNS : n;
  let p = 0;
  do {
    const kc = min(blockK, k - p);
    const last = p + kc == k ? relu : 0;
    const aFrom = a + (aForm == PLAIN ? bytes<T>(p) : (p as usize) * aStep);
    for (let j = 0; j < n; j += blockN) {
      const nc = min(blockN, n - j);
      const offset = bytes<T>(j);
      let panels = scratch();
      let step = WIDE;
      let panelStep = (kc as usize) * WIDE;
      if (!packB) {
        panels = b;
        step = bStep;
        panelStep = WIDE;
      } else if (bForm == PLAIN) {
        packPlain<T>(b + (p as usize) * bStep + offset, bStep, panels, kc, bytes<T>(nc));
      } else {
        packTransposed<T>(b + (j as usize) * bStep + bytes<T>(p), bStep, panels, kc, nc);
      }
      const origin = first + (offset / 16) * move;
      block<T>(
        aFrom, aStep, aForm, panels, step, panelStep, c + offset, cStep, m, nc, kc, origin, firstStep, move, last,
      );
    }
    p += kc;
    first = c;
    firstStep = cStep;
    move = 16;
  } while (p < k);
}
