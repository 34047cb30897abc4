// The loops that every elementwise kernel shares. F is a class without state: its methods are inlined.
import { gated, rest, storePart, wholeBytes } from './vector';

/// y = F.value(x, a, b)
// @ts-ignore: decorator
@inline
export function mapForward<T, F>(x: usize, y: usize, n: i32, a: T, b: T): void {
  const f = changetype<F>(0);
  const va = v128.splat<T>(a);
  const vb = v128.splat<T>(b);
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16) {
    v128.store(y, f.value(v128.load(x), va, vb));
  }
  const left = rest<T>(n);
  if (left) storePart<T>(y, f.value(v128.load(x), va, vb), left);
}

/// gx += gy * F.slope(x, y, a, b), and nothing where gy is 0
// @ts-ignore: decorator
@inline
export function mapBackward<T, F>(x: usize, y: usize, gy: usize, gx: usize, n: i32, a: T, b: T): void {
  const f = changetype<F>(0);
  const va = v128.splat<T>(a);
  const vb = v128.splat<T>(b);
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16, gy += 16, gx += 16) {
    const g = v128.load(gy);
    const slope = f.slope(v128.load(x), v128.load(y), va, vb);
    v128.store(gx, v128.add<T>(v128.load(gx), gated<T>(g, v128.mul<T>(g, slope))));
  }
  const left = rest<T>(n);
  if (left) {
    const g = v128.load(gy);
    const slope = f.slope(v128.load(x), v128.load(y), va, vb);
    storePart<T>(gx, v128.add<T>(v128.load(gx), gated<T>(g, v128.mul<T>(g, slope))), left);
  }
}

/// y = F.value(a, b)
// @ts-ignore: decorator
@inline
export function zipForward<T, F>(a: usize, b: usize, y: usize, n: i32): void {
  const f = changetype<F>(0);
  for (const end = a + wholeBytes<T>(n); a < end; a += 16, b += 16, y += 16) {
    v128.store(y, f.value(v128.load(a), v128.load(b)));
  }
  const left = rest<T>(n);
  if (left) storePart<T>(y, f.value(v128.load(a), v128.load(b)), left);
}

/// ga += gy * F.slopeA(a, b), and nothing where gy is 0
// @ts-ignore: decorator
@inline
export function zipBackwardA<T, F>(a: usize, b: usize, gy: usize, ga: usize, n: i32): void {
  const f = changetype<F>(0);
  for (const end = a + wholeBytes<T>(n); a < end; a += 16, b += 16, gy += 16, ga += 16) {
    const g = v128.load(gy);
    const slope = f.slopeA(v128.load(a), v128.load(b));
    v128.store(ga, v128.add<T>(v128.load(ga), gated<T>(g, v128.mul<T>(g, slope))));
  }
  const left = rest<T>(n);
  if (left) {
    const g = v128.load(gy);
    const slope = f.slopeA(v128.load(a), v128.load(b));
    storePart<T>(ga, v128.add<T>(v128.load(ga), gated<T>(g, v128.mul<T>(g, slope))), left);
  }
}

/// gb += gy * F.slopeB(a, b), and nothing where gy is 0
// @ts-ignore: decorator
@inline
export function zipBackwardB<T, F>(a: usize, b: usize, gy: usize, gb: usize, n: i32): void {
  const f = changetype<F>(0);
  for (const end = a + wholeBytes<T>(n); a < end; a += 16, b += 16, gy += 16, gb += 16) {
    const g = v128.load(gy);
    const slope = f.slopeB(v128.load(a), v128.load(b));
    v128.store(gb, v128.add<T>(v128.load(gb), gated<T>(g, v128.mul<T>(g, slope))));
  }
  const left = rest<T>(n);
  if (left) {
    const g = v128.load(gy);
    const slope = f.slopeB(v128.load(a), v128.load(b));
    storePart<T>(gb, v128.add<T>(v128.load(gb), gated<T>(g, v128.mul<T>(g, slope))), left);
  }
}
