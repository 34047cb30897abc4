// One vector of a precision: 4 lanes of f32 or 2 of f64.
// Memory is handed out in blocks of 64 bytes, so reading a whole vector at a block's last elements stays inside it;
// writing is cut to the elements that are meant.

// @ts-ignore: decorator
@inline
export function splat<T>(x: f64): v128 {
  return v128.splat<T>(x as T);
}

/// Bytes of n elements.
// @ts-ignore: decorator
@inline
export function bytes<T>(n: i32): usize {
  return (n as usize) * sizeof<T>();
}

/// Bytes of the whole vectors among n elements.
// @ts-ignore: decorator
@inline
export function wholeBytes<T>(n: i32): usize {
  return bytes<T>(n) & ~(15 as usize);
}

/// Elements left after the whole vectors.
// @ts-ignore: decorator
@inline
export function rest<T>(n: i32): i32 {
  return n & ((16 / (sizeof<T>() as i32)) - 1);
}

/// Writes the first `count` lanes of v (fewer than all).
// @ts-ignore: decorator
@inline
export function storePart<T>(to: usize, v: v128, count: i32): void {
  if (sizeof<T>() == 8) {
    store<f64>(to, f64x2.extract_lane(v, 0));
  } else {
    if (count & 2) {
      v128.store64_lane(to, v, 0);
      if (count & 1) v128.store32_lane(to, v, 2, 8);
    } else {
      v128.store32_lane(to, v, 0);
    }
  }
}

/// All bits set in the first `count` lanes.
// @ts-ignore: decorator
@inline
export function firstLanes<T>(count: i32): v128 {
  if (sizeof<T>() == 8) return i64x2.lt_s(i64x2(0, 1), i64x2.splat(count as i64));
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/// The first `count` elements at `from`, `fill` in the other lanes.
// @ts-ignore: decorator
@inline
export function loadPart<T>(from: usize, count: i32, fill: v128): v128 {
  return v128.bitselect(v128.load(from), fill, firstLanes<T>(count));
}

/// The sum of all lanes, in a fixed order.
// @ts-ignore: decorator
@inline
export function sumLanes<T>(v: v128): T {
  if (sizeof<T>() == 8) return (f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)) as T;
  return ((f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2)) +
    (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3))) as T;
}

/// The largest lane; NaN when one is NaN.
// @ts-ignore: decorator
@inline
export function maxLanes<T>(v: v128): T {
  if (sizeof<T>() == 8) return max<f64>(f64x2.extract_lane(v, 0), f64x2.extract_lane(v, 1)) as T;
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 2)),
    max<f32>(f32x4.extract_lane(v, 1), f32x4.extract_lane(v, 3)),
  ) as T;
}

/// p where gate is not 0, else 0: what gets no gradient passes none on, even where the slope is infinite or NaN.
// @ts-ignore: decorator
@inline
export function gated<T>(gate: v128, p: v128): v128 {
  return v128.and(p, v128.ne<T>(gate, v128.splat<T>(0 as T)));
}
