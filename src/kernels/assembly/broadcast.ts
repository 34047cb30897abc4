// A matrix [rows, columns] with a vector per column (row vector) or per row, and a tensor with one scalar.
import { addProductTo, addScaledTo, addTo, addValueTo, copyRow, dotOf, scaleInto, sumOf } from './lib/rows';
import { bytes, rest, storePart, wholeBytes } from './lib/vector';

/// y += x
export function accumulate<T>(x: usize, y: usize, n: i32): void {
  addTo<T>(x, y, n);
}

/// y[i, j] = x[i, j] + v[j]
export function addRowForward<T>(x: usize, v: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += step) {
    copyRow<T>(x, y, columns);
    addTo<T>(v, y, columns);
  }
}

/// y[i, j] = x[i, j] v[j]
export function mulRowForward<T>(x: usize, v: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += step) {
    let j: usize = 0;
    for (; j < whole; j += 16) v128.store(y + j, v128.mul<T>(v128.load(x + j), v128.load(v + j)));
    if (left) storePart<T>(y + j, v128.mul<T>(v128.load(x + j), v128.load(v + j)), left);
  }
}

/// gx[i, j] += gy[i, j] v[j]; gv[j] += sum over i of gy[i, j] x[i, j]; a pointer 0 is left out
export function mulRowBackward<T>(
  x: usize, v: usize, gy: usize, gx: usize, gv: usize, rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, gy += step) {
    if (gx) {
      addProductTo<T>(gy, v, gx, columns);
      gx += step;
    }
    if (gv) addProductTo<T>(gy, x, gv, columns);
  }
}

/// y[i, j] = x[i, j] + v[i]
export function addColumnForward<T>(x: usize, v: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += step, v += sizeof<T>()) {
    copyRow<T>(x, y, columns);
    addValueTo<T>(load<T>(v), y, columns);
  }
}

/// y[i, j] = x[i, j] v[i]
export function mulColumnForward<T>(x: usize, v: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += step, v += sizeof<T>()) {
    scaleInto<T>(x, load<T>(v), y, columns);
  }
}

/// gx[i, j] += gy[i, j] v[i]; gv[i] += sum over j of gy[i, j] x[i, j]; a pointer 0 is left out
export function mulColumnBackward<T>(
  x: usize, v: usize, gy: usize, gx: usize, gv: usize, rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, gy += step, v += sizeof<T>()) {
    if (gx) {
      addScaledTo<T>(gy, load<T>(v), gx, columns);
      gx += step;
    }
    if (gv) {
      store<T>(gv, load<T>(gv) + dotOf<T>(gy, x, columns));
      gv += sizeof<T>();
    }
  }
}

/// y = x s[0]
export function scaleByForward<T>(x: usize, s: usize, y: usize, n: i32): void {
  scaleInto<T>(x, load<T>(s), y, n);
}

/// gx += gy s[0]; gs[0] += sum of gy x; a pointer 0 is left out
export function scaleByBackward<T>(x: usize, s: usize, gy: usize, gx: usize, gs: usize, n: i32): void {
  if (gx) addScaledTo<T>(gy, load<T>(s), gx, n);
  if (gs) store<T>(gs, load<T>(gs) + dotOf<T>(gy, x, n));
}

/// y = x + s[0]
export function shiftByForward<T>(x: usize, s: usize, y: usize, n: i32): void {
  copyRow<T>(x, y, n);
  addValueTo<T>(load<T>(s), y, n);
}

/// gs[0] += factor * sum of x
export function sumInto<T>(x: usize, gs: usize, n: i32, factor: T): void {
  store<T>(gs, load<T>(gs) + sumOf<T>(x, n) * factor);
}
