import { maths } from '../../kernels/kernels.js';

const HALVINGS = 50;

/** The angle in degrees, 0 to 180, that has this cosine; of values outside -1 to 1 that of the nearer end. */
export function degreesOf(cosine: number): number {
  let [low, high] = [0, Math.PI];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (maths.cos(middle) > cosine) low = middle;
    else high = middle;
  }
  return ((low + high) / 2) * (180 / Math.PI);
}

/** Rows [count, width] brought to length 1; a row of zeros stays. */
export function unitRows(rows: ArrayLike<number>, count: number, width: number): Float64Array {
  const units = Float64Array.from({ length: count * width }, (_, i) => rows[i]!);
  for (let r = 0; r < count; r++) {
    const row = units.subarray(r * width, (r + 1) * width);
    let squared = 0;
    for (const value of row) squared += value * value;
    const length = Math.sqrt(squared);
    if (length > 1e-12) for (let k = 0; k < width; k++) row[k]! /= length;
  }
  return units;
}
