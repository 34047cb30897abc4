import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aggregates, figuresOf, normalised } from '../../src/experiment/aggregate.js';
import { seedsNeeded } from '../../src/experiment/planning.js';

/** Written by test/golden/aggregate.py: scores by scenario, and what rliable and scipy make of them. */
const golden: {
  readonly a: number[][];
  readonly b: number[][];
  readonly figures: { readonly a: number[]; readonly b: number[] };
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
    const found = aggregates(tasks, 'a', 200);
    expect(found.find(({ variant }) => variant === 'b')!.improvement!.value).toBeCloseTo(golden.improvement, 12);
    expect(found.find(({ variant }) => variant === 'a')!.improvement).toBeNull();
  });

  it('have intervals around them, and the best IQM first', () => {
    const found = aggregates(tasks, 'a', 500);
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
