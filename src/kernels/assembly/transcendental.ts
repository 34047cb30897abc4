// Elementwise maps by exp, log and their relatives.
import { mapBackward, mapForward } from './lib/map';
import { vexp, vlog, vlog1p, vlog1pNormal, vpow, vsigmoid, vsoftplus, vtanh } from './lib/maths';
import { splat } from './lib/vector';


@final
class Exp<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return vexp<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return y;
  }
}

/// y = e^x
export function expForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Exp<T>>(x, y, n, a, b);
}
/// gx += gy * (y)
export function expBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Exp<T>>(x, y, gy, gx, n, a, b);
}

@final
class Log<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return vlog<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.div<T>(splat<T>(1), x);
  }
}

/// y = log x
export function logForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Log<T>>(x, y, n, a, b);
}
/// gx += gy * (1 / x)
export function logBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Log<T>>(x, y, gy, gx, n, a, b);
}

@final
class Log1p<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return vlog1p<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.div<T>(splat<T>(1), v128.add<T>(splat<T>(1), x));
  }
}

/// y = log(1 + x)
export function log1pForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Log1p<T>>(x, y, n, a, b);
}
/// gx += gy * (1 / (1 + x))
export function log1pBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Log1p<T>>(x, y, gy, gx, n, a, b);
}

@final
class Sigmoid<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return vsigmoid<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(y, v128.sub<T>(splat<T>(1), y));
  }
}

/// y = 1 / (1 + e^-x)
export function sigmoidForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Sigmoid<T>>(x, y, n, a, b);
}
/// gx += gy * (y (1 - y))
export function sigmoidBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Sigmoid<T>>(x, y, gy, gx, n, a, b);
}

@final
class Silu<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, vsigmoid<T>(x));
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    const s = vsigmoid<T>(x);
    return v128.add<T>(s, v128.mul<T>(y, v128.sub<T>(splat<T>(1), s)));
  }
}

/// y = x / (1 + e^-x)
export function siluForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Silu<T>>(x, y, n, a, b);
}
/// gx += gy * (s + y (1 - s)), s = 1 / (1 + e^-x)
export function siluBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Silu<T>>(x, y, gy, gx, n, a, b);
}

@final
class Tanh<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return vtanh<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(splat<T>(1), v128.mul<T>(y, y));
  }
}

/// y = tanh x
export function tanhForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Tanh<T>>(x, y, n, a, b);
}
/// gx += gy * (1 - y^2)
export function tanhBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Tanh<T>>(x, y, gy, gx, n, a, b);
}

@final
class Softplus<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return vsoftplus<T>(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return vsigmoid<T>(x);
  }
}

/// y = log(1 + e^x)
export function softplusForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Softplus<T>>(x, y, n, a, b);
}
/// gx += gy * (sigmoid(x))
export function softplusBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Softplus<T>>(x, y, gy, gx, n, a, b);
}

@final
class LogCosh<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    const size = v128.abs<T>(x);
    const tail = vlog1pNormal<T>(vexp<T>(v128.mul<T>(splat<T>(-2), size)));
    const far = v128.add<T>(size, v128.sub<T>(tail, splat<T>(0.6931471805599453)));
    // Up to 1 that difference loses digits; there cosh^-2 = 1 - tanh^2 does not.
    const t = vtanh<T>(x);
    const near = v128.mul<T>(splat<T>(-0.5), vlog1pNormal<T>(v128.neg<T>(v128.mul<T>(t, t))));
    return v128.bitselect(near, far, v128.lt<T>(size, splat<T>(1)));
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    return vtanh<T>(x);
  }
}

/// y = log cosh x
export function logCoshForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, LogCosh<T>>(x, y, n, a, b);
}
/// gx += gy * (tanh x)
export function logCoshBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, LogCosh<T>>(x, y, gy, gx, n, a, b);
}

@final
class Xlogx<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return v128.and(v128.mul<T>(x, vlog<T>(x)), v128.ne<T>(x, splat<T>(0)));
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    const slope = v128.add<T>(vlog<T>(x), splat<T>(1));
    return v128.and(slope, v128.ne<T>(x, splat<T>(0)));
  }
}

/// y = x log x, 0 at 0
export function xlogxForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Xlogx<T>>(x, y, n, a, b);
}
/// gx += gy * (log x + 1, 0 at 0)
export function xlogxBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Xlogx<T>>(x, y, gy, gx, n, a, b);
}

@final
class Power<T> {
  // @ts-ignore: decorator
  @inline
  value(x: v128, a: v128, b: v128): v128 {
    return vpow<T>(x, v128.extract_lane<T>(a, 0) as f64);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, y: v128, a: v128, b: v128): v128 {
    // No slope at all when the power is 0, even where x^-1 is infinite.
    const p = v128.extract_lane<T>(a, 0) as f64;
    return p == 0 ? splat<T>(0) : v128.mul<T>(a, vpow<T>(x, p - 1));
  }
}

/// y = x^a
export function powForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  mapForward<T, Power<T>>(x, y, n, a, b);
}
/// gx += gy * (a x^(a - 1), 0 when a is 0)
export function powBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  mapBackward<T, Power<T>>(x, y, gy, gx, n, a, b);
}
