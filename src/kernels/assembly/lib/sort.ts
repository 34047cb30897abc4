// Integers, f64 scratch, and sorting f64 keys together with their items.

// @ts-ignore: decorator
@inline
export function intAt(ptr: usize, i: i32): i32 {
  return load<i32>(ptr + ((i as usize) << 2));
}

// @ts-ignore: decorator
@inline
export function setInt(ptr: usize, i: i32, value: i32): void {
  store<i32>(ptr + ((i as usize) << 2), value);
}

// @ts-ignore: decorator
@inline
export function f64At(ptr: usize, i: i32): f64 {
  return load<f64>(ptr + ((i as usize) << 3));
}

// @ts-ignore: decorator
@inline
export function setF64(ptr: usize, i: i32, value: f64): void {
  store<f64>(ptr + ((i as usize) << 3), value);
}

// @ts-ignore: decorator
@inline
function inOrder(a: f64, b: f64): bool {
  return a <= b || b != b;
}

const RUN: i32 = 8;

function insertionSort(keys: usize, items: usize, from: i32, to: i32): void {
  for (let i = from + 1; i < to; i++) {
    const key = f64At(keys, i);
    const item = intAt(items, i);
    let j = i;
    for (; j > from && !inOrder(f64At(keys, j - 1), key); j--) {
      setF64(keys, j, f64At(keys, j - 1));
      setInt(items, j, intAt(items, j - 1));
    }
    setF64(keys, j, key);
    setInt(items, j, item);
  }
}

function merge(
  keys: usize, items: usize, from: i32, middle: i32, to: i32, outKeys: usize, outItems: usize,
): void {
  let left = from;
  let right = middle;
  for (let k = from; k < to; k++) {
    const takeLeft = right >= to || (left < middle && inOrder(f64At(keys, left), f64At(keys, right)));
    const chosen = takeLeft ? left++ : right++;
    setF64(outKeys, k, f64At(keys, chosen));
    setInt(outItems, k, intAt(items, chosen));
  }
}

/// Ascending by key, NaN last, equals in the order they came. The spare arrays are as large as the others.
export function sortByKey(keys: usize, items: usize, n: i32, spareKeys: usize, spareItems: usize): void {
  for (let from = 0; from < n; from += RUN) insertionSort(keys, items, from, min(from + RUN, n));
  let fromKeys = keys;
  let fromItems = items;
  let toKeys = spareKeys;
  let toItems = spareItems;
  for (let width = RUN; width < n; width <<= 1) {
    for (let from = 0; from < n; from += width << 1) {
      const middle = min(from + width, n);
      merge(fromKeys, fromItems, from, middle, min(middle + width, n), toKeys, toItems);
    }
    const swapKeys = fromKeys;
    const swapItems = fromItems;
    fromKeys = toKeys;
    fromItems = toItems;
    toKeys = swapKeys;
    toItems = swapItems;
  }
  if (fromKeys == keys) return;
  memory.copy(keys, fromKeys, (n as usize) << 3);
  memory.copy(items, fromItems, (n as usize) << 2);
}
