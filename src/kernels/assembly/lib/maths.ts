// exp, log, log1p, tanh and what follows from them, on one vector.

// @ts-ignore: decorator
@inline
export function vexp<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2(NativeMath.exp(f64x2.extract_lane(x, 0)), NativeMath.exp(f64x2.extract_lane(x, 1)));
  }
  return f32x4(
    NativeMath.exp(f32x4.extract_lane(x, 0)) as f32,
    NativeMath.exp(f32x4.extract_lane(x, 1)) as f32,
    NativeMath.exp(f32x4.extract_lane(x, 2)) as f32,
    NativeMath.exp(f32x4.extract_lane(x, 3)) as f32,
  );
}

// @ts-ignore: decorator
@inline
export function vlog<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2(NativeMath.log(f64x2.extract_lane(x, 0)), NativeMath.log(f64x2.extract_lane(x, 1)));
  }
  return f32x4(
    NativeMath.log(f32x4.extract_lane(x, 0)) as f32,
    NativeMath.log(f32x4.extract_lane(x, 1)) as f32,
    NativeMath.log(f32x4.extract_lane(x, 2)) as f32,
    NativeMath.log(f32x4.extract_lane(x, 3)) as f32,
  );
}

// @ts-ignore: decorator
@inline
export function vlog1p<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2(NativeMath.log1p(f64x2.extract_lane(x, 0)), NativeMath.log1p(f64x2.extract_lane(x, 1)));
  }
  return f32x4(
    NativeMath.log1p(f32x4.extract_lane(x, 0)) as f32,
    NativeMath.log1p(f32x4.extract_lane(x, 1)) as f32,
    NativeMath.log1p(f32x4.extract_lane(x, 2)) as f32,
    NativeMath.log1p(f32x4.extract_lane(x, 3)) as f32,
  );
}

// @ts-ignore: decorator
@inline
export function vtanh<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    return f64x2(NativeMath.tanh(f64x2.extract_lane(x, 0)), NativeMath.tanh(f64x2.extract_lane(x, 1)));
  }
  return f32x4(
    NativeMath.tanh(f32x4.extract_lane(x, 0)) as f32,
    NativeMath.tanh(f32x4.extract_lane(x, 1)) as f32,
    NativeMath.tanh(f32x4.extract_lane(x, 2)) as f32,
    NativeMath.tanh(f32x4.extract_lane(x, 3)) as f32,
  );
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
  const tail = vlog1p<T>(vexp<T>(v128.neg<T>(v128.abs<T>(x))));
  return v128.add<T>(v128.pmax<T>(x, v128.splat<T>(0 as T)), tail);
}

/// x^p for one power p of all lanes. Small whole powers by multiplication, others lane by lane in f64.
// @ts-ignore: decorator
@inline
export function vpow<T>(x: v128, p: f64): v128 {
  if (p == 0) return v128.splat<T>(1 as T);
  if (p == 1) return x;
  if (p == 2) return v128.mul<T>(x, x);
  if (p == 0.5) return v128.sqrt<T>(x);
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
