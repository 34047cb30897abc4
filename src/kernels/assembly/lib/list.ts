// What the kernels of ranked lists share: columns of scratch memory, the order of a list, gains and discounts.
import { f64At, intAt, setF64, setInt, sortByKey } from './sort';
import { bytes } from './vector';

export const LOG2: f64 = 0.6931471805599453;

// @ts-ignore: decorator
@inline
export function at<T>(ptr: usize, i: i32): f64 {
  return load<T>(ptr + (i as usize) * sizeof<T>()) as f64;
}

// @ts-ignore: decorator
@inline
export function put<T>(ptr: usize, i: i32, x: f64): void {
  store<T>(ptr + (i as usize) * sizeof<T>(), x as T);
}

// @ts-ignore: decorator
@inline
export function column(scratch: usize, n: i32, k: i32): usize {
  return scratch + (((n * k) as usize) << 3);
}

// A column of the precision, with room for a whole vector at its end.
// @ts-ignore: decorator
@inline
export function typedColumn<T>(scratch: usize, n: i32, k: i32): usize {
  return scratch + ((n * 72) as usize) + bytes<T>((n + 4) * k);
}

// The values of one list, in the order of its documents.
export function gatherList<T>(from: usize, docs: usize, start: i32, n: i32, to: usize): void {
  for (let i = 0; i < n; i++) setF64(to, i, at<T>(from, intAt(docs, start + i)));
}

// Positions 0 .. n-1 by value, largest first, equals in order.
export function orderDown(values: usize, n: i32, keys: usize, items: usize, spareKeys: usize, spareItems: usize): void {
  for (let i = 0; i < n; i++) {
    setF64(keys, i, -f64At(values, i));
    setInt(items, i, i);
  }
  sortByKey(keys, items, n, spareKeys, spareItems);
}

// @ts-ignore: decorator
@inline
export function discount(rank: f64): f64 {
  return LOG2 / NativeMath.log(1 + rank);
}

// 2^x; grades are whole numbers as a rule, whose powers are exact.
function powerOf2(x: f64): f64 {
  if (x == Math.floor(x) && x >= -1022 && x <= 1023) return reinterpret<f64>(((x as i64) + 1023) << 52);
  return NativeMath.pow(2, x);
}

// Gains of the labels in place, 2^(y-m) - 2^-m with m the largest label (linear = 0) or y, over the DCG of the best order;
// returns that DCG, 0 when there is no gain.
export function gainsOf(
  labels: usize, n: i32, linear: i32, discounts: usize, keys: usize, items: usize, spare: usize, spareItems: usize,
): f64 {
  if (!linear) {
    let top: f64 = 0;
    for (let i = 0; i < n; i++) top = max(top, f64At(labels, i));
    const least = powerOf2(-top);
    for (let i = 0; i < n; i++) setF64(labels, i, powerOf2(f64At(labels, i) - top) - least);
  }
  orderDown(labels, n, keys, items, spare, spareItems);
  let best: f64 = 0;
  for (let k = 0; k < n; k++) best += f64At(labels, intAt(items, k)) * f64At(discounts, k);
  if (best > 0) for (let i = 0; i < n; i++) setF64(labels, i, f64At(labels, i) / best);
  return best;
}
