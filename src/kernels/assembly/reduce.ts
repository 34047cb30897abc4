// Sums and maxima.
import { addScaledTo, addTo, addValueTo, dotOf, sumOf } from './lib/rows';
import { bytes } from './lib/vector';

/// y[0] = factor * sum of x
export function sumForward<T>(x: usize, y: usize, n: i32, factor: T): void {
  store<T>(y, sumOf<T>(x, n) * factor);
}

/// gx += factor gy[0]
export function sumBackward<T>(gy: usize, gx: usize, n: i32, factor: T): void {
  addValueTo<T>(load<T>(gy) * factor, gx, n);
}

/// y[0] = sum of a b
export function dotForward<T>(a: usize, b: usize, y: usize, n: i32): void {
  store<T>(y, dotOf<T>(a, b, n));
}

/// ga += gy[0] b; gb += gy[0] a; a pointer 0 is left out
export function dotBackward<T>(a: usize, b: usize, gy: usize, ga: usize, gb: usize, n: i32): void {
  const g = load<T>(gy);
  if (ga) addScaledTo<T>(b, g, ga, n);
  if (gb) addScaledTo<T>(a, g, gb, n);
}

/// y[i] (+)= sum over j of x[i, j]
export function sumRows<T>(x: usize, y: usize, rows: i32, columns: i32, add: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += sizeof<T>()) {
    const before = add ? load<T>(y) : (0 as T);
    store<T>(y, before + sumOf<T>(x, columns));
  }
}

/// gx[i, j] += gy[i]
export function spreadRows<T>(gy: usize, gx: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, gx += step, gy += sizeof<T>()) addValueTo<T>(load<T>(gy), gx, columns);
}

/// y[j] (+)= sum over i of x[i, j]
export function sumColumns<T>(x: usize, y: usize, rows: i32, columns: i32, add: i32): void {
  const step = bytes<T>(columns);
  if (!add) memory.fill(y, 0, step);
  for (let i = 0; i < rows; i++, x += step) addTo<T>(x, y, columns);
}

/// gx[i, j] += gy[j]
export function spreadColumns<T>(gy: usize, gx: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, gx += step) addTo<T>(gy, gx, columns);
}

/// Where the first largest of n elements stands; the first NaN when there is one.
function firstLargest<T>(x: usize, n: i32): i32 {
  let best = 0;
  let largest = load<T>(x);
  for (let j = 1; j < n && largest == largest; j++) {
    const v = load<T>(x + bytes<T>(j));
    if (v > largest || v != v) {
      largest = v;
      best = j;
    }
  }
  return best;
}

/// index[i] = column of the first largest of row i
export function argmaxRows<T>(x: usize, index: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step) store<i32>(index + ((i as usize) << 2), firstLargest<T>(x, columns));
}
