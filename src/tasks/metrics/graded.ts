import { maths } from '../../kernels/kernels.js';
import { byScore } from './order.js';

const log2 = (x: number): number => maths.log(x) / Math.LN2;

/**
 * Discounted cumulative gain of the first `depth` places: sum of (2^grade - 1) / log2(1 + place) (Jarvelin, Kekalainen 2002;
 * gains of Burges et al. 2005). Documents of one score share their places evenly (McSherry, Najork 2008). Grades are whole
 * numbers from 0 to 30.
 */
function gainOf(scores: ArrayLike<number>, grades: ArrayLike<number>, depth: number): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(byScore(scores));
  let total = 0;
  let start = 0;
  while (start < order.length && start < depth) {
    let end = start;
    let gains = 0;
    let discounts = 0;
    while (end < order.length && (end === start || scores[order[end]!] === scores[order[start]!])) {
      gains += (1 << grades[order[end]!]!) - 1;
      if (end < depth) discounts += 1 / log2(end + 2);
      end++;
    }
    total += (gains / (end - start)) * discounts;
    start = end;
  }
  return total;
}

/** Discounted cumulative gain over that of the best order; 0 for a list in which nothing is relevant. */
export function ndcg(scores: ArrayLike<number>, grades: ArrayLike<number>, depth: number): number {
  const best = gainOf(grades, grades, depth);
  return best === 0 ? 0 : gainOf(scores, grades, depth) / best;
}

/** Part of the pairs of different grades in which the better document scores higher, ties half; 0.5 without a pair. */
export function pairAccuracy(scores: ArrayLike<number>, grades: ArrayLike<number>): number {
  let right = 0;
  let pairs = 0;
  for (let i = 0; i < scores.length; i++)
    for (let j = 0; j < scores.length; j++) {
      if (grades[i]! <= grades[j]!) continue;
      pairs++;
      if (scores[i]! > scores[j]!) right++;
      else if (scores[i] === scores[j]) right += 0.5;
    }
  return pairs === 0 ? 0.5 : right / pairs;
}

/**
 * Kendall's tau-b of scores and grades: right pairs minus wrong ones over the geometric mean of the pairs that are no ties in
 * the scores and in the grades (Kendall 1945); 0 where all scores or all grades are equal.
 */
export function kendallTau(scores: ArrayLike<number>, grades: ArrayLike<number>): number {
  let [balance, byScores, byGrades] = [0, 0, 0];
  for (let i = 0; i < scores.length; i++)
    for (let j = 0; j < i; j++) {
      const s = Math.sign(scores[i]! - scores[j]!);
      const g = Math.sign(grades[i]! - grades[j]!);
      balance += s * g;
      byScores += s * s;
      byGrades += g * g;
    }
  return byScores === 0 || byGrades === 0 ? 0 : balance / Math.sqrt(byScores * byGrades);
}
