import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aggregates, figuresOf, normalised } from '../../src/experiment/aggregate.js';
import { seedsNeeded } from '../../src/experiment/planning.js';

/** Written by test/golden/aggregate.py: scores by scenario, and what rliable and scipy make of them. */
const golden: {
  readonly a: number[][];
  readonly b: number[][];
  readonly figures: { readonly a: number[]; readonly b: number[] };
  readonly intervals: Readonly<Record<'a' | 'b', Record<string, number[]>>> & { readonly improvement: number[] };
  readonly taus: number[];
  readonly profiles: Readonly<Record<'a' | 'b', { shares: number[]; low: number[]; high: number[] }>>;
  readonly improvement: number;
  readonly seeds: readonly { drop: number; deviation: number; alpha: number; paired: boolean; n: number }[];
} = JSON.parse(readFileSync(new URL('../golden/aggregate.json', import.meta.url), 'utf8'));

describe('aggregates over scenarios', () => {
  const tasks = golden.a.map((scores, i) => ({
    scenario: `task ${i}`,
    scores: new Map([
      ['a', scores],
      ['b', golden.b[i]!],
    ]),
  }));

  it('are those of rliable: IQM, mean, median, optimality gap, probability of improvement', () => {
    for (const name of ['a', 'b'] as const) {
      figuresOf(golden[name]).forEach((value, i) => void expect(value).toBeCloseTo(golden.figures[name][i]!, 12));
    }
    const found = aggregates(tasks, 'a', { resamples: 200 });
    expect(found.find(({ variant }) => variant === 'b')!.improvement!.value).toBeCloseTo(golden.improvement, 12);
    expect(found.find(({ variant }) => variant === 'a')!.improvement).toBeNull();
  });

  it('have the intervals of rliable, to the noise of two bootstraps', () => {
    const found = aggregates(tasks, 'a', { resamples: 10_000 });
    for (const name of ['a', 'b'] as const) {
      const own = found.find(({ variant }) => variant === name)!;
      const estimates = { iqm: own.iqm, mean: own.mean, median: own.median, gap: own.optimalityGap };
      for (const [figure, { interval }] of Object.entries(estimates)) {
        interval.forEach(
          (end, i) => void expect(Math.abs(end - golden.intervals[name][figure]![i]!)).toBeLessThan(0.01),
        );
      }
    }
    const { interval } = found.find(({ variant }) => variant === 'b')!.improvement!;
    interval.forEach((end, i) => void expect(Math.abs(end - golden.intervals.improvement[i]!)).toBeLessThan(0.01));
  });

  it('have the performance profiles of rliable with their bands', () => {
    const found = aggregates(tasks, 'a', { resamples: 2000, thresholds: golden.taus });
    for (const name of ['a', 'b'] as const) {
      const { share, low, high } = found.find(({ variant }) => variant === name)!.profile;
      const { shares, low: lows, high: highs } = golden.profiles[name];
      share.forEach((value, i) => void expect(value).toBeCloseTo(shares[i]!, 12));
      // A seed is a twenty-fourth of all.
      low.forEach((value, i) => void expect(Math.abs(value - lows[i]!)).toBeLessThan(1.01 / 24));
      high.forEach((value, i) => void expect(Math.abs(value - highs[i]!)).toBeLessThan(1.01 / 24));
    }
  });

  it('have intervals around them, and the best IQM first', () => {
    const found = aggregates(tasks, 'a', { resamples: 500 });
    expect(found[0]!.iqm.value).toBeGreaterThan(found[1]!.iqm.value);
    for (const { iqm, mean, median } of found) {
      for (const { value, interval } of [iqm, mean, median]) {
        expect(interval[0]).toBeLessThan(value);
        expect(interval[1]).toBeGreaterThan(value);
      }
    }
  });

  it('are of scores between the worst and the best seed of a scenario; a broken seed is the worst', () => {
    const { scores } = normalised({
      scenario: 's',
      scores: new Map([
        ['a', [2, 4]],
        ['b', [Number.NEGATIVE_INFINITY, 3]],
      ]),
    });
    expect([...scores]).toEqual([
      ['a', [0, 1]],
      ['b', [0, 0.5]],
    ]);
  });
});

describe('planned seeds', () => {
  it('are the fewest by the t-distribution of scipy', () => {
    for (const { drop, deviation, alpha, paired, n } of golden.seeds) {
      expect(seedsNeeded(drop, deviation, { alpha, paired })).toBe(n);
    }
    expect(seedsNeeded(1e-9, 1, { alpha: 0.01, paired: true })).toBeNull();
    expect(seedsNeeded(1, Number.NaN, { alpha: 0.01, paired: true })).toBeNull();
  });
});
