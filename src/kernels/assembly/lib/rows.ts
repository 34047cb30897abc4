// What the kernels do with one row (or a whole array) of n elements. The order of every sum is fixed.
import { bytes, gated, loadPart, maxLanes, rest, splat, storePart, sumLanes, wholeBytes } from './vector';

/// sum of x
// @ts-ignore: decorator
@inline
export function sumOf<T>(x: usize, n: i32): T {
  let s0 = splat<T>(0);
  let s1 = splat<T>(0);
  let s2 = splat<T>(0);
  let s3 = splat<T>(0);
  const end = x + wholeBytes<T>(n);
  for (; x + 64 <= end; x += 64) {
    s0 = v128.add<T>(s0, v128.load(x));
    s1 = v128.add<T>(s1, v128.load(x, 16));
    s2 = v128.add<T>(s2, v128.load(x, 32));
    s3 = v128.add<T>(s3, v128.load(x, 48));
  }
  for (; x < end; x += 16) s0 = v128.add<T>(s0, v128.load(x));
  const left = rest<T>(n);
  if (left) s1 = v128.add<T>(s1, loadPart<T>(x, left, splat<T>(0)));
  return sumLanes<T>(v128.add<T>(v128.add<T>(s0, s2), v128.add<T>(s1, s3)));
}

/// sum of x y
// @ts-ignore: decorator
@inline
export function dotOf<T>(x: usize, y: usize, n: i32): T {
  let s0 = splat<T>(0);
  let s1 = splat<T>(0);
  let s2 = splat<T>(0);
  let s3 = splat<T>(0);
  const end = x + wholeBytes<T>(n);
  for (; x + 64 <= end; x += 64, y += 64) {
    s0 = v128.add<T>(s0, v128.mul<T>(v128.load(x), v128.load(y)));
    s1 = v128.add<T>(s1, v128.mul<T>(v128.load(x, 16), v128.load(y, 16)));
    s2 = v128.add<T>(s2, v128.mul<T>(v128.load(x, 32), v128.load(y, 32)));
    s3 = v128.add<T>(s3, v128.mul<T>(v128.load(x, 48), v128.load(y, 48)));
  }
  for (; x < end; x += 16, y += 16) s0 = v128.add<T>(s0, v128.mul<T>(v128.load(x), v128.load(y)));
  const left = rest<T>(n);
  if (left) {
    const zero = splat<T>(0);
    s1 = v128.add<T>(s1, v128.mul<T>(loadPart<T>(x, left, zero), loadPart<T>(y, left, zero)));
  }
  return sumLanes<T>(v128.add<T>(v128.add<T>(s0, s2), v128.add<T>(s1, s3)));
}

/// largest of x; -Infinity of nothing, NaN when one is NaN
// @ts-ignore: decorator
@inline
export function maxOf<T>(x: usize, n: i32): T {
  const lowest = splat<T>(-Infinity);
  // pmax is one instruction where max takes seven, but passes over a NaN of its second argument: those are kept apart.
  let m0 = lowest;
  let m1 = lowest;
  let nan = splat<T>(0);
  const end = x + wholeBytes<T>(n);
  for (; x + 32 <= end; x += 32) {
    const v0 = v128.load(x);
    const v1 = v128.load(x, 16);
    m0 = v128.pmax<T>(m0, v0);
    m1 = v128.pmax<T>(m1, v1);
    nan = v128.or(nan, v128.or(v128.ne<T>(v0, v0), v128.ne<T>(v1, v1)));
  }
  if (x < end) {
    const v = v128.load(x);
    m0 = v128.pmax<T>(m0, v);
    nan = v128.or(nan, v128.ne<T>(v, v));
    x += 16;
  }
  const left = rest<T>(n);
  if (left) {
    const v = loadPart<T>(x, left, lowest);
    m1 = v128.pmax<T>(m1, v);
    nan = v128.or(nan, v128.ne<T>(v, v));
  }
  return v128.any_true(nan) ? (NaN as T) : maxLanes<T>(v128.pmax<T>(m0, m1));
}

/// y += x
// @ts-ignore: decorator
@inline
export function addTo<T>(x: usize, y: usize, n: i32): void {
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16) {
    v128.store(y, v128.add<T>(v128.load(y), v128.load(x)));
  }
  const left = rest<T>(n);
  if (left) storePart<T>(y, v128.add<T>(v128.load(y), v128.load(x)), left);
}

/// y += factor x, and nothing where x is 0
// @ts-ignore: decorator
@inline
export function addScaledTo<T>(x: usize, factor: T, y: usize, n: i32): void {
  const f = v128.splat<T>(factor);
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16) {
    const v = v128.load(x);
    v128.store(y, v128.add<T>(v128.load(y), gated<T>(v, v128.mul<T>(v, f))));
  }
  const left = rest<T>(n);
  if (left) {
    const v = v128.load(x);
    storePart<T>(y, v128.add<T>(v128.load(y), gated<T>(v, v128.mul<T>(v, f))), left);
  }
}

/// y += x z, and nothing where x is 0
// @ts-ignore: decorator
@inline
export function addProductTo<T>(x: usize, z: usize, y: usize, n: i32): void {
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16, z += 16) {
    const v = v128.load(x);
    v128.store(y, v128.add<T>(v128.load(y), gated<T>(v, v128.mul<T>(v, v128.load(z)))));
  }
  const left = rest<T>(n);
  if (left) {
    const v = v128.load(x);
    storePart<T>(y, v128.add<T>(v128.load(y), gated<T>(v, v128.mul<T>(v, v128.load(z)))), left);
  }
}

/// y += value
// @ts-ignore: decorator
@inline
export function addValueTo<T>(value: T, y: usize, n: i32): void {
  const v = v128.splat<T>(value);
  for (const end = y + wholeBytes<T>(n); y < end; y += 16) v128.store(y, v128.add<T>(v128.load(y), v));
  const left = rest<T>(n);
  if (left) storePart<T>(y, v128.add<T>(v128.load(y), v), left);
}

/// y = factor x
// @ts-ignore: decorator
@inline
export function scaleInto<T>(x: usize, factor: T, y: usize, n: i32): void {
  const f = v128.splat<T>(factor);
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16) {
    v128.store(y, v128.mul<T>(v128.load(x), f));
  }
  const left = rest<T>(n);
  if (left) storePart<T>(y, v128.mul<T>(v128.load(x), f), left);
}

/// Bytes from which on a copy is left to the runtime, whose call costs as much as copying some 20 vectors here.
const LONG: usize = 512;

/// y = x
// @ts-ignore: decorator
@inline
export function copyRow<T>(x: usize, y: usize, n: i32): void {
  if (bytes<T>(n) >= LONG) {
    memory.copy(y, x, bytes<T>(n));
    return;
  }
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16) v128.store(y, v128.load(x));
  const left = rest<T>(n);
  if (left) storePart<T>(y, v128.load(x), left);
}
