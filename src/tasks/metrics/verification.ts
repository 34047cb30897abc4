import { byScore } from './order.js';

/**
 * Equal error rate of a verifier that accepts pairs scoring at or above a threshold: the rate at which false acceptances
 * (of the negatives) and false rejections (of the positives) are equal, on the line between the two thresholds where they
 * cross. Labels are 1 (same) or 0; 0.5 for scores that tell nothing, and with one class only.
 */
export function equalErrorRate(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i);
  order.sort(byScore(scores));
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i]!;
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  // Nothing is accepted yet: all positives are rejected.
  let before = { accepted: 0, rejected: 1 };
  let hits = 0;
  for (let i = 0; i < order.length; i++) {
    hits += labels[order[i]!]!;
    if (i + 1 < order.length && scores[order[i + 1]!] === scores[order[i]!]) continue;
    const here = { accepted: (i + 1 - hits) / negatives, rejected: 1 - hits / positives };
    if (here.accepted >= here.rejected) {
      const gap = before.rejected - before.accepted;
      const part = gap / (gap + here.accepted - here.rejected);
      return before.accepted + part * (here.accepted - before.accepted);
    }
    before = here;
  }
  return 0.5;
}

export interface Neighbourhoods {
  /** A score a pair of rows, higher for nearer, and whether both are of one class. */
  readonly scores: Float64Array;
  readonly same: Uint8Array;
  /** Part of the rows whose nearest other row is of their class; a tie with another class counts as a miss. */
  readonly recallAt1: number;
  /** Mean Euclidean distance of pairs of one class, and of two classes. */
  readonly within: number;
  readonly between: number;
  /** Mean squared distances of the same pairs. */
  readonly withinSquared: number;
  readonly betweenSquared: number;
}

/** All pairs of rows [count, width] by Euclidean distance. */
export function neighbourhoods(
  rows: ArrayLike<number>,
  count: number,
  width: number,
  classes: ArrayLike<number>,
): Neighbourhoods {
  const pairs = (count * (count - 1)) / 2;
  const scores = new Float64Array(pairs);
  const same = new Uint8Array(pairs);
  const nearest = { own: new Float64Array(count).fill(Infinity), other: new Float64Array(count).fill(Infinity) };
  const sums = { within: 0, between: 0, withinSquared: 0, betweenSquared: 0, same: 0 };
  let pair = 0;
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      let squared = 0;
      for (let k = 0; k < width; k++) {
        const d = rows[i * width + k]! - rows[j * width + k]!;
        squared += d * d;
      }
      const distance = Math.sqrt(squared);
      const kin = classes[i] === classes[j];
      const to = kin ? nearest.own : nearest.other;
      to[i] = Math.min(to[i]!, distance);
      to[j] = Math.min(to[j]!, distance);
      if (kin) {
        sums.within += distance;
        sums.withinSquared += squared;
        sums.same++;
      } else {
        sums.between += distance;
        sums.betweenSquared += squared;
      }
      scores[pair] = -distance;
      same[pair++] = kin ? 1 : 0;
    }
  let hits = 0;
  for (let i = 0; i < count; i++) if (nearest.own[i]! < nearest.other[i]!) hits++;
  const [kin, strangers] = [Math.max(1, sums.same), Math.max(1, pairs - sums.same)];
  return {
    scores,
    same,
    recallAt1: hits / Math.max(1, count),
    within: sums.within / kin,
    between: sums.between / strangers,
    withinSquared: sums.withinSquared / kin,
    betweenSquared: sums.betweenSquared / strangers,
  };
}
