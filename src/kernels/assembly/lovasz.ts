// The Lovasz extension of the Jaccard loss, set by set, in f64 in either precision.
import { f64At, intAt, setF64, setInt, sortByKey } from './lib/sort';

/// y[s] = sum over k of [e_(k)]+ d_k, errors of one set (row) largest first, d_k the growth of the Jaccard loss when the
/// k-th goes wrong, too. slopes: d where e > 0, else 0. scratch: 2 columns f64, then 2 columns i32
export function lovasz<T>(
  errors: usize, truth: usize, y: usize, slopes: usize, sets: i32, columns: i32, scratch: usize,
): void {
  const keys = scratch;
  const spare = keys + ((columns as usize) << 3);
  const items = spare + ((columns as usize) << 3);
  const spareItems = items + ((columns as usize) << 2);
  const step = (columns as usize) * sizeof<T>();
  for (let s = 0; s < sets; s++, errors += step, truth += step, slopes += step, y += sizeof<T>()) {
    let positives: f64 = 0;
    for (let i = 0; i < columns; i++) {
      const place = (i as usize) * sizeof<T>();
      setF64(keys, i, -(load<T>(errors + place) as f64));
      setInt(items, i, i);
      if (load<T>(truth + place) != (0 as T)) positives += 1;
    }
    sortByKey(keys, items, columns, spare, spareItems);
    let hits: f64 = 0;
    let misses: f64 = 0;
    let before: f64 = 0;
    let sum: f64 = 0;
    for (let k = 0; k < columns; k++) {
      const place = (intAt(items, k) as usize) * sizeof<T>();
      if (load<T>(truth + place) != (0 as T)) hits += 1;
      else misses += 1;
      const jaccard = 1 - (positives - hits) / (positives + misses);
      const growth = jaccard - before;
      before = jaccard;
      const e = -f64At(keys, k);
      if (e > 0) sum += e * growth;
      // NaN stands last; it must come out.
      else if (e != e) sum = NaN;
      store<T>(slopes + place, e > 0 ? (growth as T) : (0 as T));
    }
    store<T>(y, sum as T);
  }
}
