// Pairs inside one batch; lists of them are 32-bit integers.
import { firstLanes, rest, splat, storePart, sumLanes, wholeBytes } from './lib/vector';

// @ts-ignore: decorator
@inline
function counts<T>(a: T, b: T, rule: i32): bool {
  return rule == 0 ? true : rule == 1 ? a != b : a > b;
}

/// How many ordered pairs (i, j) count; rule 0 all, with i = j too; 1 different values; 2 value i above value j
export function countPairs<T>(values: usize, n: i32, rule: i32): i32 {
  const end = values + (n as usize) * sizeof<T>();
  let count = 0;
  for (let i = values; i < end; i += sizeof<T>()) {
    const a = load<T>(i);
    for (let j = values; j < end; j += sizeof<T>()) if (counts<T>(a, load<T>(j), rule)) count++;
  }
  return count;
}

/// Writes the pairs of countPairs, row by row: first[k] = i, second[k] = j
export function writePairs<T>(values: usize, n: i32, rule: i32, first: usize, second: usize): void {
  for (let i = 0; i < n; i++) {
    const a = load<T>(values + (i as usize) * sizeof<T>());
    for (let j = 0; j < n; j++) {
      if (!counts<T>(a, load<T>(values + (j as usize) * sizeof<T>()), rule)) continue;
      store<i32>(first, i);
      store<i32>(second, j);
      first += 4;
      second += 4;
    }
  }
}

/// The sum over i and j of [margin - b[j] + a[i]]+; how many of them are above 0 is added to ga[i] and taken from gb[j]
export function hingePairs<T>(a: usize, b: usize, n: i32, m: i32, margin: T, ga: usize, gb: usize): T {
  const vMargin = v128.splat<T>(margin);
  const zero = splat<T>(0);
  const one = splat<T>(1);
  const whole = wholeBytes<T>(m);
  const left = rest<T>(m);
  let total: T = 0 as T;
  for (let i = 0; i < n; i++, a += sizeof<T>(), ga += sizeof<T>()) {
    const x = v128.load_splat<T>(a);
    let sum = zero;
    let count = zero;
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const gap = v128.add<T>(v128.sub<T>(vMargin, v128.load(b + j)), x);
      const above = v128.and(v128.gt<T>(gap, zero), one);
      // pmax keeps a NaN, so that it comes out.
      sum = v128.add<T>(sum, v128.pmax<T>(gap, zero));
      count = v128.add<T>(count, above);
      v128.store(gb + j, v128.sub<T>(v128.load(gb + j), above));
    }
    if (left) {
      const used = firstLanes<T>(left);
      const gap = v128.and(v128.add<T>(v128.sub<T>(vMargin, v128.load(b + j)), x), used);
      const above = v128.and(v128.gt<T>(gap, zero), one);
      sum = v128.add<T>(sum, v128.pmax<T>(gap, zero));
      count = v128.add<T>(count, above);
      storePart<T>(gb + j, v128.sub<T>(v128.load(gb + j), above), left);
    }
    total += sumLanes<T>(sum);
    store<T>(ga, load<T>(ga) + sumLanes<T>(count));
  }
  return total;
}

/// y[i, j] (n x m) = 0 where label a[i] equals b[j] (same = 1) or differs (same = 0), else 1; with own = 0 also 1 where i = j
export function outsidePairs<T>(a: usize, b: usize, n: i32, m: i32, same: i32, own: i32, y: usize): void {
  for (let i = 0; i < n; i++) {
    const label = load<i32>(a + ((i as usize) << 2));
    for (let j = 0; j < m; j++, y += sizeof<T>()) {
      const equal = label == load<i32>(b + ((j as usize) << 2));
      const inside = equal == (same != 0) && (own != 0 || i != j);
      store<T>(y, inside ? (0 as T) : (1 as T));
    }
  }
}

/// Keeps of the pairs of n labels those that a similarity s (n x n) makes informative: positives with s - epsilon below the
/// anchor's nearest negative, negatives with s + epsilon above its farthest positive. noPositive and noNegative: 1 for
/// pairs that are none or dropped. Returns how many are kept
export function mineRelative<T>(
  s: usize, labels: usize, n: i32, epsilon: f64, noPositive: usize, noNegative: usize,
): i32 {
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const label = load<i32>(labels + ((i as usize) << 2));
    const row = ((i * n) as usize) * sizeof<T>();
    let nearest: f64 = -Infinity;
    let farthest: f64 = Infinity;
    for (let j = 0; j < n; j++) {
      const x = load<T>(s + row + (j as usize) * sizeof<T>()) as f64;
      if (load<i32>(labels + ((j as usize) << 2)) != label) nearest = max(nearest, x);
      else if (j != i) farthest = min(farthest, x);
    }
    for (let j = 0; j < n; j++) {
      const place = row + (j as usize) * sizeof<T>();
      const x = load<T>(s + place) as f64;
      const equal = load<i32>(labels + ((j as usize) << 2)) == label;
      // What compares with NaN is kept, so that it shows in the loss.
      const positive = equal && i != j && !(x - epsilon >= nearest);
      const negative = !equal && !(x + epsilon <= farthest);
      store<T>(noPositive + place, positive ? (0 as T) : (1 as T));
      store<T>(noNegative + place, negative ? (0 as T) : (1 as T));
      if (positive || negative) kept++;
    }
  }
  return kept;
}
