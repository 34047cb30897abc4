import { iqm, mean } from '../../scenario/statistics.js';
import { type Design, randomisationTest, type Significance } from '../statistics/randomisation.js';
import { variance } from '../statistics/welch.js';
import { FEWEST_SEEDS } from '../verdict.js';
import { type Measure, sharedSeeds } from './measure.js';

/** Improvements by more than so many standard deviations of the reference are looked at with suspicion. */
const SUSPICIOUS_DEVIATIONS = 5;
/** Drops below this share of the reference's standard deviation, or this share of its size, are those of rounding. */
const NEGLIGIBLE_DEVIATION = 0.01;
const NEGLIGIBLE_SHARE = 1e-7;
/**
 * Failing seeds take a larger share of the level than any other measure: their test is a count, which is coarse. Seven
 * that newly fail in 40 have p = 1/128, and nothing finer is to be had.
 */
export const FAILURE_WEIGHT = 8;
/** A smallest raw p-value up to this asks for more seeds. */
export const SUSPICION = 0.2;

export type MeasureVerdict = 'regressed' | 'improved' | 'no evidence of regression' | 'same';

/** What came out of one measure. */
export interface MeasureDecision {
  readonly measure: Measure;
  readonly verdict: MeasureVerdict;
  readonly worse: Significance;
  readonly better: Significance;
  /** How far the candidate lies below the reference, as the test sees it; infinite where too many seeds broke. */
  readonly drop: number;
  /** Standard deviation of the reference's values, those that broke left out. */
  readonly deviation: number;
  /** Why an improvement is too good to be taken as it is; null where it is not. */
  readonly tooGood: 'beyond the optimum' | 'beyond five deviations' | 'training is the same' | null;
}

export interface GateDecision {
  readonly verdict: 'regressed' | 'improved' | 'no evidence of regression' | 'inconclusive';
  /** In the order given. */
  readonly measures: readonly MeasureDecision[];
  readonly designs: readonly Design[];
  /** Seeds that both sides have. */
  readonly pairs: number;
  /** A raw p-value up to this, in one measure, is significant beside all others; 0 where so few seeds allow none. */
  readonly critical: number;
  /** Why more seeds should be looked at; empty where nothing asks for them. */
  readonly doubts: readonly Doubt[];
}

/** What makes a first look suspicious. */
export type Doubt =
  | { readonly kind: 'p'; readonly measure: string; readonly p: number }
  | { readonly kind: 'outlier'; readonly measure: string; readonly seed: number };

/**
 * Decides over all measures at once: a change is one when its p-value, adjusted for all tests of all measures, is at most `alpha`,
 * and it is larger than the margin and than rounding. The tests are fixed by the seeds beforehand: paired over the seeds
 * that both sides have; where one side has more, or nothing is shared, grouped over all seeds, each then at half of
 * `alpha`.
 */
export function decideMeasures(
  measures: readonly Measure[],
  { alpha, draws }: { readonly alpha: number; readonly draws?: number },
): GateDecision {
  const [first] = measures;
  if (first === undefined) throw new Error('nothing is measured');
  const shared = sharedSeeds(first);
  const designs = designsOf(first, shared);
  const options = draws === undefined ? {} : { draws };
  const tests = designs.map((design) => {
    const sides = measures
      .map(({ reference, candidate }) =>
        design === 'paired'
          ? {
              reference: shared.map((seed) => reference.get(seed)!),
              candidate: shared.map((seed) => candidate.get(seed)!),
            }
          : { reference: [...reference.values()], candidate: [...candidate.values()] },
      )
      .map((sides, i) => (measures[i]!.kind === 'fails' ? { ...sides, weight: FAILURE_WEIGHT } : sides));
    return randomisationTest(sides, design, options);
  });
  const combined = (side: 'worse' | 'better', i: number): Significance => ({
    raw: Math.min(1, ...tests.map((test) => test[side][i]!.raw)),
    adjusted: Math.min(1, ...tests.map((test) => tests.length * test[side][i]!.adjusted)),
  });
  const decided = measures.map((measure, i) =>
    decideOne(measure, shared, designs, combined('worse', i), combined('better', i), alpha),
  );
  const has = (verdict: MeasureVerdict) => judged.some((one) => one.verdict === verdict);
  const judged = sameTraining(decided) ? decided.map(evaluationAlone) : decided;
  const isShort = first.reference.size < FEWEST_SEEDS || first.candidate.size < FEWEST_SEEDS;
  const verdict = has('regressed') ? 'regressed' : has('improved') ? 'improved' : 'no evidence of regression';
  return {
    verdict: isShort || designs.length === 0 ? 'inconclusive' : verdict,
    measures: judged,
    designs,
    pairs: shared.length,
    critical: Math.max(0, ...tests.map(({ minima }) => criticalOf(minima, alpha / tests.length))),
    doubts: doubtsOf(decided),
  };
}

/** The largest value that no more than a share `alpha` of the minima reaches down to. */
function criticalOf(minima: Float64Array, alpha: number): number {
  const count = Math.floor(alpha * minima.length);
  const above = minima[count] ?? 1;
  return minima.subarray(0, count).findLast((value) => value < above) ?? 0;
}

/** Whether a metric that varies over the seeds has the same bits on all of them, while others changed. */
function sameTraining(decided: readonly MeasureDecision[]): boolean {
  return decided.some(
    ({ measure, verdict, deviation }) => measure.kind === 'final' && verdict === 'same' && deviation > 0,
  );
}

function evaluationAlone(one: MeasureDecision): MeasureDecision {
  return one.verdict === 'improved' && one.tooGood === null ? { ...one, tooGood: 'training is the same' } : one;
}

function designsOf({ reference, candidate }: Measure, shared: readonly number[]): readonly Design[] {
  const allShared = shared.length === reference.size && shared.length === candidate.size;
  return [
    ...(shared.length >= FEWEST_SEEDS ? (['paired'] as const) : []),
    ...(allShared ? [] : (['grouped'] as const)),
  ];
}

function decideOne(
  measure: Measure,
  shared: readonly number[],
  designs: readonly Design[],
  worse: Significance,
  better: Significance,
  alpha: number,
): MeasureDecision {
  const { margin, reference, candidate } = measure;
  const isPaired = designs[0] === 'paired';
  const before = isPaired ? shared.map((seed) => reference.get(seed)!) : [...reference.values()];
  const now = isPaired ? shared.map((seed) => candidate.get(seed)!) : [...candidate.values()];
  const drop = dropBetween(before, now);
  const finite = [...reference.values()].filter(Number.isFinite);
  const deviation = finite.length < 2 ? 0 : Math.sqrt(variance(finite));
  const size = finite.length === 0 ? 0 : Math.abs(mean(finite));
  const least = Math.max(margin, NEGLIGIBLE_DEVIATION * deviation, NEGLIGIBLE_SHARE * size);
  const told = { measure, worse, better, drop, deviation };
  if (worse.adjusted <= alpha && drop > least) return { ...told, verdict: 'regressed', tooGood: null };
  if (better.adjusted <= alpha && -drop > least) {
    return { ...told, verdict: 'improved', tooGood: tooGoodOf(measure, now, -drop, deviation) };
  }
  const isSame = before.length === now.length && before.every((value, i) => value === now[i]);
  return { ...told, verdict: isSame ? 'same' : 'no evidence of regression', tooGood: null };
}

/** Of the means; of the IQMs where a mean is not finite; infinite where more than a quarter of a side broke and the other not. */
function dropBetween(before: readonly number[], now: readonly number[]): number {
  const means = mean(before) - mean(now);
  if (Number.isFinite(means)) return means;
  const middles = iqm(before) - iqm(now);
  const broken = (values: readonly number[]) => values.filter((value) => value === Number.NEGATIVE_INFINITY).length;
  const more = broken(now) / now.length - broken(before) / before.length;
  if (Number.isNaN(middles) || middles === 0)
    return more === 0 ? 0 : more > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return middles;
}

function tooGoodOf(
  { best, better }: Measure,
  now: readonly number[],
  gain: number,
  deviation: number,
): MeasureDecision['tooGood'] {
  const middle = mean(now.filter(Number.isFinite));
  if (best !== null) {
    const bound = better === 'lower' ? -best : best;
    const slack = NEGLIGIBLE_SHARE * Math.max(1, Math.abs(bound));
    if (middle > bound + slack) return 'beyond the optimum';
  }
  return gain > SUSPICIOUS_DEVIATIONS * deviation ? 'beyond five deviations' : null;
}

/** Reasons to look at more seeds: a small raw p-value, or a seed worse than all of the reference by more than its spread. */
function doubtsOf(decided: readonly MeasureDecision[]): readonly Doubt[] {
  const small = decided
    .filter(({ worse }) => worse.raw <= SUSPICION)
    .toSorted((a, b) => a.worse.raw - b.worse.raw)
    .map(({ measure, worse }): Doubt => ({ kind: 'p', measure: measure.name, p: worse.raw }));
  const outliers = decided.flatMap(({ measure, deviation }): readonly Doubt[] => {
    const worst = Math.min(...measure.reference.values());
    const bound = worst - Math.max(deviation, NEGLIGIBLE_SHARE * Math.abs(worst));
    const found = [...measure.candidate].find(([, value]) => value < bound);
    return found === undefined ? [] : [{ kind: 'outlier', measure: measure.name, seed: found[0] }];
  });
  return [...outliers, ...small];
}
