// Losses of ranked lists. The documents of list l are docs[starts[l]] .. docs[starts[l + 1] - 1], 32-bit positions in
// scores and labels; whatever stands in no list is not read. Every kernel writes y[l], 0 for a list that does not count,
// and slopes (zeroed by the caller), the derivative of a list's value by each of its scores. It returns how many lists
// count. All in f64 in either precision. scratch: 8 n f64, then 2 n i32, with n the longest list.
import { sigmoid1, softplus1 } from './lib/special';
import { f64At, intAt, setF64, setInt, sortByKey } from './lib/sort';

const LOG2: f64 = 0.6931471805599453;

// @ts-ignore: decorator
@inline
function at<T>(ptr: usize, i: i32): f64 {
  return load<T>(ptr + (i as usize) * sizeof<T>()) as f64;
}

// @ts-ignore: decorator
@inline
function put<T>(ptr: usize, i: i32, x: f64): void {
  store<T>(ptr + (i as usize) * sizeof<T>(), x as T);
}

// @ts-ignore: decorator
@inline
function column(scratch: usize, n: i32, k: i32): usize {
  return scratch + (((n * k) as usize) << 3);
}

// The values of one list, in the order of its documents.
function gatherList<T>(from: usize, docs: usize, start: i32, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) setF64(to, i, at<T>(from, intAt(docs, start + i)));
}

// Positions 0 .. n-1 by value, largest first, equals in order.
function orderDown(values: usize, n: i32, keys: usize, items: usize, spareKeys: usize, spareItems: usize): void {
  for (let i = 0; i < n; i++) {
    setF64(keys, i, -f64At(values, i));
    setInt(items, i, i);
  }
  sortByKey(keys, items, n, spareKeys, spareItems);
}

function lseOf(values: usize, n: i32): f64 {
  let top: f64 = -Infinity;
  for (let i = 0; i < n; i++) top = max(top, f64At(values, i));
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += NativeMath.exp(f64At(values, i) - top);
  return top + NativeMath.log(sum);
}

// log(e^a + e^b)
// @ts-ignore: decorator
@inline
function logAdd(a: f64, b: f64): f64 {
  if (a == -Infinity) return b;
  if (b == -Infinity) return a;
  return a > b ? a + NativeMath.log1p(NativeMath.exp(b - a)) : b + NativeMath.log1p(NativeMath.exp(a - b));
}

// @ts-ignore: decorator
@inline
function discount(rank: f64): f64 {
  return LOG2 / NativeMath.log(1 + rank);
}

/// y = -sum of t logSoftmax(s), t the softmax of the labels (share = 0) or their share of the sum (share = 1)
export function listNet<T>(
  scores: usize, labels: usize, docs: usize, starts: usize, lists: i32, share: i32, y: usize, slopes: usize,
  scratch: usize, longest: i32,
): i32 {
  const s = column(scratch, longest, 0);
  const t = column(scratch, longest, 1);
  let counted = 0;
  for (let l = 0; l < lists; l++) {
    const start = intAt(starts, l);
    const n = intAt(starts, l + 1) - start;
    put<T>(y, l, 0);
    gatherList<T>(scores, docs, start, n, s);
    gatherList<T>(labels, docs, start, n, t);
    let total: f64 = 0;
    for (let i = 0; i < n; i++) total += f64At(t, i);
    if (n == 0 || (share && total == 0)) continue;
    counted++;
    const over = share ? 0 : lseOf(t, n);
    const lse = lseOf(s, n);
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      const target = share ? f64At(t, i) / total : NativeMath.exp(f64At(t, i) - over);
      if (target != 0) sum += target * (lse - f64At(s, i));
      put<T>(slopes, intAt(docs, start + i), NativeMath.exp(f64At(s, i) - lse) - target);
    }
    put<T>(y, l, sum);
  }
  return counted;
}

/// y = sum over places k of w_k (lse(s_(k) .. s_(n)) - s_(k)), by label, highest first. w_k is 1, or with position = 1
/// (2^(n-k) - 1) / (2^n - 1 - n)
export function listMle<T>(
  scores: usize, labels: usize, docs: usize, starts: usize, lists: i32, position: i32, y: usize, slopes: usize,
  scratch: usize, longest: i32,
): i32 {
  const s = column(scratch, longest, 0);
  const grades = column(scratch, longest, 1);
  const tails = column(scratch, longest, 2);
  const keys = column(scratch, longest, 3);
  const spare = column(scratch, longest, 4);
  const items = column(scratch, longest, 8);
  const spareItems = items + ((longest as usize) << 2);
  let counted = 0;
  for (let l = 0; l < lists; l++) {
    const start = intAt(starts, l);
    const n = intAt(starts, l + 1) - start;
    put<T>(y, l, 0);
    if (n == 0) continue;
    counted++;
    gatherList<T>(scores, docs, start, n, s);
    gatherList<T>(labels, docs, start, n, grades);
    orderDown(grades, n, keys, items, spare, spareItems);
    let tail: f64 = -Infinity;
    for (let k = n - 1; k >= 0; k--) {
      tail = logAdd(tail, f64At(s, intAt(items, k)));
      setF64(tails, k, tail);
    }
    const last = NativeMath.pow(2, -(n as f64));
    const all = 1 - (1 + (n as f64)) * last;
    let sum: f64 = 0;
    // The log of the sum over the places so far of w_k / e^tail.
    let weight: f64 = -Infinity;
    for (let k = 0; k < n; k++) {
      const item = intAt(items, k);
      const w = position ? (n == 1 ? 0 : (NativeMath.pow(2, -((k + 1) as f64)) - last) / all) : 1;
      sum += w * (f64At(tails, k) - f64At(s, item));
      if (w != 0) weight = logAdd(weight, NativeMath.log(w) - f64At(tails, k));
      put<T>(slopes, intAt(docs, start + item), NativeMath.exp(f64At(s, item) + weight) - w);
    }
    put<T>(y, l, sum);
  }
  return counted;
}

// Gains of the labels in place, 2^(y-m) - 2^-m with m the largest label (linear = 0) or y, over the DCG of the best order;
// returns that DCG, 0 when there is no gain.
function gainsOf(labels: usize, n: i32, linear: i32, keys: usize, items: usize, spare: usize, spareItems: usize): f64 {
  if (!linear) {
    let top: f64 = 0;
    for (let i = 0; i < n; i++) top = max(top, f64At(labels, i));
    const least = NativeMath.pow(2, -top);
    for (let i = 0; i < n; i++) setF64(labels, i, NativeMath.pow(2, f64At(labels, i) - top) - least);
  }
  orderDown(labels, n, keys, items, spare, spareItems);
  let best: f64 = 0;
  for (let k = 0; k < n; k++) best += f64At(labels, intAt(items, k)) * discount((k + 1) as f64);
  if (best > 0) for (let i = 0; i < n; i++) setF64(labels, i, f64At(labels, i) / best);
  return best;
}

/// y = 1 - sum of gain / log2(1 + rank) over the best DCG, rank_i = 1 + sum over j of sigmoid((s_j - s_i) / t)
export function approxNdcg<T>(
  scores: usize, labels: usize, docs: usize, starts: usize, lists: i32, t: f64, linear: i32, y: usize, slopes: usize,
  scratch: usize, longest: i32,
): i32 {
  const s = column(scratch, longest, 0);
  const gains = column(scratch, longest, 1);
  const ranks = column(scratch, longest, 2);
  const pulls = column(scratch, longest, 3);
  const keys = column(scratch, longest, 4);
  const spare = column(scratch, longest, 5);
  const own = column(scratch, longest, 6);
  const items = column(scratch, longest, 8);
  const spareItems = items + ((longest as usize) << 2);
  let counted = 0;
  for (let l = 0; l < lists; l++) {
    const start = intAt(starts, l);
    const n = intAt(starts, l + 1) - start;
    put<T>(y, l, 0);
    gatherList<T>(labels, docs, start, n, gains);
    if (gainsOf(gains, n, linear, keys, items, spare, spareItems) <= 0) continue;
    counted++;
    gatherList<T>(scores, docs, start, n, s);
    for (let i = 0; i < n; i++) setF64(ranks, i, 1);
    for (let i = 0; i < n; i++) {
      let rank = f64At(ranks, i);
      for (let j = i + 1; j < n; j++) {
        const x = (f64At(s, j) - f64At(s, i)) / t;
        const e = NativeMath.exp(-abs(x));
        const above = 1 / (1 + e);
        rank += x >= 0 ? above : e * above;
        setF64(ranks, j, f64At(ranks, j) + (x >= 0 ? e * above : above));
      }
      setF64(ranks, i, rank);
    }
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      const gain = f64At(gains, i);
      const next = 1 + f64At(ranks, i);
      const log = NativeMath.log(next);
      sum += (gain * LOG2) / log;
      setF64(pulls, i, (gain * LOG2) / (next * log * log));
    }
    put<T>(y, l, 1 - sum);
    memory.fill(own, 0, (n as usize) << 3);
    for (let i = 0; i < n; i++) {
      let slope = f64At(own, i);
      for (let j = i + 1; j < n; j++) {
        const gap = f64At(pulls, i) - f64At(pulls, j);
        if (gap == 0) continue;
        const e = NativeMath.exp(-abs((f64At(s, j) - f64At(s, i)) / t));
        if (e == 0) continue;
        const pull = (gap * e) / ((1 + e) * (1 + e) * t);
        slope -= pull;
        setF64(own, j, f64At(own, j) + pull);
      }
      put<T>(slopes, intAt(docs, start + i), slope);
    }
  }
  return counted;
}

/// y = sum over pairs with label i above label j of w_ij softplus(-k (s_i - s_j)): w_ij is |G_i - G_j| times
/// |1/D(r_i) - 1/D(r_j)| (form 0), 1/D(e) - 1/D(e+1) with e = |r_i - r_j| (form 1), or the first plus mu times the second
/// (form 2); D(x) = log2(1 + x), r the places by score. pairs: 1 f64 for their number
export function lambdaRank<T>(
  scores: usize, labels: usize, docs: usize, starts: usize, lists: i32, k: f64, mu: f64, form: i32, linear: i32,
  y: usize, slopes: usize, pairs: usize, scratch: usize, longest: i32,
): i32 {
  const s = column(scratch, longest, 0);
  const gains = column(scratch, longest, 1);
  const grades = column(scratch, longest, 2);
  const keys = column(scratch, longest, 3);
  const spare = column(scratch, longest, 4);
  const discounts = column(scratch, longest, 5);
  const own = column(scratch, longest, 6);
  const steps = column(scratch, longest, 7);
  const items = column(scratch, longest, 8);
  const spareItems = items + ((longest as usize) << 2);
  for (let r = 0; r < longest; r++) {
    setF64(discounts, r, discount((r + 1) as f64));
    setF64(steps, r, r == 0 ? 0 : discount(r as f64) - discount((r + 1) as f64));
  }
  let counted = 0;
  let all: f64 = 0;
  for (let l = 0; l < lists; l++) {
    const start = intAt(starts, l);
    const n = intAt(starts, l + 1) - start;
    put<T>(y, l, 0);
    gatherList<T>(labels, docs, start, n, gains);
    gatherList<T>(labels, docs, start, n, grades);
    gainsOf(gains, n, linear, keys, items, spare, spareItems);
    gatherList<T>(scores, docs, start, n, s);
    orderDown(s, n, keys, items, spare, spareItems);
    memory.fill(own, 0, (n as usize) << 3);
    let sum: f64 = 0;
    let found: f64 = 0;
    for (let a = 0; a < n; a++) {
      const i = intAt(items, a);
      const grade = f64At(grades, i);
      const gain = f64At(gains, i);
      const score = f64At(s, i);
      let slope: f64 = 0;
      for (let b = a + 1; b < n; b++) {
        const j = intAt(items, b);
        const other = f64At(grades, j);
        if (grade == other) continue;
        found += 1;
        let w: f64 = 0;
        if (form != 1) w = f64At(discounts, a) - f64At(discounts, b);
        if (form != 0) w += (form == 2 ? mu : 1) * f64At(steps, b - a);
        w *= abs(gain - f64At(gains, j));
        const lead = grade > other ? score - f64At(s, j) : f64At(s, j) - score;
        sum += w * softplus1(-k * lead);
        const pull = k * w * sigmoid1(-k * lead);
        const down = grade > other ? -pull : pull;
        slope += down;
        setF64(own, j, f64At(own, j) - down);
      }
      setF64(own, i, f64At(own, i) + slope);
    }
    all += found;
    if (found == 0) continue;
    counted++;
    put<T>(y, l, sum);
    for (let i = 0; i < n; i++) put<T>(slopes, intAt(docs, start + i), f64At(own, i));
  }
  store<f64>(pairs, all);
  return counted;
}

/// gx[d] += gy[l] slopes[d] for each document d of each list l
export function listSlopes<T>(gy: usize, slopes: usize, gx: usize, docs: usize, starts: usize, lists: i32): void {
  for (let l = 0; l < lists; l++) {
    const g = load<T>(gy + (l as usize) * sizeof<T>());
    if (g == (0 as T)) continue;
    for (let i = intAt(starts, l); i < intAt(starts, l + 1); i++) {
      const d = (intAt(docs, i) as usize) * sizeof<T>();
      store<T>(gx + d, load<T>(gx + d) + g * load<T>(slopes + d));
    }
  }
}
