// Losses of the pairs of a ranked list; see lists.ts for how lists lie in memory.
import { at, column, discount, gainsOf, gatherList, orderDown, put, typedColumn } from './lib/list';
import { vexp, vlog1pNormal } from './lib/maths';
import { f64At, intAt, setF64 } from './lib/sort';
import { bytes, firstLanes, splat, sumLanes } from './lib/vector';

// How many pairs the last call of pairsBelow found.
let foundPairs: i32 = 0;

// The pairs of place a with all lower ones: the sum of w softplus(-k lead), and what it adds to the slopes of both.
function pairsBelow<T>(
  score: usize, grade: usize, gain: usize, weight: usize, step: usize, slope: usize, a: i32, n: i32, k: f64, form: i32,
): f64 {
  const zero = splat<T>(0);
  const one = splat<T>(1);
  const steep = splat<T>(k);
  const here = bytes<T>(a);
  const myScore = v128.splat<T>(load<T>(score + here));
  const myGrade = v128.splat<T>(load<T>(grade + here));
  const myGain = v128.splat<T>(load<T>(gain + here));
  const myWeight = v128.splat<T>(load<T>(weight + here));
  let sum = zero;
  let mine = zero;
  let found = 0;
  const lanes = 16 / (sizeof<T>() as i32);
  foundPairs = 0;
  let b = a + 1;
  if (b >= n) return 0;
  // A test at the end: V8 keeps constants out of a loop only where every way out of it has passed its body.
  do {
    const at = bytes<T>(b);
    const theirGrade = v128.load(grade + at);
    let isPair = v128.ne<T>(theirGrade, myGrade);
    if (b + lanes > n) isPair = v128.and(isPair, firstLanes<T>(n - b));
    found += popcnt<i32>(sizeof<T>() == 4 ? i32x4.bitmask(isPair) : i64x2.bitmask(isPair));
    const isAbove = v128.gt<T>(myGrade, theirGrade);
    let w = zero;
    if (form != 1) w = v128.sub<T>(myWeight, v128.load(weight + at));
    if (form != 0) w = v128.add<T>(w, v128.load(step + bytes<T>(b - a)));
    w = v128.mul<T>(w, v128.abs<T>(v128.sub<T>(myGain, v128.load(gain + at))));
    const gap = v128.mul<T>(steep, v128.sub<T>(myScore, v128.load(score + at)));
    const x = v128.bitselect(v128.neg<T>(gap), gap, isAbove);
    const e = vexp<T>(v128.neg<T>(v128.abs<T>(x)));
    const soft = v128.add<T>(v128.pmax<T>(x, zero), vlog1pNormal<T>(e));
    const part = v128.div<T>(one, v128.add<T>(one, e));
    const chance = v128.bitselect(v128.mul<T>(e, part), part, v128.lt<T>(x, zero));
    sum = v128.add<T>(sum, v128.and(isPair, v128.mul<T>(w, soft)));
    const pull = v128.and(isPair, v128.mul<T>(v128.mul<T>(steep, w), chance));
    const down = v128.bitselect(v128.neg<T>(pull), pull, isAbove);
    mine = v128.add<T>(mine, down);
    v128.store(slope + at, v128.sub<T>(v128.load(slope + at), down));
    b += lanes;
  } while (b < n);
  store<T>(slope + here, load<T>(slope + here) + sumLanes<T>(mine));
  foundPairs = found;
  return sumLanes<T>(sum) as f64;
}

/// y = sum over pairs with label i above label j of w_ij softplus(-k (s_i - s_j)): w_ij is |G_i - G_j| times
/// |1/D(r_i) - 1/D(r_j)| (form 0), 1/D(e) - 1/D(e+1) with e = |r_i - r_j| (form 1), or the first plus mu times the second
/// (form 2); D(x) = log2(1 + x), r the places by score. pairs: 1 f64 for their number
export function lambdaRank<T>(
  scores: usize, labels: usize, docs: usize, starts: usize, lists: i32, k: f64, mu: f64, form: i32, linear: i32,
  y: usize, slopes: usize, pairs: usize, scratch: usize, longest: i32,
): i32 {
  const s = column(scratch, longest, 0);
  const gains = column(scratch, longest, 1);
  const grades = column(scratch, longest, 2);
  const keys = column(scratch, longest, 3);
  const spare = column(scratch, longest, 4);
  const discounts = column(scratch, longest, 5);
  const items = column(scratch, longest, 8);
  const spareItems = items + ((longest as usize) << 2);
  // By place, so that a place and all lower ones are vectors.
  const score = typedColumn<T>(scratch, longest, 0);
  const grade = typedColumn<T>(scratch, longest, 1);
  const gain = typedColumn<T>(scratch, longest, 2);
  const weight = typedColumn<T>(scratch, longest, 3);
  const step = typedColumn<T>(scratch, longest, 4);
  const slope = typedColumn<T>(scratch, longest, 5);
  for (let r = 0; r < longest; r++) {
    const here = discount((r + 1) as f64);
    setF64(discounts, r, here);
    put<T>(weight, r, here);
    put<T>(step, r, r == 0 ? 0 : (form == 2 ? mu : 1) * (discount(r as f64) - here));
  }
  let counted = 0;
  let all = 0;
  for (let l = 0; l < lists; l++) {
    const start = intAt(starts, l);
    const n = intAt(starts, l + 1) - start;
    put<T>(y, l, 0);
    gatherList<T>(labels, docs, start, n, gains);
    gatherList<T>(labels, docs, start, n, grades);
    gainsOf(gains, n, linear, discounts, keys, items, spare, spareItems);
    gatherList<T>(scores, docs, start, n, s);
    orderDown(s, n, keys, items, spare, spareItems);
    for (let a = 0; a < n; a++) {
      const i = intAt(items, a);
      put<T>(score, a, f64At(s, i));
      put<T>(grade, a, f64At(grades, i));
      put<T>(gain, a, f64At(gains, i));
      put<T>(slope, a, 0);
    }
    let sum: f64 = 0;
    let found = 0;
    for (let a = 0; a < n; a++) {
      sum += pairsBelow<T>(score, grade, gain, weight, step, slope, a, n, k, form);
      found += foundPairs;
    }
    all += found;
    if (found == 0) continue;
    counted++;
    put<T>(y, l, sum);
    for (let a = 0; a < n; a++) put<T>(slopes, intAt(docs, start + intAt(items, a)), at<T>(slope, a));
  }
  store<f64>(pairs, all as f64);
  return counted;
}
