// Pairs inside one batch. Results are 32-bit integers.

// @ts-ignore: decorator
@inline
function counts<T>(a: T, b: T, rule: i32): bool {
  return rule == 0 ? true : rule == 1 ? a != b : a > b;
}

/// How many ordered pairs (i, j) count; rule 0 all, with i = j too; 1 different values; 2 value i above value j
export function countPairs<T>(values: usize, n: i32, rule: i32): i32 {
  const end = values + (n as usize) * sizeof<T>();
  let count = 0;
  for (let i = values; i < end; i += sizeof<T>()) {
    const a = load<T>(i);
    for (let j = values; j < end; j += sizeof<T>()) if (counts<T>(a, load<T>(j), rule)) count++;
  }
  return count;
}

/// Writes the pairs of countPairs, row by row: first[k] = i, second[k] = j
export function writePairs<T>(values: usize, n: i32, rule: i32, first: usize, second: usize): void {
  for (let i = 0; i < n; i++) {
    const a = load<T>(values + (i as usize) * sizeof<T>());
    for (let j = 0; j < n; j++) {
      if (!counts<T>(a, load<T>(values + (j as usize) * sizeof<T>()), rule)) continue;
      store<i32>(first, i);
      store<i32>(second, j);
      first += 4;
      second += 4;
    }
  }
}
