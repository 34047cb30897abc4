import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  balancedAccuracyOf,
  confusion,
  curveScope,
  f1Of,
  precisionOf,
  recallOf,
  rocAuc,
} from '../../../src/tasks/metrics/binary.js';
import { project2d } from '../../../src/tasks/metrics/pca.js';
import { rankOf, summarizeRanks } from '../../../src/tasks/metrics/ranking.js';

describe('binary metrics', () => {
  it('agree with hand-computed values', () => {
    // The example of scikit-learn's average_precision_score: 0.8333...
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(5 / 6, 12);
    expect(rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(0.75, 12);
    const counts = confusion([2, 1, -1, -2, 3, 0], [1, 0, 1, 0, 1, 1]);
    expect(counts).toEqual({ tp: 2, fp: 1, fn: 2, tn: 1 });
    expect(precisionOf(counts)).toBeCloseTo(2 / 3, 12);
    expect(recallOf(counts)).toBeCloseTo(1 / 2, 12);
    expect(f1Of(counts)).toBeCloseTo(4 / 7, 12);
    expect(balancedAccuracyOf(counts)).toBeCloseTo(1 / 2, 12);
  });

  it('take equal scores as one step, so the order of the rows does not count', () => {
    expect(averagePrecision([1, 1, 1, 1], [1, 0, 0, 0])).toBeCloseTo(0.25, 12);
    expect(averagePrecision([1, 1, 1, 1], [0, 0, 0, 1])).toBeCloseTo(0.25, 12);
    expect(rocAuc([1, 1, 1, 1], [0, 1, 0, 1])).toBeCloseTo(0.5, 12);
  });

  it('agree with their definitions over pairs and thresholds', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0, 1)), { minLength: 1 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const scores = pairs.map(([score]) => score);
        const labels = pairs.map(([, label]) => label);
        const up = pairs.filter(([, label]) => label === 1).map(([score]) => score);
        const down = pairs.filter(([, label]) => label === 0).map(([score]) => score);
        let wins = 0;
        for (const a of up) for (const b of down) wins += a > b ? 1 : a === b ? 0.5 : 0;
        if (up.length * down.length > 0)
          expect(rocAuc(scores, labels)).toBeCloseTo(wins / (up.length * down.length), 10);
        let area = 0;
        for (const threshold of new Set(scores)) {
          const gained = up.filter((score) => score === threshold).length;
          const precision =
            up.filter((score) => score >= threshold).length / scores.filter((score) => score >= threshold).length;
          if (gained > 0) area += (gained / up.length) * precision;
        }
        expect(averagePrecision(scores, labels)).toBeCloseTo(area, 10);
      }),
    );
  });

  it('count nothing as 0, not as NaN', () => {
    expect(averagePrecision([1, 2], [0, 0])).toBe(0);
    expect(rocAuc([1, 2], [1, 1])).toBe(0.5);
    expect(precisionOf(confusion([-1, -1], [0, 1]))).toBe(0);
  });

  it('draw a curve of at most 200 points with recall rising to 1', () => {
    const scores = Array.from({ length: 2000 }, (_, i) => Math.sin(i) * 5);
    const labels = scores.map((score, i) => (score > 0 || i % 7 === 0 ? 1 : 0));
    const scope = curveScope(scores, labels);
    expect(scope.recall).toHaveLength(200);
    expect(scope.recall.at(-1)).toBe(1);
    expect([...scope.recall]).toEqual([...scope.recall].sort((a, b) => a - b));
    const binned = [...scope.histogram.positives, ...scope.histogram.negatives].reduce((a, b) => a + b, 0);
    expect(binned).toBe(2000);
    expect(scope.averagePrecision).toBeCloseTo(averagePrecision(scores, labels), 12);
  });
});

describe('ranking metrics', () => {
  it('count from 1 and share ties', () => {
    expect(rankOf([3, 2, 1], 0)).toBe(1);
    expect(rankOf([3, 2, 1], 2)).toBe(3);
    expect(rankOf([0, 0, 0], 1)).toBe(2);
    expect(rankOf([0.5, Number.NaN], 1)).toBe(2);
  });

  it('summarise by hand-computed means', () => {
    expect(summarizeRanks([1, 2, 5, 10])).toEqual({ recallAt1: 0.25, recallAt5: 0.75, mrr: (1 + 0.5 + 0.2 + 0.1) / 4 });
  });
});

describe('project2d', () => {
  it('finds the axes along which the rows differ most', () => {
    // Differences of 3 along (1, 1, 0) / sqrt 2, of 1 along (0, 0, 1), none elsewhere.
    const rows = [3, 3, 0, -3, -3, 0, 0, 0, 1, 0, 0, -1];
    const { x, y } = project2d(rows, 4, 3);
    const r = Math.sqrt(18);
    [1, -1, 0, 0].forEach((value, i) => {
      expect(x[i]).toBeCloseTo(value, 10);
    });
    [0, 0, 1 / r, -1 / r].forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 10);
    });
  });

  it('puts equal rows on one point', () => {
    const { x, y } = project2d([1, 2, 1, 2], 2, 2);
    expect([...x, ...y]).toEqual([0, 0, 0, 0]);
  });
});
