// Matrix products and the fused linear layer.
import { multiply, PLAIN, TRANSPOSED } from './lib/gemm';
import { vsigmoid, vtanh } from './lib/maths';
import { dotOf } from './lib/rows';
import { bytes, gated, rest, splat, storePart, wholeBytes } from './lib/vector';

/// c[m, n] (+)= a[m, k] b[k, n]
export function gemm<T>(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, add: i32): void {
  multiply<T>(a, PLAIN, b, PLAIN, c, m, n, k, add ? c : 0, bytes<T>(n), 0);
}

/// c[m, n] (+)= a[m, k] b[n, k]^T
export function gemmNT<T>(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, add: i32): void {
  if (m > 4 || k == 1) {
    multiply<T>(a, PLAIN, b, TRANSPOSED, c, m, n, k, add ? c : 0, bytes<T>(n), 0);
    return;
  }
  // Too few rows to pay for transposing b.
  const step = bytes<T>(k);
  for (let i = 0; i < m; i++, a += step) {
    for (let j = 0, row = b; j < n; j++, row += step, c += sizeof<T>()) {
      const before = add ? load<T>(c) : (0 as T);
      store<T>(c, before + dotOf<T>(a, row, k));
    }
  }
}

/// c[m, n] (+)= a[k, m]^T b[k, n]
export function gemmTN<T>(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, add: i32): void {
  multiply<T>(a, TRANSPOSED, b, PLAIN, c, m, n, k, add ? c : 0, bytes<T>(n), 0);
}

// Activations; none is 0.
const RELU: i32 = 1;
const TANH: i32 = 2;
const SIGMOID: i32 = 3;

// @ts-ignore: decorator
@inline
function activated<T>(v: v128, activation: i32): v128 {
  return activation == TANH ? vtanh<T>(v) : vsigmoid<T>(v);
}

/// y[rows, outputs] = activation(x[rows, inputs] w[inputs, outputs] + bias); bias 0 is none.
/// Activations: none 0, relu 1, tanh 2, sigmoid 3.
export function linearForward<T>(
  x: usize, w: usize, bias: usize, y: usize, rows: i32, inputs: i32, outputs: i32, activation: i32,
): void {
  const relu = activation == RELU ? 1 : 0;
  multiply<T>(x, PLAIN, w, PLAIN, y, rows, outputs, inputs, bias, 0, relu);
  if (activation != TANH && activation != SIGMOID) return;
  const n = rows * outputs;
  for (const end = y + wholeBytes<T>(n); y < end; y += 16) v128.store(y, activated<T>(v128.load(y), activation));
  const left = rest<T>(n);
  if (left) storePart<T>(y, activated<T>(v128.load(y), activation), left);
}

/// gy times the slope of the activation, by its value y; 0 where gy is 0
// @ts-ignore: decorator
@inline
function pulledBack<T>(y: v128, gy: v128, activation: i32): v128 {
  if (activation == RELU) return v128.and(gy, v128.gt<T>(y, splat<T>(0)));
  const rest = v128.sub<T>(splat<T>(1), activation == TANH ? v128.mul<T>(y, y) : y);
  const slope = activation == TANH ? rest : v128.mul<T>(y, rest);
  return gated<T>(gy, v128.mul<T>(gy, slope));
}

/// `vectors` (1 or 4) columns of vectors: g = gy * slope, gBias += the sum over rows. Four are one line of the cache.
// @ts-ignore: decorator
@inline
function activationColumn<T>(
  y: usize, gy: usize, g: usize, gBias: usize, rows: i32, step: usize, activation: i32, vectors: i32,
): void {
  let s0 = v128.load(gBias);
  let s1 = splat<T>(0);
  let s2 = s1;
  let s3 = s1;
  if (vectors == 4) {
    s1 = v128.load(gBias, 16);
    s2 = v128.load(gBias, 32);
    s3 = v128.load(gBias, 48);
  }
  for (let i = 0; i < rows; i++, y += step, gy += step, g += step) {
    const v0 = pulledBack<T>(v128.load(y), v128.load(gy), activation);
    v128.store(g, v0);
    s0 = v128.add<T>(s0, v0);
    if (vectors == 4) {
      const v1 = pulledBack<T>(v128.load(y, 16), v128.load(gy, 16), activation);
      v128.store(g, v1, 16);
      s1 = v128.add<T>(s1, v1);
      const v2 = pulledBack<T>(v128.load(y, 32), v128.load(gy, 32), activation);
      v128.store(g, v2, 32);
      s2 = v128.add<T>(s2, v2);
      const v3 = pulledBack<T>(v128.load(y, 48), v128.load(gy, 48), activation);
      v128.store(g, v3, 48);
      s3 = v128.add<T>(s3, v3);
    }
  }
  v128.store(gBias, s0);
  if (vectors == 4) {
    v128.store(gBias, s1, 16);
    v128.store(gBias, s2, 32);
    v128.store(gBias, s3, 48);
  }
}

// @ts-ignore: decorator
@inline
function activationColumns<T>(
  y: usize, gy: usize, g: usize, gBias: usize, rows: i32, columns: i32, activation: i32,
): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  let j: usize = 0;
  for (; j + 64 <= whole; j += 64) activationColumn<T>(y + j, gy + j, g + j, gBias + j, rows, step, activation, 4);
  for (; j < whole; j += 16) activationColumn<T>(y + j, gy + j, g + j, gBias + j, rows, step, activation, 1);
  const left = rest<T>(columns);
  if (left == 0) return;
  let sum = v128.load(gBias + j);
  for (let i = 0; i < rows; i++, y += step, gy += step, g += step) {
    const v = pulledBack<T>(v128.load(y + j), v128.load(gy + j), activation);
    storePart<T>(g + j, v, left);
    sum = v128.add<T>(sum, v);
  }
  storePart<T>(gBias + j, sum, left);
}

/// x = 0 where its size is below 1e-30 (1e-290 in f64). Products with such gradients would be subnormal, where arithmetic
/// takes many times as long: most rows of a converged classifier have them.
export function flushSmall<T>(x: usize, n: i32): void {
  const least = splat<T>(sizeof<T>() == 4 ? 1e-30 : 1e-290);
  const end = x + bytes<T>(n);
  // Blocks are padded to whole vectors.
  for (; x < end; x += 16) {
    const v = v128.load(x);
    v128.store(x, v128.andnot(v, v128.lt<T>(v128.abs<T>(v), least)));
  }
}

/// g = gy * slope of the activation (not none) at its value y; gBias += its sum over rows
export function activationBackward<T>(
  y: usize, gy: usize, g: usize, gBias: usize, rows: i32, columns: i32, activation: i32,
): void {
  if (activation == RELU) activationColumns<T>(y, gy, g, gBias, rows, columns, RELU);
  else if (activation == TANH) activationColumns<T>(y, gy, g, gBias, rows, columns, TANH);
  else activationColumns<T>(y, gy, g, gBias, rows, columns, SIGMOID);
}
