// Cross-entropy against a weight on every outcome instead of one class index. An outcome of weight 0 is not read.
import { baseOf, restOf } from './lib/lse';
import { vexp, vlog1pNormal, vsigmoid } from './lib/maths';
import { bytes, gated, rest, splat, storePart, wholeBytes } from './lib/vector';

/// y[i] = sum over k of c[i, k] (lse[i] - z[i, k]); a class of weight 0 is not read, so its z may be -Infinity
export function softCrossEntropyRowsForward<T>(
  z: usize, c: usize, lse: usize, y: usize, rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, z += step, c += step, y += sizeof<T>(), lse += sizeof<T>()) {
    const l = load<T>(lse);
    const base = baseOf<T>(z, columns, l);
    const over = restOf<T>(z, columns, l, base);
    let sum: T = 0 as T;
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const weight = load<T>(c + j);
      if (weight != (0 as T)) sum += weight * (over - (load<T>(z + j) - base));
    }
    store<T>(y, sum);
  }
}

/// gz[i, k] += gy[i] (softmax(z[i, :])_k * sum of c[i, :] - c[i, k])
export function softCrossEntropyRowsBackward<T>(
  z: usize, c: usize, lse: usize, gy: usize, gz: usize, rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  const impossible = splat<T>(-Infinity);
  for (let i = 0; i < rows; i++, z += step, c += step, gz += step, gy += sizeof<T>(), lse += sizeof<T>()) {
    const g = load<T>(gy);
    if (g == (0 as T)) continue;
    let total: T = 0 as T;
    let read = false;
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const weight = load<T>(c + j);
      total += weight;
      read = read || weight != (0 as T);
    }
    if (!read) continue;
    const vg = v128.splat<T>(g);
    const mass = v128.splat<T>(total);
    const l = load<T>(lse);
    const base = baseOf<T>(z, columns, l);
    const b = v128.splat<T>(base);
    const over = v128.splat<T>(restOf<T>(z, columns, l, base));
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const v = v128.load(z + j);
      const p = v128.and(vexp<T>(v128.sub<T>(v128.sub<T>(v, b), over)), v128.ne<T>(v, impossible));
      const d = v128.sub<T>(gated<T>(p, v128.mul<T>(p, mass)), v128.load(c + j));
      v128.store(gz + j, v128.add<T>(v128.load(gz + j), v128.mul<T>(vg, d)));
    }
    if (left) {
      const v = v128.load(z + j);
      const p = v128.and(vexp<T>(v128.sub<T>(v128.sub<T>(v, b), over)), v128.ne<T>(v, impossible));
      const d = v128.sub<T>(gated<T>(p, v128.mul<T>(p, mass)), v128.load(c + j));
      storePart<T>(gz + j, v128.add<T>(v128.load(gz + j), v128.mul<T>(vg, d)), left);
    }
  }
}

// @ts-ignore: decorator
@inline
function twoSided<T>(z: v128, p: v128, n: v128): v128 {
  const zero = splat<T>(0);
  const tail = vlog1pNormal<T>(vexp<T>(v128.neg<T>(v128.abs<T>(z))));
  const falling = v128.add<T>(v128.max<T>(v128.neg<T>(z), zero), tail);
  const rising = v128.add<T>(v128.max<T>(z, zero), tail);
  return v128.add<T>(gated<T>(p, v128.mul<T>(p, falling)), gated<T>(n, v128.mul<T>(n, rising)));
}

// @ts-ignore: decorator
@inline
function twoSidedSlope<T>(z: v128, p: v128, n: v128): v128 {
  const down = gated<T>(p, v128.mul<T>(p, vsigmoid<T>(v128.neg<T>(z))));
  return v128.sub<T>(gated<T>(n, v128.mul<T>(n, vsigmoid<T>(z))), down);
}

/// y = p softplus(-z) + n softplus(z): what a positive outcome of weight p and a negative one of weight n cost
export function binaryCrossEntropyForward<T>(z: usize, p: usize, n: usize, y: usize, size: i32): void {
  for (const end = z + wholeBytes<T>(size); z < end; z += 16, p += 16, n += 16, y += 16) {
    v128.store(y, twoSided<T>(v128.load(z), v128.load(p), v128.load(n)));
  }
  const left = rest<T>(size);
  if (left) storePart<T>(y, twoSided<T>(v128.load(z), v128.load(p), v128.load(n)), left);
}

/// gz += gy (n sigmoid(z) - p sigmoid(-z))
export function binaryCrossEntropyBackward<T>(
  z: usize, p: usize, n: usize, gy: usize, gz: usize, size: i32,
): void {
  for (const end = z + wholeBytes<T>(size); z < end; z += 16, p += 16, n += 16, gy += 16, gz += 16) {
    const g = v128.load(gy);
    const d = v128.mul<T>(g, twoSidedSlope<T>(v128.load(z), v128.load(p), v128.load(n)));
    v128.store(gz, v128.add<T>(v128.load(gz), gated<T>(g, d)));
  }
  const left = rest<T>(size);
  if (left) {
    const g = v128.load(gy);
    const d = v128.mul<T>(g, twoSidedSlope<T>(v128.load(z), v128.load(p), v128.load(n)));
    storePart<T>(gz, v128.add<T>(v128.load(gz), gated<T>(g, d)), left);
  }
}
