// Row-wise softmax and what is fused with it. A logit of -Infinity has probability 0 and gradient 0, also in a row of
// nothing else.
import { baseOf, lseOf, restOf } from './lib/lse';
import { vexp } from './lib/maths';
import { sumOf } from './lib/rows';
import { bytes, gated, loadPart, rest, splat, storePart, sumLanes, wholeBytes } from './lib/vector';

/// log p = z - lse
// @ts-ignore: decorator
@inline
function logProbability<T>(z: v128, base: v128, over: v128): v128 {
  return v128.sub<T>(v128.sub<T>(z, base), over);
}

/// e^(z - lse), 0 where z is -Infinity
// @ts-ignore: decorator
@inline
function probability<T>(z: v128, base: v128, over: v128): v128 {
  return v128.and(vexp<T>(logProbability<T>(z, base, over)), v128.ne<T>(z, splat<T>(-Infinity)));
}

/// y[i] = lse of row i
export function lseRowsForward<T>(z: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, z += step, y += sizeof<T>()) store<T>(y, lseOf<T>(z, columns));
}

/// gz[i, :] += gy[i] softmax(z[i, :]), with y = lse
export function lseRowsBackward<T>(z: usize, y: usize, gy: usize, gz: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  for (let i = 0; i < rows; i++, z += step, gz += step, y += sizeof<T>(), gy += sizeof<T>()) {
    const lse = load<T>(y);
    const base = baseOf<T>(z, columns, lse);
    const b = v128.splat<T>(base);
    const r = v128.splat<T>(restOf<T>(z, columns, lse, base));
    const g = v128.splat<T>(load<T>(gy));
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const p = probability<T>(v128.load(z + j), b, r);
      v128.store(gz + j, v128.add<T>(v128.load(gz + j), gated<T>(p, v128.mul<T>(g, p))));
    }
    if (left) {
      const p = probability<T>(v128.load(z + j), b, r);
      storePart<T>(gz + j, v128.add<T>(v128.load(gz + j), gated<T>(p, v128.mul<T>(g, p))), left);
    }
  }
}

/// y[i, :] = softmax(z[i, :])
export function softmaxRowsForward<T>(z: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  for (let i = 0; i < rows; i++, z += step, y += step) {
    const lse = lseOf<T>(z, columns);
    const base = baseOf<T>(z, columns, lse);
    const b = v128.splat<T>(base);
    const r = v128.splat<T>(restOf<T>(z, columns, lse, base));
    let j: usize = 0;
    for (; j < whole; j += 16) v128.store(y + j, probability<T>(v128.load(z + j), b, r));
    if (left) storePart<T>(y + j, probability<T>(v128.load(z + j), b, r), left);
  }
}

/// gz[i, k] += p_k (gy[i, k] - sum over j of gy[i, j] p_j), with y = p
export function softmaxRowsBackward<T>(y: usize, gy: usize, gz: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, y += step, gz += step, gy += step) {
    let dot: T = 0 as T;
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const p = load<T>(y + j);
      if (p != (0 as T)) dot += load<T>(gy + j) * p;
    }
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const p = load<T>(y + j);
      if (p != (0 as T)) store<T>(gz + j, load<T>(gz + j) + p * (load<T>(gy + j) - dot));
    }
  }
}

/// y[i, :] = z[i, :] - lse of row i
export function logSoftmaxRowsForward<T>(z: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, z += step, y += step) {
    const lse = lseOf<T>(z, columns);
    const base = baseOf<T>(z, columns, lse);
    const r = restOf<T>(z, columns, lse, base);
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const v = load<T>(z + j);
      store<T>(y + j, v == (-Infinity as T) ? v : v - base - r);
    }
  }
}

/// gz[i, k] += gy[i, k] - p_k * sum of gy[i, :], with y = log p
export function logSoftmaxRowsBackward<T>(y: usize, gy: usize, gz: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  const impossible = splat<T>(-Infinity);
  for (let i = 0; i < rows; i++, y += step, gz += step, gy += step) {
    const sum = v128.splat<T>(sumOf<T>(gy, columns));
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const logP = v128.load(y + j);
      const g = v128.sub<T>(v128.load(gy + j), v128.mul<T>(vexp<T>(logP), sum));
      v128.store(gz + j, v128.add<T>(v128.load(gz + j), v128.and(g, v128.ne<T>(logP, impossible))));
    }
    if (left) {
      const logP = v128.load(y + j);
      const g = v128.sub<T>(v128.load(gy + j), v128.mul<T>(vexp<T>(logP), sum));
      storePart<T>(gz + j, v128.add<T>(v128.load(gz + j), v128.and(g, v128.ne<T>(logP, impossible))), left);
    }
  }
}

/// lse[i] = lse of row i; y[i] = lse[i] - z[i, target[i]]
export function crossEntropyRowsForward<T>(
  z: usize, target: usize, lse: usize, y: usize, rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, z += step, target += 4, y += sizeof<T>(), lse += sizeof<T>()) {
    const l = lseOf<T>(z, columns);
    store<T>(lse, l);
    const base = baseOf<T>(z, columns, l);
    store<T>(y, restOf<T>(z, columns, l, base) - (load<T>(z + bytes<T>(load<i32>(target))) - base));
  }
}

/// gz[i, target[i]] -= gy[i]
export function crossEntropyRowsTarget<T>(target: usize, gy: usize, gz: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, gz += step, target += 4, gy += sizeof<T>()) {
    const to = gz + bytes<T>(load<i32>(target));
    store<T>(to, load<T>(to) - load<T>(gy));
  }
}

/// lse[i] = lse of row i; y[i] = entropy of softmax(z[i, :])
export function entropyRowsForward<T>(z: usize, lse: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  const zero = splat<T>(0);
  for (let i = 0; i < rows; i++, z += step, y += sizeof<T>(), lse += sizeof<T>()) {
    const l = lseOf<T>(z, columns);
    const base = baseOf<T>(z, columns, l);
    const b = v128.splat<T>(base);
    const r = v128.splat<T>(restOf<T>(z, columns, l, base));
    let sum = zero;
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const v = v128.load(z + j);
      const p = probability<T>(v, b, r);
      sum = v128.sub<T>(sum, gated<T>(p, v128.mul<T>(p, logProbability<T>(v, b, r))));
    }
    if (left) {
      const v = loadPart<T>(z + j, left, splat<T>(-Infinity));
      const p = probability<T>(v, b, r);
      sum = v128.sub<T>(sum, gated<T>(p, v128.mul<T>(p, logProbability<T>(v, b, r))));
    }
    store<T>(lse, l);
    store<T>(y, sumLanes<T>(sum));
  }
}

/// gz[i, k] -= gy[i] p_k (log p_k + H_i), with y = H
export function entropyRowsBackward<T>(
  z: usize, lse: usize, y: usize, gy: usize, gz: usize, rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  for (let i = 0; i < rows; i++, z += step, gz += step) {
    const l = load<T>(lse + bytes<T>(i));
    const base = baseOf<T>(z, columns, l);
    const b = v128.splat<T>(base);
    const r = v128.splat<T>(restOf<T>(z, columns, l, base));
    const h = v128.splat<T>(load<T>(y + bytes<T>(i)));
    const g = v128.splat<T>(load<T>(gy + bytes<T>(i)));
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const v = v128.load(z + j);
      const p = probability<T>(v, b, r);
      const d = v128.mul<T>(g, v128.mul<T>(p, v128.add<T>(logProbability<T>(v, b, r), h)));
      v128.store(gz + j, v128.sub<T>(v128.load(gz + j), gated<T>(p, d)));
    }
    if (left) {
      const v = v128.load(z + j);
      const p = probability<T>(v, b, r);
      const d = v128.mul<T>(g, v128.mul<T>(p, v128.add<T>(logProbability<T>(v, b, r), h)));
      storePart<T>(gz + j, v128.sub<T>(v128.load(gz + j), gated<T>(p, d)), left);
    }
  }
}
