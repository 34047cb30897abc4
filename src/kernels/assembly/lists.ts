// Losses of ranked lists. The documents of list l are docs[starts[l]] .. docs[starts[l + 1] - 1], 32-bit positions in
// scores and labels; whatever stands in no list is not read. Every kernel writes y[l], 0 for a list that does not count,
// and slopes (zeroed by the caller), the derivative of a list's value by each of its scores. It returns how many lists
// count. listNet and the pairs of lambdaRank are computed in the precision of the scores, all else in f64. scratch: 8 n f64,
// 2 n i32, then 8 columns of n + 4 numbers of the precision, with n the longest list.
import { at, column, discount, gainsOf, gatherList, LOG2, orderDown, put, typedColumn } from './lib/list';
import { vexp } from './lib/maths';
import { f64At, intAt, setF64 } from './lib/sort';
import { bytes, firstLanes, gated, loadPart, maxLanes, rest, splat, storePart, sumLanes, wholeBytes } from './lib/vector';

// Where the n values of a list stand one after another: in place when its documents do, else copied to `to`. Documents of
// a list stand in their order.
// @ts-ignore: decorator
@inline
function together<T>(from: usize, docs: usize, start: i32, n: i32, to: usize): usize {
  const first = intAt(docs, start);
  if (intAt(docs, start + n - 1) - first == n - 1) return from + bytes<T>(first);
  for (let i = 0; i < n; i++) store<T>(to + bytes<T>(i), load<T>(from + bytes<T>(intAt(docs, start + i))));
  return to;
}

// log(e^a + e^b)
// @ts-ignore: decorator
@inline
function logAdd(a: f64, b: f64): f64 {
  if (a == -Infinity) return b;
  if (b == -Infinity) return a;
  return a > b ? a + NativeMath.log1p(NativeMath.exp(b - a)) : b + NativeMath.log1p(NativeMath.exp(a - b));
}

// The largest of n > 0 values; NaN when one is, so that their exponentials are NaN, too.
function topOf<T>(x: usize, n: i32): T {
  const least = splat<T>(-Infinity);
  let top = least;
  const end = x + wholeBytes<T>(n);
  for (; x < end; x += 16) top = v128.max<T>(top, v128.load(x));
  const left = rest<T>(n);
  if (left) top = v128.max<T>(top, loadPart<T>(x, left, least));
  return maxLanes<T>(top);
}

// to = e^(x - top); returns their sum
function exponentials<T>(x: usize, to: usize, n: i32, top: T): T {
  const most = v128.splat<T>(top);
  let sum = splat<T>(0);
  const end = x + wholeBytes<T>(n);
  for (; x < end; x += 16, to += 16) {
    const e = vexp<T>(v128.sub<T>(v128.load(x), most));
    v128.store(to, e);
    sum = v128.add<T>(sum, e);
  }
  const left = rest<T>(n);
  if (left) {
    const e = v128.and(vexp<T>(v128.sub<T>(v128.load(x), most)), firstLanes<T>(left));
    v128.store(to, e);
    sum = v128.add<T>(sum, e);
  }
  return sumLanes<T>(sum);
}

/// y = -sum of t logSoftmax(s), t the softmax of the labels (share = 0) or their share of the sum (share = 1)
export function listNet<T>(
  scores: usize, labels: usize, docs: usize, starts: usize, lists: i32, share: i32, y: usize, slopes: usize,
  scratch: usize, longest: i32,
): i32 {
  const scoreCopies = typedColumn<T>(scratch, longest, 0);
  const labelCopies = typedColumn<T>(scratch, longest, 1);
  const chances = typedColumn<T>(scratch, longest, 2);
  const goals = typedColumn<T>(scratch, longest, 3);
  const slopeCopies = typedColumn<T>(scratch, longest, 4);
  let counted = 0;
  for (let l = 0; l < lists; l++) {
    const start = intAt(starts, l);
    const n = intAt(starts, l + 1) - start;
    put<T>(y, l, 0);
    if (n == 0) continue;
    const s = together<T>(scores, docs, start, n, scoreCopies);
    const t = together<T>(labels, docs, start, n, labelCopies);
    let goal = t;
    let total: T = 0 as T;
    if (share) {
      for (let i = 0; i < n; i++) total += load<T>(t + bytes<T>(i));
      if (total == (0 as T)) continue;
    } else {
      total = exponentials<T>(t, goals, n, topOf<T>(t, n));
      goal = goals;
    }
    counted++;
    const top = topOf<T>(s, n);
    const sum = exponentials<T>(s, chances, n, top);
    const lse = v128.splat<T>((NativeMath.log(sum as f64) as T));
    const most = v128.splat<T>(top);
    const ofSum = v128.splat<T>(sum);
    const ofTotal = v128.splat<T>(total);
    const inPlace = s != scoreCopies;
    const to = inPlace ? slopes + bytes<T>(intAt(docs, start)) : slopeCopies;
    let loss = splat<T>(0);
    const whole = wholeBytes<T>(n);
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const target = v128.div<T>(v128.load(goal + j), ofTotal);
      const missed = v128.add<T>(v128.sub<T>(most, v128.load(s + j)), lse);
      loss = v128.add<T>(loss, gated<T>(target, v128.mul<T>(target, missed)));
      v128.store(to + j, v128.sub<T>(v128.div<T>(v128.load(chances + j), ofSum), target));
    }
    const left = rest<T>(n);
    if (left) {
      const target = v128.and(v128.div<T>(v128.load(goal + j), ofTotal), firstLanes<T>(left));
      const missed = v128.add<T>(v128.sub<T>(most, v128.load(s + j)), lse);
      loss = v128.add<T>(loss, gated<T>(target, v128.mul<T>(target, missed)));
      storePart<T>(to + j, v128.sub<T>(v128.div<T>(v128.load(chances + j), ofSum), target), left);
    }
    if (!inPlace) {
      for (let i = 0; i < n; i++) {
        store<T>(slopes + bytes<T>(intAt(docs, start + i)), load<T>(slopeCopies + bytes<T>(i)));
      }
    }
    store<T>(y + bytes<T>(l), sumLanes<T>(loss));
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
  const discounts = column(scratch, longest, 7);
  const items = column(scratch, longest, 8);
  const spareItems = items + ((longest as usize) << 2);
  for (let r = 0; r < longest; r++) setF64(discounts, r, discount((r + 1) as f64));
  let counted = 0;
  for (let l = 0; l < lists; l++) {
    const start = intAt(starts, l);
    const n = intAt(starts, l + 1) - start;
    put<T>(y, l, 0);
    gatherList<T>(labels, docs, start, n, gains);
    if (gainsOf(gains, n, linear, discounts, keys, items, spare, spareItems) <= 0) continue;
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
