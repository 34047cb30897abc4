import { describe, expect, it } from 'vitest';
import { momentsOfColumns } from '../../../src/tasks/metrics/columns.js';
import { kendallTau } from '../../../src/tasks/metrics/graded.js';
import { judgeIntervals } from '../../../src/tasks/metrics/intervals.js';

describe('judgeIntervals', () => {
  it('counts targets within 1.645 deviations, in all and by parts, and compares deviations with the true ones', () => {
    const judged = judgeIntervals(
      {
        targets: [0, 1.6, 5, 2],
        predictions: [0, 0, 0, 0],
        deviations: [1, 1, 1, 2],
        truth: [2, 2, 1, 2],
        input: [1, 2, 4, 3],
      },
      2,
    );
    expect(judged.coverage).toBe(0.75);
    // Parts by input: rows 0 and 1, both inside; rows 3 and 2, one inside.
    expect(judged.gap).toBeCloseTo(0.4, 12);
    expect(judged.error).toBeCloseTo((0.5 + 0) / 2, 12);
  });
});

describe('momentsOfColumns', () => {
  it('is the mean deviation of columns and the mean size of their correlations', () => {
    const { deviation, correlation } = momentsOfColumns([1, -2, -1, 2], 2);
    expect(deviation).toBeCloseTo(1.5, 12);
    expect(correlation).toBeCloseTo(1, 12);
    expect(momentsOfColumns([3, 3, 3, 3], 2)).toEqual({ deviation: 0, correlation: 0 });
  });
});

describe('kendallTau', () => {
  it('is 1 for the order of the grades, -1 for its reverse, less where grades tie, and 0 where all are equal', () => {
    expect(kendallTau([1, 2, 3], [0, 1, 2])).toBe(1);
    expect(kendallTau([3, 2, 1], [0, 1, 2])).toBe(-1);
    // scipy.stats.kendalltau([1, 2, 3, 4], [0, 1, 1, 0])
    expect(kendallTau([1, 2, 3, 4], [0, 1, 1, 0])).toBeCloseTo(0, 12);
    expect(kendallTau([1, 2, 3, 4], [0, 0, 1, 1])).toBeCloseTo(0.816496580927726, 12);
    expect(kendallTau([1, 1], [0, 1])).toBe(0);
  });
});
