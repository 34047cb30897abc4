import { describe, expect, it } from 'vitest';
import { histogramAround0 } from '../../src/core/histogram.js';

describe('histogramAround0', () => {
  it('puts 0 in the middle bin and counts every finite value once', () => {
    const histogram = histogramAround0('errors', [0, 0, -2, 1, Number.NaN])!;
    expect([histogram.low, histogram.high]).toEqual([-2, 2]);
    expect(histogram.counts.reduce((a, b) => a + b, 0)).toBe(4);
    expect(histogram.counts[histogram.counts.length >> 1]).toBe(2);
    expect(histogram.counts[0]).toBe(1);
  });

  it('is a single bar where all values are 0, and nothing where there is none', () => {
    const histogram = histogramAround0('errors', [0, 0, 0])!;
    expect(histogram.counts[histogram.counts.length >> 1]).toBe(3);
    expect(histogramAround0('errors', [Number.NaN])).toBeNull();
  });
});
