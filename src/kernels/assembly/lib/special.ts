// Functions of one f64 for which there is no vector form here, and the loops over elements that use them in both
// precisions.

const TWO_OVER_SQRT_PI: f64 = 1.1283791670955126;
const ONE_OVER_SQRT_PI: f64 = 0.5641895835477563;

/// y = F.value(x, a, b), in f64
// @ts-ignore: decorator
@inline
export function eachForward<T, F>(x: usize, y: usize, n: i32, a: T, b: T): void {
  const f = changetype<F>(0);
  for (const end = x + (n as usize) * sizeof<T>(); x < end; x += sizeof<T>(), y += sizeof<T>()) {
    store<T>(y, f.value(load<T>(x) as f64, a as f64, b as f64) as T);
  }
}

/// gx += gy * F.slope(x, a, b), in f64, and nothing where gy is 0
// @ts-ignore: decorator
@inline
export function eachBackward<T, F>(x: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  const f = changetype<F>(0);
  const end = x + (n as usize) * sizeof<T>();
  for (; x < end; x += sizeof<T>(), gy += sizeof<T>(), gx += sizeof<T>()) {
    const g = load<T>(gy) as f64;
    if (g == 0) continue;
    store<T>(gx, load<T>(gx) + ((g * f.slope(load<T>(x) as f64, a as f64, b as f64)) as T));
  }
}

/// 1 / (1 + e^-x)
// @ts-ignore: decorator
@inline
export function sigmoid1(x: f64): f64 {
  if (x >= 0) return 1 / (1 + NativeMath.exp(-x));
  const e = NativeMath.exp(x);
  return e / (1 + e);
}

/// log(1 + e^x)
// @ts-ignore: decorator
@inline
export function softplus1(x: f64): f64 {
  return (x > 0 || x != x ? x : 0) + NativeMath.log1p(NativeMath.exp(-abs(x)));
}

/// log(1 - e^x) for x <= 0
export function log1mExp(x: f64): f64 {
  return x > -0.6931471805599453 ? NativeMath.log(-NativeMath.expm1(x)) : NativeMath.log1p(-NativeMath.exp(x));
}

/// The derivative of erf, 2 / sqrt(pi) e^(-x^2)
export function erfSlope1(x: f64): f64 {
  return TWO_OVER_SQRT_PI * NativeMath.exp(-x * x);
}

/// The error function by Cody's rational approximations (Math. Comp. 1969), within a few units of the last place.
export function erf1(x: f64): f64 {
  const y = abs(x);
  if (x != x) return x;
  if (y <= 0.46875) {
    const s = y > 1.11e-16 ? y * y : 0;
    const above = (((1.85777706184603153e-1 * s + 3.16112374387056560) * s + 1.13864154151050156e2) * s
      + 3.77485237685302021e2) * s + 3.20937758913846947e3;
    const below = (((s + 2.36012909523441209e1) * s + 2.44024637934444173e2) * s
      + 1.28261652607737228e3) * s + 2.84423683343917062e3;
    return (x * above) / below;
  }
  if (y > 6) return x > 0 ? 1 : -1;
  let tail: f64;
  if (y <= 4) {
    const above = (((((((2.15311535474403846e-8 * y + 5.64188496988670089e-1) * y + 8.88314979438837594) * y
      + 6.61191906371416295e1) * y + 2.98635138197400131e2) * y + 8.81952221241769090e2) * y
      + 1.71204761263407058e3) * y + 2.05107837782607147e3) * y + 1.23033935479799725e3;
    const below = (((((((y + 1.57449261107098347e1) * y + 1.17693950891312499e2) * y + 5.37181101862009858e2) * y
      + 1.62138957456669019e3) * y + 3.29079923573345963e3) * y + 4.36261909014324716e3) * y
      + 3.43936767414372164e3) * y + 1.23033935480374942e3;
    tail = above / below;
  } else {
    const s = 1 / (y * y);
    const above = ((((1.63153871373020978e-2 * s + 3.05326634961232344e-1) * s + 3.60344899949804439e-1) * s
      + 1.25781726111229246e-1) * s + 1.60837851487422766e-2) * s + 6.58749161529837803e-4;
    const below = ((((s + 2.56852019228982242) * s + 1.87295284992346047) * s + 5.27905102951428412e-1) * s
      + 6.05183413124413191e-2) * s + 2.33520497626869185e-3;
    tail = (ONE_OVER_SQRT_PI - (s * above) / below) / y;
  }
  // e^(-y^2) in two factors, so that the square loses no digits.
  const near = Math.floor(y * 16) / 16;
  const rest = (y - near) * (y + near);
  const far = NativeMath.exp(-near * near) * NativeMath.exp(-rest) * tail;
  return x > 0 ? 1 - far : far - 1;
}
