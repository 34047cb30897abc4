import { maths } from '../../kernels/kernels.js';

/** Rows [count, width] of known class. */
export interface Labelled {
  readonly rows: ArrayLike<number>;
  readonly classes: ArrayLike<number>;
}

/**
 * Part of the `asked` rows whose class is the most frequent one among their `k` nearest `known` rows (Euclidean distance);
 * of classes level in number, the one with the nearest row counts.
 */
export function neighbourAccuracy(known: Labelled, asked: Labelled, width: number, k: number): number {
  const distances = new Float64Array(known.classes.length);
  let hits = 0;
  for (let i = 0; i < asked.classes.length; i++) {
    for (let j = 0; j < distances.length; j++) {
      let squared = 0;
      for (let c = 0; c < width; c++) {
        const d = asked.rows[i * width + c]! - known.rows[j * width + c]!;
        squared += d * d;
      }
      distances[j] = squared;
    }
    if (vote(nearest(distances, k), known.classes) === asked.classes[i]) hits++;
  }
  return hits / Math.max(1, asked.classes.length);
}

/** Positions of the `k` smallest, in order; the lowest position in ties. */
function nearest(distances: Float64Array, k: number): number[] {
  const found: number[] = [];
  for (let j = 0; j < distances.length; j++) {
    if (found.length === k && !(distances[j]! < distances[found[k - 1]!]!)) continue;
    let at = found.length === k ? k - 1 : found.length;
    for (; at > 0 && distances[j]! < distances[found[at - 1]!]!; at--) found[at] = found[at - 1]!;
    found[at] = j;
  }
  return found;
}

function vote(found: readonly number[], classes: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (const j of found) counts.set(classes[j]!, (counts.get(classes[j]!) ?? 0) + 1);
  let [winner, most] = [-1, 0];
  // A map keeps the order of first arrival, so the class of the nearest row comes first.
  for (const [c, count] of counts) if (count > most) [winner, most] = [c, count];
  return winner;
}

/**
 * How evenly unit rows [count, width] lie on the sphere: log of the mean of exp(-2 d^2) over all pairs (Wang, Isola 2020).
 * 0 when all lie on one point, the lower the more even.
 */
export function uniformity(rows: ArrayLike<number>, count: number, width: number): number {
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      let squared = 0;
      for (let c = 0; c < width; c++) {
        const d = rows[i * width + c]! - rows[j * width + c]!;
        squared += d * d;
      }
      sum += maths.exp(-2 * squared);
      pairs++;
    }
  return pairs === 0 ? 0 : maths.log(sum / pairs);
}
