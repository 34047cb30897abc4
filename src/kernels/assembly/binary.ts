// Elementwise maps of two tensors of one shape. In a tie the first argument takes all the gradient.
import { zipBackwardA, zipBackwardB, zipForward } from './lib/map';
import { rest, splat, storePart, wholeBytes } from './lib/vector';

@final
class Add<T> {
  // @ts-ignore: decorator
  @inline
  value(a: v128, b: v128): v128 {
    return v128.add<T>(a, b);
  }
  // @ts-ignore: decorator
  @inline
  slopeA(a: v128, b: v128): v128 {
    return splat<T>(1);
  }
  // @ts-ignore: decorator
  @inline
  slopeB(a: v128, b: v128): v128 {
    return splat<T>(1);
  }
}

/// y = a + b
export function addForward<T>(a: usize, b: usize, y: usize, n: i32): void {
  zipForward<T, Add<T>>(a, b, y, n);
}
/// ga += gy * (1); gb += gy * (1); a pointer 0 is left out
export function addBackward<T>(a: usize, b: usize, gy: usize, ga: usize, gb: usize, n: i32): void {
  if (ga) zipBackwardA<T, Add<T>>(a, b, gy, ga, n);
  if (gb) zipBackwardB<T, Add<T>>(a, b, gy, gb, n);
}

@final
class Sub<T> {
  // @ts-ignore: decorator
  @inline
  value(a: v128, b: v128): v128 {
    return v128.sub<T>(a, b);
  }
  // @ts-ignore: decorator
  @inline
  slopeA(a: v128, b: v128): v128 {
    return splat<T>(1);
  }
  // @ts-ignore: decorator
  @inline
  slopeB(a: v128, b: v128): v128 {
    return splat<T>(-1);
  }
}

/// y = a - b
export function subForward<T>(a: usize, b: usize, y: usize, n: i32): void {
  zipForward<T, Sub<T>>(a, b, y, n);
}
/// ga += gy * (1); gb += gy * (-1); a pointer 0 is left out
export function subBackward<T>(a: usize, b: usize, gy: usize, ga: usize, gb: usize, n: i32): void {
  if (ga) zipBackwardA<T, Sub<T>>(a, b, gy, ga, n);
  if (gb) zipBackwardB<T, Sub<T>>(a, b, gy, gb, n);
}

@final
class Mul<T> {
  // @ts-ignore: decorator
  @inline
  value(a: v128, b: v128): v128 {
    return v128.mul<T>(a, b);
  }
  // @ts-ignore: decorator
  @inline
  slopeA(a: v128, b: v128): v128 {
    return b;
  }
  // @ts-ignore: decorator
  @inline
  slopeB(a: v128, b: v128): v128 {
    return a;
  }
}

/// y = a b
export function mulForward<T>(a: usize, b: usize, y: usize, n: i32): void {
  zipForward<T, Mul<T>>(a, b, y, n);
}
/// ga += gy * (b); gb += gy * (a); a pointer 0 is left out
export function mulBackward<T>(a: usize, b: usize, gy: usize, ga: usize, gb: usize, n: i32): void {
  if (ga) zipBackwardA<T, Mul<T>>(a, b, gy, ga, n);
  if (gb) zipBackwardB<T, Mul<T>>(a, b, gy, gb, n);
}

@final
class Div<T> {
  // @ts-ignore: decorator
  @inline
  value(a: v128, b: v128): v128 {
    return v128.div<T>(a, b);
  }
  // @ts-ignore: decorator
  @inline
  slopeA(a: v128, b: v128): v128 {
    return v128.div<T>(splat<T>(1), b);
  }
  // @ts-ignore: decorator
  @inline
  slopeB(a: v128, b: v128): v128 {
    return v128.neg<T>(v128.div<T>(v128.div<T>(a, b), b));
  }
}

/// y = a / b
export function divForward<T>(a: usize, b: usize, y: usize, n: i32): void {
  zipForward<T, Div<T>>(a, b, y, n);
}
/// ga += gy * (1 / b); gb += gy * (-a / b^2); a pointer 0 is left out
export function divBackward<T>(a: usize, b: usize, gy: usize, ga: usize, gb: usize, n: i32): void {
  if (ga) zipBackwardA<T, Div<T>>(a, b, gy, ga, n);
  if (gb) zipBackwardB<T, Div<T>>(a, b, gy, gb, n);
}

@final
class Minimum<T> {
  // @ts-ignore: decorator
  @inline
  value(a: v128, b: v128): v128 {
    return v128.min<T>(a, b);
  }
  // @ts-ignore: decorator
  @inline
  slopeA(a: v128, b: v128): v128 {
    return v128.andnot(splat<T>(1), v128.lt<T>(b, a));
  }
  // @ts-ignore: decorator
  @inline
  slopeB(a: v128, b: v128): v128 {
    return v128.and(splat<T>(1), v128.lt<T>(b, a));
  }
}

/// y = min(a, b)
export function minimumForward<T>(a: usize, b: usize, y: usize, n: i32): void {
  zipForward<T, Minimum<T>>(a, b, y, n);
}
/// ga += gy * (not b < a); gb += gy * (b < a); a pointer 0 is left out
export function minimumBackward<T>(a: usize, b: usize, gy: usize, ga: usize, gb: usize, n: i32): void {
  if (ga) zipBackwardA<T, Minimum<T>>(a, b, gy, ga, n);
  if (gb) zipBackwardB<T, Minimum<T>>(a, b, gy, gb, n);
}

@final
class Maximum<T> {
  // @ts-ignore: decorator
  @inline
  value(a: v128, b: v128): v128 {
    return v128.max<T>(a, b);
  }
  // @ts-ignore: decorator
  @inline
  slopeA(a: v128, b: v128): v128 {
    return v128.andnot(splat<T>(1), v128.lt<T>(a, b));
  }
  // @ts-ignore: decorator
  @inline
  slopeB(a: v128, b: v128): v128 {
    return v128.and(splat<T>(1), v128.lt<T>(a, b));
  }
}

/// y = max(a, b)
export function maximumForward<T>(a: usize, b: usize, y: usize, n: i32): void {
  zipForward<T, Maximum<T>>(a, b, y, n);
}
/// ga += gy * (not a < b); gb += gy * (a < b); a pointer 0 is left out
export function maximumBackward<T>(a: usize, b: usize, gy: usize, ga: usize, gb: usize, n: i32): void {
  if (ga) zipBackwardA<T, Maximum<T>>(a, b, gy, ga, n);
  if (gb) zipBackwardB<T, Maximum<T>>(a, b, gy, gb, n);
}

/// y = a where mask is not 0, else b
export function selectForward<T>(mask: usize, a: usize, b: usize, y: usize, n: i32): void {
  const zero = splat<T>(0);
  for (const end = a + wholeBytes<T>(n); a < end; a += 16, b += 16, mask += 16, y += 16) {
    v128.store(y, v128.bitselect(v128.load(a), v128.load(b), v128.ne<T>(v128.load(mask), zero)));
  }
  const left = rest<T>(n);
  if (left) storePart<T>(y, v128.bitselect(v128.load(a), v128.load(b), v128.ne<T>(v128.load(mask), zero)), left);
}

/// gx += gy where (mask is not 0) is `wanted`
export function selectBackward<T>(mask: usize, gy: usize, gx: usize, n: i32, wanted: i32): void {
  const zero = splat<T>(0);
  const flip = i32x4.splat(wanted ? 0 : -1);
  for (const end = gx + wholeBytes<T>(n); gx < end; gx += 16, gy += 16, mask += 16) {
    const on = v128.xor(v128.ne<T>(v128.load(mask), zero), flip);
    v128.store(gx, v128.add<T>(v128.load(gx), v128.and(on, v128.load(gy))));
  }
  const left = rest<T>(n);
  if (left) {
    const on = v128.xor(v128.ne<T>(v128.load(mask), zero), flip);
    storePart<T>(gx, v128.add<T>(v128.load(gx), v128.and(on, v128.load(gy))), left);
  }
}
