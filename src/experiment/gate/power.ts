import type { Arm } from '../arm.js';
import { studentQuantile } from '../statistics/special.js';
import { decideMeasures, FAILURE_WEIGHT } from './decision.js';
import type { Measure } from './measure.js';
import { measuresOf, type Rule } from './measures.js';
import { FIRST_SEEDS } from './stages.js';

/** Chance with which a change of the size told is found. */
export const POWER = 0.8;

/** What a check of so many seeds would find with a chance of {@link POWER}. */
export interface Power {
  readonly seeds: number;
  /** By measure the smallest drop in its unit; null where so few seeds find none, or the baseline has no spread to go by. */
  readonly drops: readonly { readonly measure: Measure; readonly deviation: number; readonly drop: number | null }[];
  /** The smallest share of seeds that newly fail; null where so few seeds find none. */
  readonly failing: number | null;
}

/**
 * What the baseline alone tells of its checks. Its own seeds, moved on by half of their number, stand in for a candidate
 * that has nothing to do with them seed by seed: so the adjustment over the measures is that of real checks, and the drops are
 * those for unrelated seeds. Where the candidate's seeds resemble the baseline's, less is found.
 */
export function powerOf(reference: Arm, rule: Rule, seeds: number): Power {
  const { measures } = measuresOf(reference, reference, rule);
  const moved = measures.map((measure) => {
    const values = [...measure.reference];
    const half = Math.floor(values.length / 2);
    const candidate = values.map(([seed], i) => [seed, values[(i + half) % values.length]![1]] as const);
    return { ...measure, candidate: new Map(candidate.slice(0, seeds)) };
  });
  const { alpha } = rule.regression;
  const { critical, measures: decided, designs } = decideMeasures(moved, { alpha });
  const all = reference.seeds.length;
  const isPaired = !designs.includes('grouped');
  const n = Math.min(seeds, all);
  const width = isPaired ? Math.sqrt(2 / n) : Math.sqrt(1 / n + 1 / all);
  const df = isPaired ? n - 1 : n + all - 2;
  const errors = critical > 0 && critical < 0.5 ? studentQuantile(1 - critical, df) + studentQuantile(POWER, df) : null;
  return {
    seeds: n,
    drops: decided
      .filter(
        ({ measure: { kind, reference: own } }) =>
          kind !== 'expect' && kind !== 'fails' && [...own.values()].every(Number.isFinite),
      )
      .map(({ measure, deviation }) => ({
        measure,
        deviation,
        drop: errors === null || deviation === 0 ? null : Math.max(measure.margin, errors * deviation * width),
      })),
    failing: failingShare(FAILURE_WEIGHT * critical, n, isPaired ? null : all),
  };
}

/** The share of failing seeds whose count reaches significance often enough, and shows among the first seeds at all. */
function failingShare(level: number, n: number, all: number | null): number | null {
  const p = (count: number) => {
    if (all === null) return 2 ** -count;
    let share = 1;
    for (let i = 0; i < count; i++) share *= (n - i) / (n + all - i);
    return share;
  };
  const needed = Array.from({ length: n }, (_, i) => i + 1).find((count) => p(count) <= level);
  if (needed === undefined) return null;
  for (let percent = 1; percent <= 100; percent++) {
    const share = percent / 100;
    const isSeen = n > FIRST_SEEDS ? 1 - (1 - share) ** FIRST_SEEDS : 1;
    if (isSeen * atLeast(needed, n, share) >= POWER) return share;
  }
  return null;
}

/** P(X >= k) of a binomial count. */
function atLeast(k: number, n: number, share: number): number {
  if (share >= 1) return 1;
  let [term, below] = [(1 - share) ** n, 0];
  for (let i = 0; i < k; i++) {
    below += term;
    term *= ((n - i) / (i + 1)) * (share / (1 - share));
  }
  return 1 - below;
}
