import { describe, expect, it } from 'vitest';
import { ndcg, pairAccuracy } from '../../../src/tasks/metrics/graded.js';

describe('ndcg', () => {
  it('is 1 for the best order and discounts what comes late', () => {
    expect(ndcg([3, 2, 1], [2, 1, 0], 10)).toBe(1);
    // Gains 3 and 1 at places 2 and 1 against 1 and 2.
    const discount = 1 / Math.log2(3);
    expect(ndcg([1, 2, 0], [2, 1, 0], 10)).toBeCloseTo((1 + 3 * discount) / (3 + discount), 12);
  });

  it('looks no deeper than asked', () => {
    expect(ndcg([3, 2, 1], [0, 0, 4], 2)).toBe(0);
    expect(ndcg([3, 2, 1], [0, 0, 4], 3)).toBeCloseTo(0.5, 12);
  });

  it('lets ties share their places', () => {
    const discount = 1 / Math.log2(3);
    expect(ndcg([1, 1], [1, 0], 10)).toBeCloseTo((1 + discount) / 2, 12);
    // Three share three places, of which one counts.
    expect(ndcg([1, 1, 1], [1, 0, 0], 1)).toBeCloseTo(1 / 3, 12);
  });

  it('is 0 where nothing is relevant', () => {
    expect(ndcg([1, 2], [0, 0], 10)).toBe(0);
  });
});

describe('pairAccuracy', () => {
  it('counts pairs of different grades, ties half', () => {
    // Pairs (a,b) right, (a,c) tied, (b,c) has one grade.
    expect(pairAccuracy([2, 1, 2], [3, 1, 1])).toBe(0.75);
    expect(pairAccuracy([1, 2], [4, 0])).toBe(0);
    expect(pairAccuracy([1, 2], [1, 1])).toBe(0.5);
  });
});
