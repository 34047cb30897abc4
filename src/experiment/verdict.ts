import { iqm, mean } from '../scenario/statistics.js';
import { holm } from './statistics/holm.js';
import { type MannWhitney, mannWhitney } from './statistics/mann-whitney.js';
import { type Welch, welch } from './statistics/welch.js';

/** Fewer seeds on a side than this decide nothing: at 5 against 5 the smallest exact p-value is 1/252. */
export const FEWEST_SEEDS = 5;

export type Verdict = 'identical' | 'improved' | 'no evidence of regression' | 'regressed' | 'inconclusive';

/** Both tests for one direction. */
export interface Tested {
  readonly mannWhitney: number;
  readonly welch: number;
  /** The smaller of the two p-values, adjusted by Holm for the two, and for the variants of a family. */
  readonly p: number;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly worse: Tested;
  readonly better: Tested;
  readonly method: MannWhitney['method'];
  /** How far the candidate lies below the reference: of the means, or of the IQMs where a mean is not finite. */
  readonly drop: number;
}

/**
 * Compares two groups of values of which larger ones are better; a seed that broke is -Infinity. A change is one when a
 * one-sided Mann-Whitney or Welch test finds it at level `alpha`, adjusted by Holm for the two, and it is larger than
 * `margin`. Intervals decide nothing: with few seeds they are too narrow.
 */
export function decide(
  reference: readonly number[],
  candidate: readonly number[],
  { alpha, margin }: { readonly alpha: number; readonly margin: number },
): Decision {
  if (reference.length === 0 || candidate.length === 0) throw new Error('nothing to compare');
  const ranks = mannWhitney(candidate, reference);
  const means = welch(candidate, reference);
  const [worse, better] = [tested(ranks, means, 'less'), tested(ranks, means, 'greater')];
  const drop = dropBetween(reference, candidate);
  const common = { worse, better, method: ranks.method, drop };
  if (reference.length < FEWEST_SEEDS || candidate.length < FEWEST_SEEDS) return { verdict: 'inconclusive', ...common };
  return { verdict: verdictOf(common, { alpha, margin }), ...common };
}

/** What the p-values and the drop between two large enough groups say. */
export function verdictOf(
  { worse, better, drop }: Pick<Decision, 'worse' | 'better' | 'drop'>,
  { alpha, margin }: { readonly alpha: number; readonly margin: number },
): Verdict {
  if (worse.p <= alpha && drop > margin) return 'regressed';
  if (better.p <= alpha && -drop > margin) return 'improved';
  return 'no evidence of regression';
}

function tested(ranks: MannWhitney, means: Welch, side: 'less' | 'greater'): Tested {
  const adjusted = holm([ranks[side], means[side]]);
  return { mannWhitney: ranks[side], welch: means[side], p: Math.min(...adjusted) };
}

/** With up to a quarter of broken seeds the IQM is still finite; with more the drop is infinite. */
function dropBetween(reference: readonly number[], candidate: readonly number[]): number {
  const means = mean(reference) - mean(candidate);
  if (Number.isFinite(means)) return means;
  const middles = iqm(reference) - iqm(candidate);
  return Number.isNaN(middles) ? 0 : middles;
}
