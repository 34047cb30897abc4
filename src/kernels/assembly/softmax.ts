// Row-wise softmax and what is fused with it. A logit of -Infinity has probability 0 and gradient 0, also in a row of
// nothing else.
import { vexp } from './lib/maths';
import { maxOf, sumOf } from './lib/rows';
import { bytes, gated, loadPart, rest, splat, storePart, sumLanes, wholeBytes } from './lib/vector';

/// log of the sum of exponentials of n elements
// @ts-ignore: decorator
@inline
function lseOf<T>(z: usize, n: i32): T {
  const m = maxOf<T>(z, n);
  if (m == (-Infinity as T)) return m;
  const vm = v128.splat<T>(m);
  let sum = splat<T>(0);
  for (const end = z + wholeBytes<T>(n); z < end; z += 16) {
    sum = v128.add<T>(sum, vexp<T>(v128.sub<T>(v128.load(z), vm)));
  }
  const left = rest<T>(n);
  if (left) sum = v128.add<T>(sum, vexp<T>(v128.sub<T>(loadPart<T>(z, left, splat<T>(-Infinity)), vm)));
  return m + (NativeMath.log(sumLanes<T>(sum) as f64) as T);
}

/// e^(z - lse), 0 where z is -Infinity
// @ts-ignore: decorator
@inline
function probability<T>(z: v128, lse: v128): v128 {
  return v128.and(vexp<T>(v128.sub<T>(z, lse)), v128.ne<T>(z, splat<T>(-Infinity)));
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
    const lse = v128.splat<T>(load<T>(y));
    const g = v128.splat<T>(load<T>(gy));
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const p = probability<T>(v128.load(z + j), lse);
      v128.store(gz + j, v128.add<T>(v128.load(gz + j), gated<T>(p, v128.mul<T>(g, p))));
    }
    if (left) {
      const p = probability<T>(v128.load(z + j), lse);
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
    const lse = v128.splat<T>(lseOf<T>(z, columns));
    let j: usize = 0;
    for (; j < whole; j += 16) v128.store(y + j, probability<T>(v128.load(z + j), lse));
    if (left) storePart<T>(y + j, probability<T>(v128.load(z + j), lse), left);
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
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const v = load<T>(z + j);
      store<T>(y + j, v == (-Infinity as T) ? v : v - lse);
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
    store<T>(y, l - load<T>(z + bytes<T>(load<i32>(target))));
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
    const vl = v128.splat<T>(l);
    let sum = zero;
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const v = v128.load(z + j);
      const p = probability<T>(v, vl);
      sum = v128.add<T>(sum, gated<T>(p, v128.mul<T>(p, v128.sub<T>(vl, v))));
    }
    if (left) {
      const v = loadPart<T>(z + j, left, splat<T>(-Infinity));
      const p = probability<T>(v, vl);
      sum = v128.add<T>(sum, gated<T>(p, v128.mul<T>(p, v128.sub<T>(vl, v))));
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
    const l = v128.splat<T>(load<T>(lse + bytes<T>(i)));
    const h = v128.splat<T>(load<T>(y + bytes<T>(i)));
    const g = v128.splat<T>(load<T>(gy + bytes<T>(i)));
    let j: usize = 0;
    for (; j < whole; j += 16) {
      const v = v128.load(z + j);
      const p = probability<T>(v, l);
      const d = v128.mul<T>(g, v128.mul<T>(p, v128.add<T>(v128.sub<T>(v, l), h)));
      v128.store(gz + j, v128.sub<T>(v128.load(gz + j), gated<T>(p, d)));
    }
    if (left) {
      const v = v128.load(z + j);
      const p = probability<T>(v, l);
      const d = v128.mul<T>(g, v128.mul<T>(p, v128.add<T>(v128.sub<T>(v, l), h)));
      storePart<T>(gz + j, v128.sub<T>(v128.load(gz + j), gated<T>(p, d)), left);
    }
  }
}
