// Products among whose operands is a vector or nearly one: m, n or k is small.
import { dotOf } from './rows';
import { floorOf } from './tile';
import { bytes, rest, storePart, wholeBytes } from './vector';

/// c[m] = start + a[m, k] b[k]
export function matrixVector<T>(
  a: usize, b: usize, c: usize, m: i32, k: i32, start: usize, startStep: usize, relu: i32,
): void {
  const step = bytes<T>(k);
  for (let i = 0; i < m; i++, a += step, c += sizeof<T>(), start += startStep) {
    const sum = load<T>(start) + dotOf<T>(a, b, k);
    store<T>(c, relu ? max<T>(sum, 0 as T) : sum);
  }
}

/// c[m, n] = start + a[m] b[n]
export function outerProduct<T>(
  a: usize, b: usize, c: usize, m: i32, n: i32, start: usize, startStep: usize, startMove: usize, relu: i32,
): void {
  const floor = floorOf<T>(relu);
  const whole = wholeBytes<T>(n);
  const left = rest<T>(n);
  for (let i = 0; i < m; i++, a += sizeof<T>(), c += bytes<T>(n), start += startStep) {
    const s = v128.load_splat<T>(a);
    let from = start;
    let j: usize = 0;
    for (; j < whole; j += 16, from += startMove) {
      v128.store(c + j, v128.pmax<T>(v128.add<T>(v128.load(from), v128.mul<T>(s, v128.load(b + j))), floor));
    }
    if (left == 0) continue;
    const v = v128.add<T>(v128.load(from), v128.mul<T>(s, v128.load(b + j)));
    storePart<T>(c + j, v128.pmax<T>(v, floor), left);
  }
}

/// Two rows of shortProduct; the second may be the first again.
// @ts-ignore: decorator
@inline
function shortRows<T>(
  a: usize, a2: usize, b: usize, bStep: usize, c: usize, c2: usize, n: i32, k: i32, start: usize, start2: usize,
  startMove: usize, floor: v128,
): void {
  const x0 = v128.load_splat<T>(a);
  const y0 = v128.load_splat<T>(a2);
  const x1 = v128.load_splat<T>(a, sizeof<T>());
  const y1 = v128.load_splat<T>(a2, sizeof<T>());
  const x2 = k > 2 ? v128.load_splat<T>(a, 2 * sizeof<T>()) : x0;
  const y2 = k > 2 ? v128.load_splat<T>(a2, 2 * sizeof<T>()) : y0;
  const x3 = k > 3 ? v128.load_splat<T>(a, 3 * sizeof<T>()) : x0;
  const y3 = k > 3 ? v128.load_splat<T>(a2, 3 * sizeof<T>()) : y0;
  const end = c + wholeBytes<T>(n);
  while (true) {
    let v = v128.load(b);
    let x = v128.add<T>(v128.load(start), v128.mul<T>(x0, v));
    let y = v128.add<T>(v128.load(start2), v128.mul<T>(y0, v));
    v = v128.load(b + bStep);
    x = v128.add<T>(x, v128.mul<T>(x1, v));
    y = v128.add<T>(y, v128.mul<T>(y1, v));
    if (k > 2) {
      v = v128.load(b + 2 * bStep);
      x = v128.add<T>(x, v128.mul<T>(x2, v));
      y = v128.add<T>(y, v128.mul<T>(y2, v));
    }
    if (k > 3) {
      v = v128.load(b + 3 * bStep);
      x = v128.add<T>(x, v128.mul<T>(x3, v));
      y = v128.add<T>(y, v128.mul<T>(y3, v));
    }
    x = v128.pmax<T>(x, floor);
    y = v128.pmax<T>(y, floor);
    if (c == end) {
      storePart<T>(c, x, rest<T>(n));
      storePart<T>(c2, y, rest<T>(n));
      return;
    }
    v128.store(c, x);
    v128.store(c2, y);
    c += 16;
    if (c == end && rest<T>(n) == 0) return;
    c2 += 16;
    b += 16;
    start += startMove;
    start2 += startMove;
  }
}

/// c[m, n] = start + a[m, k] b[k, n] for k of 2, 3 or 4: tiles would be set up for longer than they compute.
export function shortProduct<T>(
  a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, start: usize, startStep: usize, startMove: usize, relu: i32,
): void {
  const floor = floorOf<T>(relu);
  const step = bytes<T>(n);
  const aStep = bytes<T>(k);
  for (let i = 0; i < m; i += 2, a += 2 * aStep, c += 2 * step, start += 2 * startStep) {
    const two: usize = i + 1 < m ? 1 : 0;
    const a2 = a + two * aStep;
    const c2 = c + two * step;
    const start2 = start + two * startStep;
    if (k == 4) shortRows<T>(a, a2, b, step, c, c2, n, 4, start, start2, startMove, floor);
    else if (k == 3) shortRows<T>(a, a2, b, step, c, c2, n, 3, start, start2, startMove, floor);
    else shortRows<T>(a, a2, b, step, c, c2, n, 2, start, start2, startMove, floor);
  }
}
