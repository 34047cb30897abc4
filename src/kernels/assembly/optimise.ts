// Updates of a whole block of parameters. Blocks are padded to whole vectors with zeros, which every update keeps.
import { dotOf, scaleInto } from './lib/rows';
import { bytes, rest, splat, storePart, wholeBytes } from './lib/vector';

/// v, but 0 where it is below 1e-35. Averages of gradients that have become 0 (dead units) would else shrink into the
/// subnormal range and stay there, where arithmetic takes several times as long.
// @ts-ignore: decorator
@inline
function flushed<T>(v: v128): v128 {
  return v128.andnot(v, v128.lt<T>(v128.abs<T>(v), splat<T>(1e-35)));
}

/// length of x
export function norm<T>(x: usize, n: i32): T {
  return sqrt<T>(dotOf<T>(x, x, n));
}

/// x *= factor
export function scaleInPlace<T>(x: usize, n: i32, factor: T): void {
  scaleInto<T>(x, factor, x, n);
}

/// y += factor (x - y)
export function lerp<T>(x: usize, y: usize, n: i32, factor: T): void {
  const f = v128.splat<T>(factor);
  for (const end = x + wholeBytes<T>(n); x < end; x += 16, y += 16) {
    const v = v128.load(y);
    v128.store(y, v128.add<T>(v, v128.mul<T>(f, v128.sub<T>(v128.load(x), v))));
  }
  const left = rest<T>(n);
  if (left) {
    const v = v128.load(y);
    storePart<T>(y, v128.add<T>(v, v128.mul<T>(f, v128.sub<T>(v128.load(x), v))), left);
  }
}

/// g' = g + decay w; w -= lr g'
export function sgdStep<T>(w: usize, g: usize, n: i32, lr: T, decay: T): void {
  for (const end = w + bytes<T>(n); w < end; w += 16, g += 16) {
    const weight = v128.load(w);
    const gradient = v128.add<T>(v128.load(g), v128.mul<T>(v128.splat<T>(decay), weight));
    v128.store(w, v128.sub<T>(weight, v128.mul<T>(v128.splat<T>(lr), gradient)));
  }
}

/// g' = g + decay w; v = momentum v + g'; w -= lr (nesterov ? g' + momentum v : v)
export function momentumStep<T>(
  w: usize, g: usize, v: usize, n: i32, lr: T, momentum: T, decay: T, nesterov: i32,
): void {
  const vMomentum = v128.splat<T>(momentum);
  for (const end = w + bytes<T>(n); w < end; w += 16, g += 16, v += 16) {
    const weight = v128.load(w);
    const gradient = v128.add<T>(v128.load(g), v128.mul<T>(v128.splat<T>(decay), weight));
    const velocity = flushed<T>(v128.add<T>(v128.mul<T>(vMomentum, v128.load(v)), gradient));
    v128.store(v, velocity);
    const move = nesterov ? v128.add<T>(gradient, v128.mul<T>(vMomentum, velocity)) : velocity;
    v128.store(w, v128.sub<T>(weight, v128.mul<T>(v128.splat<T>(lr), move)));
  }
}

/// w' = shrink w; g' = g + decay w; m = beta1 m + rest1 g'; v = beta2 v + rest2 g'^2;
/// w = w' - rate m / (scale2 sqrt(v) + eps), with rest = 1 - beta, rate = lr / (1 - beta1^t), scale2 = 1 / sqrt(1 - beta2^t)
export function adamStep<T>(
  w: usize, g: usize, m: usize, v: usize, n: i32,
  rate: T, scale2: T, beta1: T, rest1: T, beta2: T, rest2: T, eps: T, decay: T, shrink: T,
): void {
  const vRate = v128.splat<T>(rate);
  const vScale2 = v128.splat<T>(scale2);
  const vBeta1 = v128.splat<T>(beta1);
  const vBeta2 = v128.splat<T>(beta2);
  const vRest1 = v128.splat<T>(rest1);
  const vRest2 = v128.splat<T>(rest2);
  const vEps = v128.splat<T>(eps);
  const vDecay = v128.splat<T>(decay);
  const vShrink = v128.splat<T>(shrink);
  for (const end = w + bytes<T>(n); w < end; w += 16, g += 16, m += 16, v += 16) {
    const weight = v128.load(w);
    const gradient = v128.add<T>(v128.load(g), v128.mul<T>(vDecay, weight));
    const mean = flushed<T>(v128.add<T>(v128.mul<T>(vBeta1, v128.load(m)), v128.mul<T>(vRest1, gradient)));
    const square = v128.mul<T>(gradient, gradient);
    const variance = flushed<T>(v128.add<T>(v128.mul<T>(vBeta2, v128.load(v)), v128.mul<T>(vRest2, square)));
    v128.store(m, mean);
    v128.store(v, variance);
    const root = v128.add<T>(v128.mul<T>(v128.sqrt<T>(variance), vScale2), vEps);
    v128.store(w, v128.sub<T>(v128.mul<T>(vShrink, weight), v128.div<T>(v128.mul<T>(vRate, mean), root)));
  }
}

/// adamStep without decay, only where the gradient is not 0: elements that a step did not touch keep weight and averages
export function sparseAdamStep<T>(
  w: usize, g: usize, m: usize, v: usize, n: i32,
  rate: T, scale2: T, beta1: T, rest1: T, beta2: T, rest2: T, eps: T,
): void {
  const zero = splat<T>(0);
  const vRate = v128.splat<T>(rate);
  const vScale2 = v128.splat<T>(scale2);
  const vBeta1 = v128.splat<T>(beta1);
  const vBeta2 = v128.splat<T>(beta2);
  const vRest1 = v128.splat<T>(rest1);
  const vRest2 = v128.splat<T>(rest2);
  const vEps = v128.splat<T>(eps);
  for (const end = w + bytes<T>(n); w < end; w += 16, g += 16, m += 16, v += 16) {
    const gradient = v128.load(g);
    const touched = v128.ne<T>(gradient, zero);
    if (!v128.any_true(touched)) continue;
    const weight = v128.load(w);
    const oldMean = v128.load(m);
    const oldVariance = v128.load(v);
    const mean = flushed<T>(v128.add<T>(v128.mul<T>(vBeta1, oldMean), v128.mul<T>(vRest1, gradient)));
    const square = v128.mul<T>(gradient, gradient);
    const variance = flushed<T>(v128.add<T>(v128.mul<T>(vBeta2, oldVariance), v128.mul<T>(vRest2, square)));
    const root = v128.add<T>(v128.mul<T>(v128.sqrt<T>(variance), vScale2), vEps);
    const moved = v128.sub<T>(weight, v128.div<T>(v128.mul<T>(vRate, mean), root));
    v128.store(m, v128.bitselect(mean, oldMean, touched));
    v128.store(v, v128.bitselect(variance, oldVariance, touched));
    v128.store(w, v128.bitselect(moved, weight, touched));
  }
}
