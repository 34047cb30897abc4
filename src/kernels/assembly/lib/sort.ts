// Integers, f64 scratch, and sorting keys together with their items.

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

/// So many pairs and more are sorted by counting.
export const MANY: i32 = 64;
/// How often each value of each byte of the keys occurs, and then where the next pair with it goes.
const COUNTS: usize = memory.data(4 * 256 * 4, 16);

/// x as an integer of the same order: NaN last, both zeros alike.
// @ts-ignore: decorator
@inline
function rankOf(x: f32): u32 {
  if (x != x) return u32.MAX_VALUE;
  if (x == 0) return 0x80000000;
  const bits = reinterpret<u32>(x);
  return bits & 0x80000000 ? ~bits : bits | 0x80000000;
}

/// A key and its item in 8 bytes.
// @ts-ignore: decorator
@inline
export function setPair(pairs: usize, i: i32, key: f32, item: i32): void {
  store<u64>(pairs + ((i as usize) << 3), (rankOf(key) as u64) | ((item as u64) << 32));
}

// @ts-ignore: decorator
@inline
export function itemAt(pairs: usize, i: i32): i32 {
  return load<i32>(pairs + ((i as usize) << 3), 4);
}

/// As sortByKey, byte by byte of the keys, the lowest first: n steps where comparing takes n log n, most of them wrongly
/// guessed. Returns which of the two places of n pairs holds them.
export function sortPairs(pairs: usize, spare: usize, n: i32): usize {
  memory.fill(COUNTS, 0, 4 * 256 * 4);
  for (let i = 0; i < n; i++) {
    const key = load<u32>(pairs + ((i as usize) << 3));
    for (let byte = 0; byte < 4; byte++) {
      const count = COUNTS + (((byte << 8) + (((key >> (byte << 3)) & 255) as i32)) << 2);
      store<i32>(count, load<i32>(count) + 1);
    }
  }
  for (let byte = 0; byte < 4; byte++) {
    const counts = COUNTS + (byte << 10);
    const shift = byte << 3;
    const first = (load<u32>(pairs) >> shift) & 255;
    // A byte that all keys share sorts nothing.
    if (load<i32>(counts + (first << 2)) == n) continue;
    for (let value = 0, place = 0; value < 256; value++) {
      const count = counts + (value << 2);
      const here = load<i32>(count);
      store<i32>(count, place);
      place += here;
    }
    for (let i = 0; i < n; i++) {
      const pair = load<u64>(pairs + ((i as usize) << 3));
      const count = counts + ((((pair as u32) >> shift) & 255) << 2);
      const place = load<i32>(count);
      store<i32>(count, place + 1);
      store<u64>(spare + ((place as usize) << 3), pair);
    }
    const other = pairs;
    pairs = spare;
    spare = other;
  }
  return pairs;
}
