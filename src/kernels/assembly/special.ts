// Elementwise maps that are computed in f64, one element after another, in either precision.
import { eachBackward, eachForward, erf1, erfSlope1, log1mExp } from './lib/special';

@final
class Expm1 {
  // @ts-ignore: decorator
  @inline
  value(x: f64, a: f64, b: f64): f64 {
    return NativeMath.expm1(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: f64, a: f64, b: f64): f64 {
    return NativeMath.exp(x);
  }
}

/// y = e^x - 1
export function expm1Forward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  eachForward<T, Expm1>(x, y, n, a, b);
}
/// gx += gy e^x
export function expm1Backward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  eachBackward<T, Expm1>(x, gy, gx, n, a, b);
}

@final
class Erf {
  // @ts-ignore: decorator
  @inline
  value(x: f64, a: f64, b: f64): f64 {
    return erf1(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: f64, a: f64, b: f64): f64 {
    return erfSlope1(x);
  }
}

/// y = erf(x)
export function erfForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  eachForward<T, Erf>(x, y, n, a, b);
}
/// gx += gy 2 / sqrt(pi) e^(-x^2)
export function erfBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  eachBackward<T, Erf>(x, gy, gx, n, a, b);
}

@final
class LogOdds {
  // @ts-ignore: decorator
  @inline
  value(x: f64, a: f64, b: f64): f64 {
    return x - log1mExp(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: f64, a: f64, b: f64): f64 {
    return -1 / NativeMath.expm1(x);
  }
}

/// y = x - log(1 - e^x)
export function logOddsForward<T>(x: usize, y: usize, n: i32, a: T, b: T): void {
  eachForward<T, LogOdds>(x, y, n, a, b);
}
/// gx += gy / (1 - e^x)
export function logOddsBackward<T>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  eachBackward<T, LogOdds>(x, gy, gx, n, a, b);
}
