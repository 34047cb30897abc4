// Columns of numbers: their statistics over some rows, and the inputs that they become.

/// Of the values of some rows, NaN left out: their number; at `into` the size of the largest, and mean and variance of the values over
/// that size. `own` has room for a value of each row. Rows are gone through in their order, so that sums have the same bits as plain loops.
export function columnStatistics(values: usize, rows: usize, count: i32, own: usize, into: usize): i32 {
  let present = 0;
  let largest: f64 = 0;
  for (let i = 0; i < count; i++) {
    const row = load<i32>(rows + ((i as usize) << 2));
    const value = load<f64>(values + ((row as usize) << 3));
    if (value != value) continue;
    store<f64>(own + ((present as usize) << 3), value);
    present++;
    largest = max(largest, abs(value));
  }
  let mean: f64 = 0;
  let variance: f64 = 0;
  if (largest > 0) {
    const total = present as f64;
    const end = own + ((present as usize) << 3);
    for (let at = own; at < end; at += 8) {
      const value = load<f64>(at) / largest;
      store<f64>(at, value);
      mean += value / total;
    }
    for (let at = own; at < end; at += 8) {
      const value = load<f64>(at) - mean;
      variance += (value * value) / total;
    }
  }
  store<f64>(into, largest);
  store<f64>(into, mean, 8);
  store<f64>(into, variance, 16);
  return present;
}

/// Every `width`-th float from `into` on becomes (value / scale - mean) / deviation of a row; 0 where the value is missing.
export function standardised(values: usize, rows: i32, into: usize, width: i32, scale: f64, mean: f64, deviation: f64): void {
  const step = (width as usize) << 2;
  for (let i = 0; i < rows; i++) {
    const value = load<f64>(values + ((i as usize) << 3));
    store<f32>(into, value == value ? (((value / scale - mean) / deviation) as f32) : 0);
    into += step;
  }
}

/// Every `width`-th float from `into` on becomes 1 where a value is missing, else 0.
export function missingMarks(values: usize, rows: i32, into: usize, width: i32): void {
  const step = (width as usize) << 2;
  for (let i = 0; i < rows; i++) {
    const value = load<f64>(values + ((i as usize) << 3));
    store<f32>(into, value == value ? 0 : 1);
    into += step;
  }
}
