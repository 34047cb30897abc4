// Elementwise maps by arithmetic alone; a and b are the parameters of those that have some.
// NaN in gives NaN out: pmax(x, c) and pmin(x, c) keep a NaN of their first argument.
import { mapBackward, mapForward } from './lib/map';
import { splat } from './lib/vector';


/// -1, 0 or 1
// @ts-ignore: decorator
@inline
function sign<T>(x: v128): v128 {
  const one = splat<T>(1);
  const zero = splat<T>(0);
  return v128.sub<T>(v128.and(v128.gt<T>(x, zero), one), v128.and(v128.lt<T>(x, zero), one));
}

@final
class Relu<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.pmax<T>(x, splat<T>(0));
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.and(v128.gt<T>(x, splat<T>(0)), splat<T>(1));
  }
}

/// y = max(x, 0)
export function reluForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Relu<T>>(x, y, n, a, b);
}
/// gx += gy * (x > 0)
export function reluBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Relu<T>>(x, y, gy, gx, n, a, b);
}

@final
class Neg<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.neg<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return splat<T>(-1);
  }
}

/// y = -x
export function negForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Neg<T>>(x, y, n, a, b);
}
/// gx += gy * (-1)
export function negBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Neg<T>>(x, y, gy, gx, n, a, b);
}

@final
class Abs<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.abs<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return sign<T>(x);
  }
}

/// y = |x|
export function absForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Abs<T>>(x, y, n, a, b);
}
/// gx += gy * (sign(x), 0 at 0)
export function absBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Abs<T>>(x, y, gy, gx, n, a, b);
}

@final
class Square<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.add<T>(x, x);
  }
}

/// y = x^2
export function squareForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Square<T>>(x, y, n, a, b);
}
/// gx += gy * (2 x)
export function squareBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Square<T>>(x, y, gy, gx, n, a, b);
}

@final
class Sqrt<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.sqrt<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    const half = v128.div<T>(splat<T>(0.5), y);
    return v128.and(half, v128.ne<T>(y, splat<T>(0)));
  }
}

/// y = sqrt(x)
export function sqrtForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Sqrt<T>>(x, y, n, a, b);
}
/// gx += gy * (1 / (2 y), 0 at 0)
export function sqrtBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Sqrt<T>>(x, y, gy, gx, n, a, b);
}

@final
class Reciprocal<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.div<T>(splat<T>(1), x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.neg<T>(v128.mul<T>(y, y));
  }
}

/// y = 1 / x
export function reciprocalForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Reciprocal<T>>(x, y, n, a, b);
}
/// gx += gy * (-y^2)
export function reciprocalBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Reciprocal<T>>(x, y, gy, gx, n, a, b);
}

@final
class Scale<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, a);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return a;
  }
}

/// y = a x
export function scaleForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Scale<T>>(x, y, n, a, b);
}
/// gx += gy * (a)
export function scaleBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Scale<T>>(x, y, gy, gx, n, a, b);
}

@final
class Shift<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.add<T>(x, a);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return splat<T>(1);
  }
}

/// y = x + a
export function shiftForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Shift<T>>(x, y, n, a, b);
}
/// gx += gy * (1)
export function shiftBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Shift<T>>(x, y, gy, gx, n, a, b);
}

@final
class ClampMin<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.pmax<T>(x, a);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.and(v128.gt<T>(x, a), splat<T>(1));
  }
}

/// y = max(x, a)
export function clampMinForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, ClampMin<T>>(x, y, n, a, b);
}
/// gx += gy * (x > a)
export function clampMinBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, ClampMin<T>>(x, y, gy, gx, n, a, b);
}

@final
class Clamp<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.pmin<T>(v128.pmax<T>(x, a), b);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    const inside = v128.and(v128.gt<T>(x, a), v128.lt<T>(x, b));
    return v128.and(inside, splat<T>(1));
  }
}

/// y = x limited to a .. b
export function clampForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Clamp<T>>(x, y, n, a, b);
}
/// gx += gy * (a < x < b)
export function clampBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Clamp<T>>(x, y, gy, gx, n, a, b);
}

@final
class Huber<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    const size = v128.abs<T>(x);
    const half = splat<T>(0.5);
    const near = v128.mul<T>(half, v128.mul<T>(x, x));
    const far = v128.mul<T>(a, v128.sub<T>(size, v128.mul<T>(half, a)));
    return v128.bitselect(near, far, v128.le<T>(size, a));
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.pmax<T>(v128.pmin<T>(x, a), v128.neg<T>(a));
  }
}

/// y = x^2 / 2 where |x| <= a, else a (|x| - a / 2)
export function huberForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Huber<T>>(x, y, n, a, b);
}
/// gx += gy * (x limited to -a .. a)
export function huberBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Huber<T>>(x, y, gy, gx, n, a, b);
}

@final
class SmoothL1<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    const size = v128.abs<T>(x);
    const half = splat<T>(0.5);
    const near = v128.div<T>(v128.mul<T>(half, v128.mul<T>(x, x)), a);
    const far = v128.sub<T>(size, v128.mul<T>(half, a));
    return v128.bitselect(near, far, v128.lt<T>(size, a));
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    const limited = v128.pmax<T>(v128.pmin<T>(v128.div<T>(x, a), splat<T>(1)), splat<T>(-1));
    // 0 / 0 when a is 0: the kink of |x| has slope 0.
    return v128.and(limited, v128.ne<T>(x, splat<T>(0)));
  }
}

/// y = x^2 / (2 a) where |x| < a, else |x| - a / 2
export function smoothL1Forward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, SmoothL1<T>>(x, y, n, a, b);
}
/// gx += gy * (x / a limited to -1 .. 1; sign(x) when a is 0)
export function smoothL1Backward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, SmoothL1<T>>(x, y, gy, gx, n, a, b);
}
