// Lengths, unit vectors and distances. Nothing flows at a zero vector or a zero distance.
import { addScaledTo, dotOf, scaleInto } from './lib/rows';
import { bytes, gated, loadPart, rest, splat, storePart, sumLanes, wholeBytes } from './lib/vector';

/// y[i, :] = x[i, :] / |x[i, :]|, norms[i] = |x[i, :]|; a row no longer than 1e-12 gives 0 and norm 0
export function normalizeRowsForward<T>(x: usize, y: usize, norms: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += step, norms += sizeof<T>()) {
    const norm = sqrt<T>(dotOf<T>(x, x, columns));
    const short = norm <= (1e-12 as T);
    store<T>(norms, short ? (0 as T) : norm);
    if (short) memory.fill(y, 0, step);
    else scaleInto<T>(x, (1 as T) / norm, y, columns);
  }
}

/// gx[i, :] += (gy[i, :] - y (y . gy)) / norms[i]
export function normalizeRowsBackward<T>(
  y: usize, norms: usize, gy: usize, gx: usize, rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, y += step, gy += step, gx += step, norms += sizeof<T>()) {
    const norm = load<T>(norms);
    if (norm == (0 as T)) continue;
    const along = dotOf<T>(y, gy, columns);
    addScaledTo<T>(gy, (1 as T) / norm, gx, columns);
    addScaledTo<T>(y, -along / norm, gx, columns);
  }
}

/// y[i] = a[i, :] . b[i, :]
export function rowDotForward<T>(a: usize, b: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, a += step, b += step, y += sizeof<T>()) store<T>(y, dotOf<T>(a, b, columns));
}

/// gx[i, :] += gy[i] other[i, :]
export function rowDotBackward<T>(other: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, other += step, gx += step, gy += sizeof<T>()) {
    addScaledTo<T>(other, load<T>(gy), gx, columns);
  }
}

/// one term of a distance: |d| for manhattan (2), d^2 otherwise
// @ts-ignore: decorator
@inline
function term<T>(a: v128, b: v128, metric: i32): v128 {
  const d = v128.sub<T>(a, b);
  return metric == 2 ? v128.abs<T>(d) : v128.mul<T>(d, d);
}

/// distance of two rows; metric: euclidean 0, squared euclidean 1, manhattan 2
// @ts-ignore: decorator
@inline
function distance<T>(a: usize, b: usize, n: i32, metric: i32): T {
  let sum = splat<T>(0);
  for (const end = a + wholeBytes<T>(n); a < end; a += 16, b += 16) {
    sum = v128.add<T>(sum, term<T>(v128.load(a), v128.load(b), metric));
  }
  const left = rest<T>(n);
  if (left) {
    const zero = splat<T>(0);
    sum = v128.add<T>(sum, term<T>(loadPart<T>(a, left, zero), loadPart<T>(b, left, zero), metric));
  }
  const total = sumLanes<T>(sum);
  return metric == 0 ? sqrt<T>(total) : total;
}

/// what one element of a difference d gets: factor d, or factor sign(d) for manhattan
// @ts-ignore: decorator
@inline
function share<T>(a: v128, b: v128, factor: v128, metric: i32): v128 {
  const d = v128.sub<T>(a, b);
  if (metric != 2) return gated<T>(d, v128.mul<T>(d, factor));
  const zero = splat<T>(0);
  const up = v128.and(factor, v128.gt<T>(d, zero));
  const down = v128.and(factor, v128.lt<T>(d, zero));
  return v128.sub<T>(up, down);
}

/// ga += g d distance / d a, gb -= the same; a pointer 0 is left out
// @ts-ignore: decorator
@inline
function distanceBackward<T>(a: usize, b: usize, value: T, g: T, ga: usize, gb: usize, n: i32, metric: i32): void {
  if (g == (0 as T) || value == (0 as T)) return;
  const factor = v128.splat<T>(metric == 0 ? g / value : metric == 1 ? g + g : g);
  const whole = wholeBytes<T>(n);
  const left = rest<T>(n);
  let j: usize = 0;
  for (; j < whole; j += 16) {
    const s = share<T>(v128.load(a + j), v128.load(b + j), factor, metric);
    if (ga) v128.store(ga + j, v128.add<T>(v128.load(ga + j), s));
    if (gb) v128.store(gb + j, v128.sub<T>(v128.load(gb + j), s));
  }
  if (left) {
    const s = share<T>(v128.load(a + j), v128.load(b + j), factor, metric);
    if (ga) storePart<T>(ga + j, v128.add<T>(v128.load(ga + j), s), left);
    if (gb) storePart<T>(gb + j, v128.sub<T>(v128.load(gb + j), s), left);
  }
}

/// y[i] = distance of a[i, :] and b[i, :]; metric: euclidean 0, squared euclidean 1, manhattan 2
export function rowDistanceForward<T>(a: usize, b: usize, y: usize, rows: i32, columns: i32, metric: i32): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, a += step, b += step, y += sizeof<T>()) {
    store<T>(y, distance<T>(a, b, columns, metric));
  }
}

/// gradients of rowDistanceForward; a pointer 0 is left out
export function rowDistanceBackward<T>(
  a: usize, b: usize, y: usize, gy: usize, ga: usize, gb: usize, rows: i32, columns: i32, metric: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++) {
    const at = (i as usize) * step;
    distanceBackward<T>(
      a + at, b + at, load<T>(y + bytes<T>(i)), load<T>(gy + bytes<T>(i)),
      ga ? ga + at : 0, gb ? gb + at : 0, columns, metric,
    );
  }
}

/// y[i, j] = distance of a[i, :] and b[j, :]; metric: euclidean 0, squared euclidean 1, manhattan 2
export function pairDistanceForward<T>(
  a: usize, b: usize, y: usize, n: i32, m: i32, columns: i32, metric: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < n; i++, a += step) {
    for (let j = 0, other = b; j < m; j++, other += step, y += sizeof<T>()) {
      store<T>(y, distance<T>(a, other, columns, metric));
    }
  }
}

/// gradients of pairDistanceForward; a pointer 0 is left out
export function pairDistanceBackward<T>(
  a: usize, b: usize, y: usize, gy: usize, ga: usize, gb: usize, n: i32, m: i32, columns: i32, metric: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < n; i++) {
    const at = (i as usize) * step;
    for (let j = 0; j < m; j++, y += sizeof<T>(), gy += sizeof<T>()) {
      const other = (j as usize) * step;
      distanceBackward<T>(
        a + at, b + other, load<T>(y), load<T>(gy),
        ga ? ga + at : 0, gb ? gb + other : 0, columns, metric,
      );
    }
  }
}
