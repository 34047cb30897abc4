// Triplets inside one batch, from its n x n distance matrix d and a 32-bit label a row: which count, and the sum over
// all of them. A pair (a, b) is the flat index a n + b. An anchor's negatives are sorted once, so that every positive
// finds its own by bisection.
import { f64At, intAt, itemAt, MANY, setF64, setInt, setPair, sortByKey, sortPairs } from './lib/sort';

// @ts-ignore: decorator
@inline
function at<T>(ptr: usize, i: i32): T {
  return load<T>(ptr + (i as usize) * sizeof<T>());
}

// The negatives of anchor a, nearest first, the lower index first among equals; returns their number. keys: 2 n f64,
// order: 2 n i32, the second halves are scratch.
function sortNegatives<T>(row: usize, labels: usize, n: i32, a: i32, keys: usize, order: usize): i32 {
  const label = intAt(labels, a);
  const spare = keys + ((n as usize) << 3);
  let m = 0;
  if (sizeof<T>() == 4 && n >= MANY) {
    for (let j = 0; j < n; j++) {
      if (intAt(labels, j) != label) setPair(keys, m++, at<T>(row, j) as f32, j);
    }
    if (m == 0) return 0;
    const sorted = sortPairs(keys, spare, m);
    // A key may take the place of its own pair, which has been read by then.
    for (let i = 0; i < m; i++) {
      const item = itemAt(sorted, i);
      setInt(order, i, item);
      setF64(keys, i, at<T>(row, item) as f64);
    }
    return m;
  }
  for (let j = 0; j < n; j++) {
    if (intAt(labels, j) == label) continue;
    setF64(keys, m, at<T>(row, j) as f64);
    setInt(order, m, j);
    m++;
  }
  sortByKey(keys, order, m, spare, order + ((n as usize) << 2));
  return m;
}

/// Farthest positive and nearest negative of every anchor that has both, as flat indices; returns how many have
export function mineHard<T>(d: usize, labels: usize, n: i32, positive: usize, negative: usize): i32 {
  let count = 0;
  for (let a = 0; a < n; a++) {
    const label = intAt(labels, a);
    let far = -1;
    let near = -1;
    let farthest: T = 0 as T;
    let nearest: T = 0 as T;
    for (let j = 0; j < n; j++) {
      const v = at<T>(d, a * n + j);
      if (intAt(labels, j) != label) {
        // NaN is taken and kept, so it shows in the loss.
        if (near < 0 || v < nearest || v != v) {
          near = j;
          nearest = v;
        }
      } else if (j != a && (far < 0 || v > farthest || v != v)) {
        far = j;
        farthest = v;
      }
    }
    if (far < 0 || near < 0) continue;
    setInt(positive, count, a * n + far);
    setInt(negative, count, a * n + near);
    count++;
  }
  return count;
}

/// For every ordered pair (a, p) the nearest negative farther than d(a, p), as flat indices. Without one: the farthest
/// negative, or with `skip` no entry. scratch: 2 n f64, then 2 n i32. Returns the number of entries.
export function mineSemiHard<T>(
  d: usize, labels: usize, n: i32, skip: i32, positive: usize, negative: usize, scratch: usize,
): i32 {
  const keys = scratch;
  const order = keys + (((2 * n) as usize) << 3);
  let count = 0;
  for (let a = 0; a < n; a++) {
    const row = d + ((a * n) as usize) * sizeof<T>();
    const label = intAt(labels, a);
    const m = sortNegatives<T>(row, labels, n, a, keys, order);
    if (m == 0) continue;
    // The first of the farthest negatives, for ties.
    let farthest = m - 1;
    while (farthest > 0 && f64At(keys, farthest - 1) == f64At(keys, m - 1)) farthest--;
    const broken = f64At(keys, m - 1) != f64At(keys, m - 1);
    for (let p = 0; p < n; p++) {
      if (p == a || intAt(labels, p) != label) continue;
      const dap = at<T>(row, p) as f64;
      let low = 0;
      let high = m;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (f64At(keys, middle) > dap) high = middle;
        else low = middle + 1;
      }
      if (broken) low = m - 1;
      else if (low == m) {
        if (skip && dap == dap) continue;
        low = farthest;
      }
      setInt(positive, count, a * n + p);
      setInt(negative, count, a * n + intAt(order, low));
      count++;
    }
  }
  return count;
}

/// Triplets (a, p, n) among n labels
export function countTriplets<T>(labels: usize, n: i32): f64 {
  let count: f64 = 0;
  for (let a = 0; a < n; a++) {
    let same = 0;
    for (let j = 0; j < n; j++) if (intAt(labels, j) == intAt(labels, a)) same++;
    count += ((same - 1) as f64) * ((n - same) as f64);
  }
  return count;
}

// Above this a softplus equals its argument in f64.
const LINEAR: f64 = 40;
// Below minus this, log(1 + t) is t - t^2 / 2 in f64; as a factor 1 + t the small t would be lost.
const SMALL: f64 = 11.5;
// Within this distance of a centre, a product of two exponentials neither overflows nor vanishes.
const NEAR: f64 = 300;

// Sum of softplus over from .. to-1 of t = power * powers[i], all of them either above or below e^-SMALL; adds the
// slopes t / (1 + t) to own and their sum to slope[0].
function softSum(power: f64, powers: usize, own: usize, from: i32, to: i32, small: bool, slope: usize): f64 {
  const one = f64x2.splat(1);
  const half = f64x2.splat(0.5);
  const p = f64x2.splat(power);
  let slopes = f64x2.splat(0);
  let sum = f64x2.splat(0);
  // The sum of log(1 + t) is the log of a product, taken before the product overflows: 8 factors stay below e^(8 * 40).
  let product = one;
  let logs: f64 = 0;
  let i = from;
  while (i + 1 < to) {
    for (const end = min(i + 16, to - 1); i < end; i += 2) {
      const place = own + ((i as usize) << 3);
      const t = f64x2.mul(p, v128.load(powers + ((i as usize) << 3)));
      const next = f64x2.add(one, t);
      if (small) sum = f64x2.add(sum, f64x2.sub(t, f64x2.mul(half, f64x2.mul(t, t))));
      else product = f64x2.mul(product, next);
      const s = f64x2.div(t, next);
      slopes = f64x2.add(slopes, s);
      v128.store(place, f64x2.add(v128.load(place), s));
    }
    const both = f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1);
    if (both > 1e6) {
      logs += NativeMath.log(f64x2.extract_lane(product, 0)) + NativeMath.log(f64x2.extract_lane(product, 1));
      product = one;
    }
  }
  let last: f64 = 1;
  let rest: f64 = 0;
  let lastSlope: f64 = 0;
  if (i < to) {
    const t = power * f64At(powers, i);
    if (small) rest = t - 0.5 * t * t;
    else last = 1 + t;
    lastSlope = t / (1 + t);
    setF64(own, i, f64At(own, i) + lastSlope);
  }
  store<f64>(slope, load<f64>(slope) + f64x2.extract_lane(slopes, 0) + f64x2.extract_lane(slopes, 1) + lastSlope);
  const left = f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1) * last;
  return logs + NativeMath.log(left) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + rest;
}

// The first of m ascending keys with x - key + limit not above 0.
function bisect(keys: usize, m: i32, x: f64, limit: f64): i32 {
  let low = 0;
  for (let high = m; low < high; ) {
    const middle = (low + high) >> 1;
    if (x - f64At(keys, middle) + limit > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/// Sum over all triplets of [d(a,p) - d(a,n) + margin]+ (soft = 0) or softplus(d(a,p) - d(a,n)) (soft = 1), and its
/// gradient in g (n x n, zeroed by the caller; 0: none). The hinge costs n^2 log n: its active negatives stand first and
/// their sum is a prefix sum. scratch: 6 n + 3 f64, then 2 n i32. active: 1 f64 for the number of triplets with a loss
/// above 0.
export function tripletSum<T>(
  d: usize, labels: usize, n: i32, margin: f64, soft: i32, g: usize, scratch: usize, active: usize,
): f64 {
  const column = (n as usize) << 3;
  const keys = scratch;
  const powers = keys + 2 * column;
  const own = powers + column;
  const prefix = own + column;
  const shared = prefix + column + 8;
  const slope = shared + column + 8;
  const order = slope + 8;
  // Where d(a,p) - d(a,n) + shift is above 0, the loss of a triplet is d(a,p) - d(a,n) + offset and its slope is 1.
  const shift = soft ? -LINEAR : margin;
  const offset = soft ? 0 : margin;
  let total: f64 = 0;
  let above: f64 = 0;
  for (let a = 0; a < n; a++) {
    const row = d + ((a * n) as usize) * sizeof<T>();
    const to = g + ((a * n) as usize) * sizeof<T>();
    const label = intAt(labels, a);
    const m = sortNegatives<T>(row, labels, n, a, keys, order);
    if (m == 0) continue;
    const last = f64At(keys, m - 1);
    setF64(prefix, 0, 0);
    for (let i = 0; i < m; i++) setF64(prefix, i + 1, f64At(prefix, i) + f64At(keys, i));
    // Negative i gets own[i], and shared[k] for every k above i.
    memory.fill(own, 0, column);
    memory.fill(shared, 0, column + 8);
    const centre = f64At(keys, m >> 1);
    const narrow = soft != 0 && centre - f64At(keys, 0) < NEAR && last - centre < NEAR;
    if (narrow) for (let i = 0; i < m; i++) setF64(powers, i, NativeMath.exp(centre - f64At(keys, i)));
    for (let p = 0; p < n; p++) {
      if (p == a || intAt(labels, p) != label) continue;
      const x = at<T>(row, p) as f64;
      if (x != x || last != last) {
        total = NaN;
        continue;
      }
      const k = bisect(keys, m, x, shift);
      total += (k as f64) * (x + offset) - f64At(prefix, k);
      above += k as f64;
      setF64(shared, k, f64At(shared, k) + 1);
      store<f64>(slope, k as f64);
      if (soft && narrow && abs(x - centre) < NEAR) {
        const power = NativeMath.exp(x - centre);
        const small = bisect(keys, m, x, SMALL);
        total += softSum(power, powers, own, k, small, false, slope);
        total += softSum(power, powers, own, small, m, true, slope);
        above += (m - k) as f64;
      } else if (soft) {
        for (let i = k; i < m; i++) {
          const t = NativeMath.exp(x - f64At(keys, i));
          if (t == 0) break;
          total += NativeMath.log1p(t);
          above += 1;
          store<f64>(slope, load<f64>(slope) + t / (1 + t));
          setF64(own, i, f64At(own, i) + t / (1 + t));
        }
      }
      if (g) store<T>(to + (p as usize) * sizeof<T>(), load<f64>(slope) as T);
    }
    if (!g) continue;
    let pull: f64 = 0;
    for (let i = m - 1; i >= 0; i--) {
      pull += f64At(shared, i + 1);
      store<T>(to + (intAt(order, i) as usize) * sizeof<T>(), -(pull + f64At(own, i)) as T);
    }
  }
  store<f64>(active, above);
  return total;
}
