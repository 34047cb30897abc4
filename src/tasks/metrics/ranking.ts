/**
 * Rank of the item `correct` when the highest score comes first, from 1. Ties count as if their order were drawn: half of
 * the items with the same score stand before it. NaN scores count as the worst.
 */
export function rankOf(scores: ArrayLike<number>, correct: number): number {
  const own = scores[correct]!;
  let above = 0;
  let same = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (score > own || (Number.isNaN(own) && !Number.isNaN(score))) above++;
    else if (score === own && i !== correct) same++;
  }
  return 1 + above + same / 2;
}

export interface RankingSummary {
  /** Part of the queries whose answer is first. */
  readonly recallAt1: number;
  /** Part of the queries whose answer is among the first five. */
  readonly recallAt5: number;
  /** Mean of 1 / rank. */
  readonly mrr: number;
}

/** Recall at 1 and 5 and mean reciprocal rank of one correct answer per query. */
export function summarizeRanks(ranks: readonly number[]): RankingSummary {
  const sum = { recallAt1: 0, recallAt5: 0, mrr: 0 };
  for (const rank of ranks) {
    if (rank <= 1) sum.recallAt1++;
    if (rank <= 5) sum.recallAt5++;
    sum.mrr += 1 / rank;
  }
  const n = Math.max(1, ranks.length);
  return { recallAt1: sum.recallAt1 / n, recallAt5: sum.recallAt5 / n, mrr: sum.mrr / n };
}
