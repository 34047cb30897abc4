// Updates of a whole block of parameters. Blocks are padded to whole vectors with zeros, which every update keeps.
import { LINE, squaresOfLines } from './lib/lines';
import { dotOf, scaleInto } from './lib/rows';
import { bytes, rest, splat, storePart, wholeBytes } from './lib/vector';

/// v, but 0 where its size is below 1e-35. Averages of gradients that have become 0 (dead units) would else shrink into
/// the subnormal range and stay there, where arithmetic takes several times as long.
// @ts-ignore: decorator
@inline
function flushed<T>(v: v128): v128 {
  return v128.andnot(v, v128.lt<T>(v128.abs<T>(v), splat<T>(1e-35)));
}

/// The same of a v that is not below 0.
// @ts-ignore: decorator
@inline
function flushedSquare<T>(v: v128): v128 {
  return v128.andnot(v, v128.lt<T>(v, splat<T>(1e-35)));
}

/// length of x; lines (see lib/lines.ts) 0 is none
export function norm<T>(x: usize, n: i32, lines: usize): T {
  return sqrt<T>(lines == 0 ? dotOf<T>(x, x, n) : squaresOfLines<T>(x, n, lines));
}

/// x *= factor
export function scaleInPlace<T>(x: usize, n: i32, factor: T): void {
  scaleInto<T>(x, factor, x, n);
}

/// y += factor (x - y)
export function lerp<T>(x: usize, y: usize, n: i32, factor: T): void {
  const f = v128.splat<T>(factor);
  const end = x + wholeBytes<T>(n);
  if (x < end) {
    do {
      const v = v128.load(y);
      v128.store(y, v128.add<T>(v, v128.mul<T>(f, v128.sub<T>(v128.load(x), v))));
      x += 16;
      y += 16;
    } while (x < end);
  }
  const left = rest<T>(n);
  if (left) {
    const v = v128.load(y);
    storePart<T>(y, v128.add<T>(v, v128.mul<T>(f, v128.sub<T>(v128.load(x), v))), left);
  }
}

/// g' = g + decay w; w -= lr g'
export function sgdStep<T>(w: usize, g: usize, n: i32, lr: T, decay: T): void {
  const end = w + bytes<T>(n);
  if (w < end) {
    do {
      const weight = v128.load(w);
      const gradient = v128.add<T>(v128.load(g), v128.mul<T>(v128.splat<T>(decay), weight));
      v128.store(w, v128.sub<T>(weight, v128.mul<T>(v128.splat<T>(lr), gradient)));
      w += 16;
      g += 16;
    } while (w < end);
  }
}

/// g' = g + decay w; v = momentum v + g'; w -= lr (nesterov ? g' + momentum v : v)
export function momentumStep<T>(
  w: usize, g: usize, v: usize, n: i32, lr: T, momentum: T, decay: T, nesterov: i32,
): void {
  const vMomentum = v128.splat<T>(momentum);
  const end = w + bytes<T>(n);
  if (w < end) {
    do {
      const weight = v128.load(w);
      const gradient = v128.add<T>(v128.load(g), v128.mul<T>(v128.splat<T>(decay), weight));
      const velocity = flushed<T>(v128.add<T>(v128.mul<T>(vMomentum, v128.load(v)), gradient));
      v128.store(v, velocity);
      const move = nesterov ? v128.add<T>(gradient, v128.mul<T>(vMomentum, velocity)) : velocity;
      v128.store(w, v128.sub<T>(weight, v128.mul<T>(v128.splat<T>(lr), move)));
      w += 16;
      g += 16;
      v += 16;
    } while (w < end);
  }
}

/// One vector of adamStep; `decays` is known when the kernel is compiled.
// @ts-ignore: decorator
@inline
function adamVector<T>(
  w: usize, g: usize, m: usize, v: usize,
  rate: v128, scale2: v128, beta1: v128, rest1: v128, beta2: v128, rest2: v128, eps: v128,
  decay: v128, shrink: v128, decays: i32,
): void {
  const weight = v128.load(w);
  let gradient = v128.load(g);
  if (decays) gradient = v128.add<T>(gradient, v128.mul<T>(decay, weight));
  const square = v128.mul<T>(rest2, v128.mul<T>(gradient, gradient));
  const variance = flushedSquare<T>(v128.add<T>(v128.mul<T>(beta2, v128.load(v)), square));
  v128.store(v, variance);
  const mean = flushed<T>(v128.add<T>(v128.mul<T>(beta1, v128.load(m)), v128.mul<T>(rest1, gradient)));
  v128.store(m, mean);
  const root = v128.add<T>(v128.mul<T>(v128.sqrt<T>(variance), scale2), eps);
  const kept = decays ? v128.mul<T>(shrink, weight) : weight;
  v128.store(w, v128.sub<T>(kept, v128.div<T>(v128.mul<T>(rate, mean), root)));
}
// @ts-ignore: decorator
@inline
function adamLoop<T>(
  w: usize, g: usize, m: usize, v: usize, n: i32,
  rate: T, scale2: T, beta1: T, rest1: T, beta2: T, rest2: T, eps: T, decay: T, shrink: T, decays: i32,
): void {
  const a = v128.splat<T>(rate);
  const s = v128.splat<T>(scale2);
  const b1 = v128.splat<T>(beta1);
  const r1 = v128.splat<T>(rest1);
  const b2 = v128.splat<T>(beta2);
  const r2 = v128.splat<T>(rest2);
  const e = v128.splat<T>(eps);
  const d = v128.splat<T>(decay);
  const k = v128.splat<T>(shrink);
  const end = w + bytes<T>(n);
  // Tested at the end: V8 moves what a loop does not change out of it only where the loop begins with its body.
  do {
    adamVector<T>(w, g, m, v, a, s, b1, r1, b2, r2, e, d, k, decays);
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  } while (w < end);
}

/// w' = shrink w; g' = g + decay w; m = beta1 m + rest1 g'; v = beta2 v + rest2 g'^2;
/// w = w' - rate m / (scale2 sqrt(v) + eps), with rest = 1 - beta, rate = lr / (1 - beta1^t), scale2 = 1 / sqrt(1 - beta2^t)
export function adamStep<T>(
  w: usize, g: usize, m: usize, v: usize, n: i32,
  rate: T, scale2: T, beta1: T, rest1: T, beta2: T, rest2: T, eps: T, decay: T, shrink: T,
): void {
  if (n == 0) return;
  if (decay == (0 as T) && shrink == (1 as T)) {
    adamLoop<T>(w, g, m, v, n, rate, scale2, beta1, rest1, beta2, rest2, eps, decay, shrink, 0);
  } else {
    adamLoop<T>(w, g, m, v, n, rate, scale2, beta1, rest1, beta2, rest2, eps, decay, shrink, 1);
  }
}

/// One vector of sparseAdamStep.
// @ts-ignore: decorator
@inline
function sparseAdamVector<T>(
  w: usize, g: usize, m: usize, v: usize,
  rate: v128, scale2: v128, beta1: v128, rest1: v128, beta2: v128, rest2: v128, eps: v128,
): void {
  const gradient = v128.load(g);
  const touched = v128.ne<T>(gradient, splat<T>(0));
  const oldVariance = v128.load(v);
  const square = v128.mul<T>(rest2, v128.mul<T>(gradient, gradient));
  const variance = flushedSquare<T>(v128.add<T>(v128.mul<T>(beta2, oldVariance), square));
  v128.store(v, v128.bitselect(variance, oldVariance, touched));
  const oldMean = v128.load(m);
  const mean = flushed<T>(v128.add<T>(v128.mul<T>(beta1, oldMean), v128.mul<T>(rest1, gradient)));
  v128.store(m, v128.bitselect(mean, oldMean, touched));
  const root = v128.add<T>(v128.mul<T>(v128.sqrt<T>(variance), scale2), eps);
  const weight = v128.load(w);
  const moved = v128.sub<T>(weight, v128.div<T>(v128.mul<T>(rate, mean), root));
  v128.store(w, v128.bitselect(moved, weight, touched));
}

/// Whether any bit of the 64 bytes at g is set.
// @ts-ignore: decorator
@inline
function anyOfLine(g: usize): bool {
  const first = v128.or(v128.load(g), v128.load(g, 16));
  return v128.any_true(v128.or(first, v128.or(v128.load(g, 32), v128.load(g, 48))));
}

/// adamStep without decay, only where the gradient is not 0: elements that a step did not touch keep weight and averages.
/// lines (see lib/lines.ts) 0 is none.
export function sparseAdamStep<T>(
  w: usize, g: usize, m: usize, v: usize, n: i32, lines: usize,
  rate: T, scale2: T, beta1: T, rest1: T, beta2: T, rest2: T, eps: T,
): void {
  const a = v128.splat<T>(rate);
  const s = v128.splat<T>(scale2);
  const b1 = v128.splat<T>(beta1);
  const r1 = v128.splat<T>(rest1);
  const b2 = v128.splat<T>(beta2);
  const r2 = v128.splat<T>(rest2);
  const e = v128.splat<T>(eps);
  const end = w + bytes<T>(n);
  const whole = w + (bytes<T>(n) & ~(LINE - 1));
  if (w < whole) {
    do {
      // Rows of a table that a batch did not use are passed over by whole lines of the cache.
      if (lines ? load<u8>(lines) != 0 : anyOfLine(g)) {
        sparseAdamVector<T>(w, g, m, v, a, s, b1, r1, b2, r2, e);
        sparseAdamVector<T>(w + 16, g + 16, m + 16, v + 16, a, s, b1, r1, b2, r2, e);
        sparseAdamVector<T>(w + 32, g + 32, m + 32, v + 32, a, s, b1, r1, b2, r2, e);
        sparseAdamVector<T>(w + 48, g + 48, m + 48, v + 48, a, s, b1, r1, b2, r2, e);
      }
      w += LINE;
      g += LINE;
      m += LINE;
      v += LINE;
      if (lines) lines++;
    } while (w < whole);
  }
  for (; w < end; w += 16, g += 16, m += 16, v += 16) sparseAdamVector<T>(w, g, m, v, a, s, b1, r1, b2, r2, e);
}
