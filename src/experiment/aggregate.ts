import { iqm, mean, median } from '../scenario/statistics.js';
import { bootstrap, type Interval, percentileInterval } from './statistics/bootstrap.js';
import { performanceProfile } from './statistics/curves.js';
import { probabilityOfImprovement } from './statistics/effect.js';

/** A figure over several scenarios with its 95 % interval by a bootstrap stratified by scenario. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
}

/** One variant over all scenarios, in normalised scores (Agarwal et al. 2021, as rliable computes them). */
export interface Aggregate {
  readonly variant: string;
  /** Seeds in all. */
  readonly n: number;
  /** Interquartile mean over all seeds of all scenarios. */
  readonly iqm: Estimate;
  /** Mean, and median, over the scenarios of the means of their seeds. */
  readonly mean: Estimate;
  readonly median: Estimate;
  /** How far the scores, those above 1 taken as 1, lie below 1 on average. */
  readonly optimalityGap: Estimate;
  /** Chance that a seed is better than one of the reference, averaged over scenarios; null for the reference. */
  readonly improvement: Estimate | null;
  /** Per threshold the share of the seeds with at least that score, averaged over scenarios, with its interval. */
  readonly profile: Profile;
}

/** A performance profile over scenarios. */
export interface Profile {
  readonly thresholds: readonly number[];
  readonly share: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** From the worst score to the best, finer than a chart shows. */
const THRESHOLDS = Array.from({ length: 41 }, (_, i) => i / 40);

/** The scores of the variants in one scenario: larger is better, -Infinity for a seed that broke. */
export interface TaskScores {
  readonly scenario: string;
  readonly scores: ReadonlyMap<string, readonly number[]>;
}

/**
 * Scores of one scenario on a common scale: 0 is its worst seed of any variant, 1 its best. A seed that broke is 0. All
 * the same are 1.
 */
export function normalised({ scenario, scores }: TaskScores): TaskScores {
  const finite = [...scores.values()].flat().filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const scaled = (value: number) => (!Number.isFinite(value) ? 0 : high === low ? 1 : (value - low) / (high - low));
  return { scenario, scores: new Map([...scores].map(([name, values]) => [name, values.map(scaled)])) };
}

/** Every variant that all scenarios have, the best IQM first. `tasks` hold normalised scores. */
export function aggregates(
  tasks: readonly TaskScores[],
  reference: string,
  { resamples = 2000, thresholds = THRESHOLDS }: { resamples?: number; thresholds?: readonly number[] } = {},
): readonly Aggregate[] {
  const names = [...tasks[0]!.scores.keys()].filter((name) => tasks.every(({ scores }) => scores.has(name)));
  const of = (name: string) => tasks.map(({ scores }) => scores.get(name)!);
  const own = of(reference);
  return names
    .map((variant): Aggregate => {
      const strata = of(variant);
      const [middle, average, typical, gap] = estimates(strata, figuresOf, resamples);
      const better = variant === reference ? null : estimates([...own, ...strata], improvementOf, resamples)[0]!;
      return {
        variant,
        n: strata.flat().length,
        ...{ iqm: middle!, mean: average!, median: typical!, optimalityGap: gap!, improvement: better },
        profile: profileOf(strata, thresholds, resamples),
      };
    })
    .toSorted((a, b) => b.iqm.value - a.iqm.value);
}

function profileOf(strata: readonly (readonly number[])[], thresholds: readonly number[], resamples: number): Profile {
  const shares = (drawn: readonly (readonly number[])[]) => {
    const each = drawn.map((values) => performanceProfile(values, thresholds));
    return thresholds.map((_, i) => mean(each.map((share) => share[i]!)));
  };
  const found = estimates(strata, shares, resamples);
  return {
    thresholds,
    share: found.map(({ value }) => value),
    low: found.map(({ interval }) => interval[0]),
    high: found.map(({ interval }) => interval[1]),
  };
}

function estimates(
  strata: readonly (readonly number[])[],
  figures: (strata: readonly (readonly number[])[]) => readonly number[],
  resamples: number,
): readonly Estimate[] {
  const { observed, values } = bootstrap(strata, figures, { resamples });
  return observed.map((value, i) => ({ value, interval: percentileInterval(values[i]!) }));
}

/** IQM, mean, median and optimality gap of scores by scenario. */
export function figuresOf(strata: readonly (readonly number[])[]): readonly number[] {
  const means = strata.map(mean);
  const all = strata.flat();
  return [iqm(all), mean(means), median(means), 1 - mean(strata.map((one) => mean(one.map((x) => Math.min(1, x)))))];
}

/** The first half of the strata is the reference's. */
function improvementOf(strata: readonly (readonly number[])[]): readonly number[] {
  const half = strata.length / 2;
  return [mean(strata.slice(half).map((own, i) => probabilityOfImprovement(own, strata[i]!)))];
}
