// exp, log, log1p, tanh and what follows from them, on one vector. In f64 lane by lane by AssemblyScript's own functions;
// in f32 by the polynomials of S. Moshier's Cephes library (expf, logf, tanhf), within about 2 units in the last place.
import { splat } from './vector';

/// The polynomial step a x + b.
// @ts-ignore: decorator
@inline
function step(a: v128, x: v128, b: f32): v128 {
  return f32x4.add(f32x4.mul(a, x), f32x4.splat(b));
}

/// 2^n of whole numbers n in -126 .. 127
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/// The sum of 1.5 x 2^23 and a number below 2^22 has steps of 1.
const SHIFT: f32 = 12582912;

/// e^r of r = x - n log 2 within +-log(2) / 2, by a polynomial; n = `shifted` - SHIFT is x / log 2, rounded
// @ts-ignore: decorator
@inline
function expOfRest(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, f32x4.splat(SHIFT));
  // n log 2 in two parts, the first exact
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = step(f32x4.splat(1.9875691500e-4), r, 1.3981999507e-3);
  p = step(p, r, 8.3334519073e-3);
  p = step(p, r, 4.1665795894e-2);
  p = step(p, r, 1.6666665459e-1);
  p = step(p, r, 5.0000001201e-1);
  return f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
}

/// x / log 2 + SHIFT: rounded to a whole number, ties to even, which its lowest bits hold. Faster than nearest and trunc.
// @ts-ignore: decorator
@inline
function shiftedPower(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(SHIFT));
}

// @ts-ignore: decorator
@inline
function expF32(x: v128): v128 {
  // Beyond these bounds the result is Infinity or 0; a NaN passes both.
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const shifted = shiftedPower(x);
  const y = expOfRest(x, shifted);
  // 2^n in two factors: n = 128 is beyond one, and small results round to subnormal numbers once.
  const whole = i32x4.sub(shifted, f32x4.splat(SHIFT));
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/// log x of normal numbers: `bits` are those of x
// @ts-ignore: decorator
@inline
function logOfNormal(bits: v128, scaledUp: v128): v128 {
  const shifted = i32x4.sub(bits, i32x4.splat(0x3f3504f3));
  // x = 2^e m with m in sqrt(1/2) .. sqrt(2)
  const exponent = i32x4.sub(i32x4.shr_s(shifted, 23), scaledUp);
  const e = f32x4.convert_i32x4_s(exponent);
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const r = f32x4.sub(m, f32x4.splat(1));
  const z = f32x4.mul(r, r);
  let p = step(f32x4.splat(7.0376836292e-2), r, -1.1514610310e-1);
  p = step(p, r, 1.1676998740e-1);
  p = step(p, r, -1.2420140846e-1);
  p = step(p, r, 1.4249322787e-1);
  p = step(p, r, -1.6668057665e-1);
  p = step(p, r, 2.0000714765e-1);
  p = step(p, r, -2.4999993993e-1);
  p = step(p, r, 3.3333331174e-1);
  let y = f32x4.mul(f32x4.mul(r, z), p);
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(r, y), f32x4.mul(e, f32x4.splat(0.693359375)));
}

// @ts-ignore: decorator
@inline
function logF32(x: v128): v128 {
  // Subnormal numbers are scaled up by 2^23 first.
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  const log = logOfNormal(scaled, v128.and(tiny, i32x4.splat(23)));
  // 0 -> -Infinity, below 0 -> NaN; Infinity and NaN stay.
  const zero = f32x4.splat(0);
  const low = v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), f32x4.eq(x, zero));
  const finite = v128.bitselect(log, x, f32x4.lt(x, f32x4.splat(Infinity)));
  return v128.bitselect(low, finite, f32x4.le(x, zero));
}

// @ts-ignore: decorator
@inline
function log1pF32(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  // log(u) x / (u - 1) makes up for what 1 + x rounded away.
  const near = f32x4.mul(logF32(u), f32x4.div(x, f32x4.sub(u, one)));
  const kept = v128.bitselect(near, x, f32x4.ne(u, one));
  return v128.bitselect(x, kept, f32x4.eq(x, f32x4.splat(Infinity)));
}

// @ts-ignore: decorator
@inline
function tanhF32(x: v128): v128 {
  const one = f32x4.splat(1);
  const size = f32x4.abs(x);
  const s = f32x4.mul(x, x);
  let p = step(f32x4.splat(-5.70498872745e-3), s, 2.06390887954e-2);
  p = step(p, s, -5.37397155531e-2);
  p = step(p, s, 1.33314422036e-1);
  p = step(p, s, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, s), x), x);
  // From 2 |x| = 40 on tanh rounds to 1: e^40 does as well, and 2^n is one factor.
  const twice = f32x4.pmin(f32x4.add(size, size), f32x4.splat(40));
  const shifted = shiftedPower(twice);
  const e = f32x4.mul(expOfRest(twice, shifted), powerOfTwo(i32x4.sub(shifted, f32x4.splat(SHIFT))));
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

// @ts-ignore: decorator
@inline
export function vexp<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return expF32(x);
  return f64x2(NativeMath.exp(f64x2.extract_lane(x, 0)), NativeMath.exp(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function vlog<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return logF32(x);
  return f64x2(NativeMath.log(f64x2.extract_lane(x, 0)), NativeMath.log(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function vlog1p<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return log1pF32(x);
  return f64x2(NativeMath.log1p(f64x2.extract_lane(x, 0)), NativeMath.log1p(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function vtanh<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return tanhF32(x);
  return f64x2(NativeMath.tanh(f64x2.extract_lane(x, 0)), NativeMath.tanh(f64x2.extract_lane(x, 1)));
}

/// log(1 + x) where 1 + x is a normal number, as e^-|x| gives: what log1p needs for others is left out, the bits are the same.
// @ts-ignore: decorator
@inline
export function vlog1pNormal<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return vlog1p<T>(x);
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  const near = f32x4.mul(logOfNormal(u, i32x4.splat(0)), f32x4.div(x, f32x4.sub(u, one)));
  return v128.bitselect(near, x, f32x4.ne(u, one));
}

/// 1 / (1 + e^-x), without overflow on either side.
// @ts-ignore: decorator
@inline
export function vsigmoid<T>(x: v128): v128 {
  const one = v128.splat<T>(1 as T);
  const e = vexp<T>(v128.neg<T>(v128.abs<T>(x)));
  const r = v128.div<T>(one, v128.add<T>(one, e));
  return v128.bitselect(v128.mul<T>(e, r), r, v128.lt<T>(x, v128.splat<T>(0 as T)));
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|)
// @ts-ignore: decorator
@inline
export function vsoftplus<T>(x: v128): v128 {
  const tail = vlog1pNormal<T>(vexp<T>(v128.neg<T>(v128.abs<T>(x))));
  return v128.add<T>(v128.pmax<T>(x, v128.splat<T>(0 as T)), tail);
}

/// x^p for one power p of all lanes. Small whole powers by multiplication, others lane by lane in f64.
// @ts-ignore: decorator
@inline
export function vpow<T>(x: v128, p: f64): v128 {
  if (p == 0.5) return v128.sqrt<T>(x);
  if (p >= 0 && p <= 8 && p == Math.floor(p)) {
    let result = splat<T>(1);
    for (let left = p; left > 0; left--) result = v128.mul<T>(result, x);
    return result;
  }
  if (sizeof<T>() == 8) {
    return f64x2(NativeMath.pow(f64x2.extract_lane(x, 0), p), NativeMath.pow(f64x2.extract_lane(x, 1), p));
  }
  return f32x4(
    NativeMath.pow(f32x4.extract_lane(x, 0), p) as f32,
    NativeMath.pow(f32x4.extract_lane(x, 1), p) as f32,
    NativeMath.pow(f32x4.extract_lane(x, 2), p) as f32,
    NativeMath.pow(f32x4.extract_lane(x, 3), p) as f32,
  );
}
