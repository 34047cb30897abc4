// Layer norm, the gates of a GRU and the weights of noisy layers.
import { vsigmoid, vtanh } from './lib/maths';
import { dotOf, sumOf } from './lib/rows';
import { bytes, rest, splat, storePart, wholeBytes } from './lib/vector';

/// y = gain (x - mean) / sqrt(variance + epsilon) + shift, row by row; keeps scaled = (x - mean) / sqrt(..) and
/// inverse[rows] = 1 / sqrt(..)
export function layerNormForward<T>(
  x: usize, gain: usize, shift: usize, y: usize, scaled: usize, inverse: usize, rows: i32, columns: i32, epsilon: f64,
): void {
  const step = bytes<T>(columns);
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  for (let i = 0; i < rows; i++, x += step, y += step, scaled += step, inverse += sizeof<T>()) {
    const mean = v128.splat<T>((sumOf<T>(x, columns) / (columns as T)) as T);
    for (let j: usize = 0; j < whole; j += 16) v128.store(scaled + j, v128.sub<T>(v128.load(x + j), mean));
    if (left) storePart<T>(scaled + whole, v128.sub<T>(v128.load(x + whole), mean), left);
    const variance = (dotOf<T>(scaled, scaled, columns) / (columns as T)) as f64;
    const factor = (1 / Math.sqrt(variance + epsilon)) as T;
    store<T>(inverse, factor);
    const f = v128.splat<T>(factor);
    for (let j: usize = 0; j < whole; j += 16) {
      const s = v128.mul<T>(v128.load(scaled + j), f);
      v128.store(scaled + j, s);
      v128.store(y + j, v128.add<T>(v128.mul<T>(s, v128.load(gain + j)), v128.load(shift + j)));
    }
    if (left) {
      const s = v128.mul<T>(v128.load(scaled + whole), f);
      storePart<T>(scaled + whole, s, left);
      storePart<T>(y + whole, v128.add<T>(v128.mul<T>(s, v128.load(gain + whole)), v128.load(shift + whole)), left);
    }
  }
}

/// gx += (g - mean(g) - scaled mean(g scaled)) inverse with g = gy gain; gain's gradient += gy scaled, shift's += gy, each
/// 0 for not wanted. `row` is room for one row.
export function layerNormBackward<T>(
  gy: usize, gain: usize, scaled: usize, inverse: usize, gx: usize, gGain: usize, gShift: usize, row: usize,
  rows: i32, columns: i32,
): void {
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, gy += step, scaled += step, inverse += sizeof<T>()) {
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const g = load<T>(gy + j);
      if (gGain) store<T>(gGain + j, load<T>(gGain + j) + g * load<T>(scaled + j));
      if (gShift) store<T>(gShift + j, load<T>(gShift + j) + g);
      store<T>(row + j, g * load<T>(gain + j));
    }
    if (gx == 0) continue;
    const mean = (sumOf<T>(row, columns) / (columns as T)) as T;
    const along = (dotOf<T>(row, scaled, columns) / (columns as T)) as T;
    const factor = load<T>(inverse);
    for (let j: usize = 0; j < step; j += sizeof<T>()) {
      const g = (load<T>(row + j) - mean - load<T>(scaled + j) * along) * factor;
      store<T>(gx + j, load<T>(gx + j) + g);
    }
    gx += step;
  }
}

/// One step of a GRU for some rows. `x` and `h` are x Wx + bx and h Wh + bh, [rows, 3 units], in the order reset, update,
/// new. Keeps gates[rows, 3 units] = r, z, n; next = (1 - z) n + z held.
export function gruForward<T>(x: usize, h: usize, held: usize, gates: usize, next: usize, rows: i32, units: i32): void {
  const one = splat<T>(1);
  const third = bytes<T>(units);
  for (let i = 0; i < rows; i++) {
    let j: usize = 0;
    // A test at the end: V8 keeps constants out of a loop only where every way out of it has passed its body.
    do {
      const left = min<i32>(((third - j) / sizeof<T>()) as i32, 16 / (sizeof<T>() as i32));
      const r = vsigmoid<T>(v128.add<T>(v128.load(x + j), v128.load(h + j)));
      const z = vsigmoid<T>(v128.add<T>(v128.load(x + third + j), v128.load(h + third + j)));
      const n = vtanh<T>(v128.add<T>(v128.load(x + 2 * third + j), v128.mul<T>(r, v128.load(h + 2 * third + j))));
      const y = v128.add<T>(v128.mul<T>(v128.sub<T>(one, z), n), v128.mul<T>(z, v128.load(held + j)));
      put<T>(gates + j, r, left);
      put<T>(gates + third + j, z, left);
      put<T>(gates + 2 * third + j, n, left);
      put<T>(next + j, y, left);
      j += 16;
    } while (j < third);
    x += 3 * third;
    h += 3 * third;
    gates += 3 * third;
    held += third;
    next += third;
  }
}

// @ts-ignore: decorator
@inline
function put<T>(to: usize, v: v128, count: i32): void {
  if (count == 16 / (sizeof<T>() as i32)) v128.store(to, v);
  else storePart<T>(to, v, count);
}

/// Back through that step: from g, the gradient of next, those of x and h [rows, 3 units], and gHeld += g z. What goes
/// through h Wh is the caller's.
export function gruBackward<T>(
  g: usize, gates: usize, h: usize, held: usize, gx: usize, gh: usize, gHeld: usize, rows: i32, units: i32,
): void {
  const third = bytes<T>(units);
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < third; j += sizeof<T>()) {
      const r = load<T>(gates + j);
      const z = load<T>(gates + third + j);
      const n = load<T>(gates + 2 * third + j);
      const d = load<T>(g + j);
      const dn = d * ((1 as T) - z) * ((1 as T) - n * n);
      const dz = d * (load<T>(held + j) - n) * z * ((1 as T) - z);
      const dr = dn * load<T>(h + 2 * third + j) * r * ((1 as T) - r);
      store<T>(gx + j, dr);
      store<T>(gx + third + j, dz);
      store<T>(gx + 2 * third + j, dn);
      store<T>(gh + j, dr);
      store<T>(gh + third + j, dz);
      store<T>(gh + 2 * third + j, dn * r);
      store<T>(gHeld + j, load<T>(gHeld + j) + d * z);
    }
    g += third;
    held += third;
    gHeld += third;
    gates += 3 * third;
    h += 3 * third;
    gx += 3 * third;
    gh += 3 * third;
  }
}

/// w[i, j] = mean[i, j] + deviation[i, j] a[i] b[j]
export function noisyForward<T>(
  mean: usize, deviation: usize, a: usize, b: usize, w: usize, rows: i32, columns: i32,
): void {
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, mean += step, deviation += step, w += step, a += sizeof<T>()) {
    const s = v128.load_splat<T>(a);
    for (let j: usize = 0; j < whole; j += 16) {
      const noise = v128.mul<T>(s, v128.load(b + j));
      v128.store(w + j, v128.add<T>(v128.load(mean + j), v128.mul<T>(v128.load(deviation + j), noise)));
    }
    if (left) {
      const noise = v128.mul<T>(s, v128.load(b + whole));
      const v = v128.add<T>(v128.load(mean + whole), v128.mul<T>(v128.load(deviation + whole), noise));
      storePart<T>(w + whole, v, left);
    }
  }
}

/// gDeviation += g[i, j] a[i] b[j]
export function noisyBackward<T>(g: usize, a: usize, b: usize, gDeviation: usize, rows: i32, columns: i32): void {
  const whole = wholeBytes<T>(columns);
  const left = rest<T>(columns);
  const step = bytes<T>(columns);
  for (let i = 0; i < rows; i++, g += step, gDeviation += step, a += sizeof<T>()) {
    const s = v128.load_splat<T>(a);
    for (let j: usize = 0; j < whole; j += 16) {
      const noise = v128.mul<T>(s, v128.load(b + j));
      v128.store(gDeviation + j, v128.add<T>(v128.load(gDeviation + j), v128.mul<T>(v128.load(g + j), noise)));
    }
    if (left) {
      const noise = v128.mul<T>(s, v128.load(b + whole));
      const v = v128.add<T>(v128.load(gDeviation + whole), v128.mul<T>(v128.load(g + whole), noise));
      storePart<T>(gDeviation + whole, v, left);
    }
  }
}
