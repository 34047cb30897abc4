import { describe, expect, it } from 'vitest';
import { equalErrorRate, neighbourhoods } from '../../../src/tasks/metrics/verification.js';

describe('equalErrorRate', () => {
  it('is 0 when every pair of one class scores above all others, 1 when below', () => {
    expect(equalErrorRate([4, 3, 2, 1], [1, 1, 0, 0])).toBe(0);
    expect(equalErrorRate([1, 2, 3, 4], [1, 1, 0, 0])).toBe(1);
  });

  it('is where false acceptances meet false rejections', () => {
    // Accepting down to 3: one of two positives rejected, one of two negatives accepted.
    expect(equalErrorRate([4, 3, 2, 1], [1, 0, 1, 0])).toBe(0.5);
    // Down to 4: one of 3 negatives accepted, one of 3 positives rejected.
    expect(equalErrorRate([6, 5, 4, 3, 2, 1], [1, 1, 0, 1, 0, 0])).toBeCloseTo(1 / 3, 12);
  });

  it('lies on the line between two thresholds when no threshold balances the errors', () => {
    // (accepted, rejected) goes from (0, 1/2) to (1/3, 1/2), (1/3, 0): they meet at accepted 1/3.
    expect(equalErrorRate([5, 4, 3, 2, 1], [1, 0, 1, 0, 0])).toBeCloseTo(1 / 3, 12);
    // One threshold takes both: from (0, 1) to (1, 0) it passes (1/2, 1/2).
    expect(equalErrorRate([1, 1, 1], [1, 0, 0])).toBe(0.5);
  });

  it('is one half with one class only', () => {
    expect(equalErrorRate([1, 2], [1, 1])).toBe(0.5);
    expect(equalErrorRate([], [])).toBe(0.5);
  });
});

describe('neighbourhoods', () => {
  it('measures all pairs by their Euclidean distance', () => {
    const found = neighbourhoods([0, 0, 3, 4, 0, 1, 3, 5], 4, 2, [0, 1, 0, 1]);
    expect([...found.scores]).toEqual([-5, -1, -Math.sqrt(34), -Math.sqrt(18), -1, -5]);
    expect([...found.same]).toEqual([0, 1, 0, 0, 1, 0]);
    expect(found.within).toBe(1);
    expect(found.between).toBeCloseTo((10 + Math.sqrt(34) + Math.sqrt(18)) / 4, 12);
    expect(found.recallAt1).toBe(1);
  });

  it('counts collapsed rows as misses', () => {
    const found = neighbourhoods([2, 2, 2, 2], 4, 1, [0, 0, 1, 1]);
    expect([found.recallAt1, found.within, found.between]).toEqual([0, 0, 0]);
    expect(equalErrorRate(found.scores, found.same)).toBe(0.5);
  });
});
