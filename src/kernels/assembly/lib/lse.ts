// The log of a sum of exponentials. Near zero one number holds it. Far from zero its digits would go into the largest
// logit (an f32 of 10000 has steps of 0.001), so there it is taken in two parts: a logit minus base is exact where it
// matters, and rest is small. Near zero base is all of it and rest is 0.
import { vexp } from './maths';
import { maxOf } from './rows';
import { loadPart, rest, splat, sumLanes, wholeBytes } from './vector';

/// |lse| below which one number holds it to the digits of T that a probability needs
const NEAR = 32;

/// log of the sum of e^(z - m) over n elements, m the largest of them
function overLargest<T>(z: usize, n: i32, m: T): T {
  const vm = v128.splat<T>(m);
  let sum = splat<T>(0);
  for (const end = z + wholeBytes<T>(n); z < end; z += 16) {
    sum = v128.add<T>(sum, vexp<T>(v128.sub<T>(v128.load(z), vm)));
  }
  const left = rest<T>(n);
  if (left) sum = v128.add<T>(sum, vexp<T>(v128.sub<T>(loadPart<T>(z, left, splat<T>(-Infinity)), vm)));
  return NativeMath.log(sumLanes<T>(sum) as f64) as T;
}

/// log of the sum of exponentials of n elements
// @ts-ignore: decorator
@inline
export function lseOf<T>(z: usize, n: i32): T {
  const m = maxOf<T>(z, n);
  return m == (-Infinity as T) ? m : m + overLargest<T>(z, n, m);
}

/// the part of lse that is taken from a logit first
// @ts-ignore: decorator
@inline
export function baseOf<T>(z: usize, n: i32, lse: T): T {
  return abs<T>(lse) < (NEAR as T) ? lse : maxOf<T>(z, n);
}

/// what is left of lse beyond its base
// @ts-ignore: decorator
@inline
export function restOf<T>(z: usize, n: i32, lse: T, base: T): T {
  return abs<T>(lse) < (NEAR as T) || base == (-Infinity as T) ? (0 as T) : overLargest<T>(z, n, base);
}
