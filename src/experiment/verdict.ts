import { iqm, mean } from '../scenario/statistics.js';
import { holm } from './statistics/holm.js';
import { type MannWhitney, mannWhitney } from './statistics/mann-whitney.js';
import { randomisationTest } from './statistics/randomisation.js';
import { welch } from './statistics/welch.js';

/** Fewer seeds on a side than this decide nothing: at 5 against 5 the smallest exact p-value is 1/252. */
export const FEWEST_SEEDS = 5;

/** Over fewer pairs a randomisation test has too few assignments: 8 have 256. */
export const FEWEST_PAIRS = 8;

export type Verdict = 'identical' | 'improved' | 'no evidence of regression' | 'regressed' | 'inconclusive';

/** The tests for one direction: one-sided p-values, 1 where a test is not among those that enter. */
export interface Tested {
  readonly mannWhitney: number;
  readonly welch: number;
  /** By randomisation over the seeds that both sides have. */
  readonly paired: number;
  /** The smallest of them, adjusted by Holm for those that enter, and for the variants of a family. */
  readonly p: number;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly worse: Tested;
  readonly better: Tested;
  readonly method: MannWhitney['method'];
  /** How many tests enter, which the seeds fix beforehand. */
  readonly tests: number;
  /** How far the candidate lies below the reference: of the means, or of the IQMs where a mean is not finite. */
  readonly drop: number;
}

export type Pairs = readonly (readonly [reference: number, candidate: number])[];

/**
 * Compares two groups of values of which larger ones are better; a seed that broke is -Infinity. A change is one when a one-sided
 * test finds it at level `alpha`, adjusted by Holm for those that enter, and it is larger than `margin`. Mann-Whitney always
 * enters; beside it a paired test where both sides share eight seeds or more, else Welch's where the reference has any spread
 * (its formula says nothing without). Intervals decide nothing: with few seeds they are too narrow.
 */
export function decide(
  reference: readonly number[],
  candidate: readonly number[],
  { alpha, margin }: { readonly alpha: number; readonly margin: number },
  { pairs = [], draws = 1999 }: { readonly pairs?: Pairs; readonly draws?: number } = {},
): Decision {
  if (reference.length === 0 || candidate.length === 0) throw new Error('nothing to compare');
  const ranks = mannWhitney(candidate, reference);
  const means = pairs.length < FEWEST_PAIRS && hasSpread(reference) ? welch(candidate, reference) : null;
  const paired =
    pairs.length < FEWEST_PAIRS
      ? null
      : randomisationTest(
          [{ reference: pairs.map(([before]) => before), candidate: pairs.map(([, now]) => now) }],
          'paired',
          { draws },
        );
  const tested = (side: 'less' | 'greater'): Tested => {
    const own = paired === null ? [] : [paired[side === 'less' ? 'worse' : 'better'][0]!.adjusted];
    const entering = [ranks[side], ...(means === null ? [] : [means[side]]), ...own];
    return {
      mannWhitney: ranks[side],
      welch: means === null ? 1 : means[side],
      paired: own[0] ?? 1,
      p: Math.min(...holm(entering)),
    };
  };
  const [worse, better] = [tested('less'), tested('greater')];
  const drop = dropBetween(reference, candidate);
  const common = { worse, better, method: ranks.method, tests: testsOf(reference, pairs), drop };
  if (reference.length < FEWEST_SEEDS || candidate.length < FEWEST_SEEDS) return { verdict: 'inconclusive', ...common };
  return { verdict: verdictOf(common, { alpha, margin }), ...common };
}

/** How many tests a comparison has; see {@link decide}. */
export function testsOf(reference: readonly number[], pairs: Pairs): number {
  return pairs.length >= FEWEST_PAIRS || hasSpread(reference) ? 2 : 1;
}

/** Whether the values differ; the means of those with an infinite one have no error either. */
function hasSpread(values: readonly number[]): boolean {
  return values.some((value) => value !== values[0]);
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

/** With up to a quarter of broken seeds the IQM is still finite; with more the drop is infinite. */
function dropBetween(reference: readonly number[], candidate: readonly number[]): number {
  const means = mean(reference) - mean(candidate);
  if (Number.isFinite(means)) return means;
  const middles = iqm(reference) - iqm(candidate);
  return Number.isNaN(middles) ? 0 : middles;
}
