// Matrix products and the fused linear layer.
import { multiply, PLAIN, TRANSPOSED } from './lib/gemm';
import { vsigmoid, vtanh } from './lib/maths';
import { dotOf } from './lib/rows';
import { flatRow } from './lib/tile';
import { bytes, gated, rest, splat, storePart, wholeBytes } from './lib/vector';

/// c[m, n] (+)= a[m, k] b[k, n]
export function gemm<T>(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, add: i32): void {
  if (m == 1) flatRow<T>(a, b, c, k, n, add ? c : 0, 0);
  else multiply<T>(a, PLAIN, b, PLAIN, c, m, n, k, add ? c : 0, bytes<T>(n), 0);
}

/// c[m, n] (+)= a[m, k] b[n, k]^T
export function gemmNT<T>(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, add: i32): void {
  if (m > 4) {
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
  if (rows == 1) flatRow<T>(x, w, y, inputs, outputs, bias, relu);
  else multiply<T>(x, PLAIN, w, PLAIN, y, rows, outputs, inputs, bias, 0, relu);
  if (activation != TANH && activation != SIGMOID) return;
  const n = rows * outputs;
  for (const end = y + wholeBytes<T>(n); y < end; y += 16) v128.store(y, activated<T>(v128.load(y), activation));
  const left = rest<T>(n);
  if (left) storePart<T>(y, activated<T>(v128.load(y), activation), left);
}

/// slope of an activation by its value y
// @ts-ignore: decorator
@inline
function slope<T>(y: v128, activation: i32): v128 {
  const one = splat<T>(1);
  if (activation == RELU) return v128.and(one, v128.gt<T>(y, splat<T>(0)));
  if (activation == TANH) return v128.sub<T>(one, v128.mul<T>(y, y));
  return v128.mul<T>(y, v128.sub<T>(one, y));
}

/// g = gy * slope of the activation at its value y
export function activationBackward<T>(y: usize, gy: usize, g: usize, n: i32, activation: i32): void {
  for (const end = y + wholeBytes<T>(n); y < end; y += 16, gy += 16, g += 16) {
    const v = v128.load(gy);
    v128.store(g, gated<T>(v, v128.mul<T>(v, slope<T>(v128.load(y), activation))));
  }
  const left = rest<T>(n);
  if (left) {
    const v = v128.load(gy);
    storePart<T>(g, gated<T>(v, v128.mul<T>(v, slope<T>(v128.load(y), activation))), left);
  }
}
