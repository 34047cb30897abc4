import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../../src/experiment/statistics/bootstrap.js';
import {
  differenceInterval,
  improvementInterval,
  iqmDifferenceInterval,
  iqmInterval,
  meanInterval,
} from '../../src/experiment/statistics/intervals.js';
import { coverage } from './coverage-simulation.js';

interface Golden {
  readonly one: readonly { readonly values: number[]; readonly mean: number[]; readonly trimmedWidth: number }[];
  readonly two: readonly { readonly x: number[]; readonly y: number[]; mean: number[]; trimmedWidth: number }[];
  readonly improvement: readonly { readonly x: number[]; readonly y: number[]; readonly interval: number[] }[];
}
/** Written by test/golden/intervals.py. */
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/intervals.json', import.meta.url), 'utf8'));
const width = ([low, high]: Interval) => high - low;

describe('intervals', () => {
  it('of the mean are those of scipy, of the IQM as wide as its trimmed ones', () => {
    for (const { values, mean, trimmedWidth } of golden.one) {
      meanInterval(values)!.forEach((end, i) => void expect(end).toBeCloseTo(mean[i]!, 9));
      expect(width(iqmInterval(values)!)).toBeCloseTo(trimmedWidth, 9);
    }
  });

  it("of differences are Welch's, and as wide as Yuen's", () => {
    for (const { x, y, mean, trimmedWidth } of golden.two) {
      differenceInterval(x, y)!.forEach((end, i) => void expect(end).toBeCloseTo(mean[i]!, 9));
      expect(width(iqmDifferenceInterval(x, y)!)).toBeCloseTo(trimmedWidth, 9);
    }
  });

  it("of the probability of improvement are Newcombe's, also where one side is above the other throughout", () => {
    for (const { x, y, interval } of golden.improvement) {
      improvementInterval(x, y)!.forEach((end, i) => void expect(end).toBeCloseTo(interval[i]!, 8));
    }
    expect(improvementInterval([1, 2, 3, 4], [1, 2, 3, 4, 5])).toBeNull();
  });

  it('hold what they are of in 95 of 100 samples from five normal values on, where there are any', () => {
    expect(meanInterval([1, 2, 3, 4])).toBeNull();
    const samples = 3000;
    const error = Math.sqrt((0.95 * 0.05) / samples);
    for (const n of [5, 10]) {
      const found = coverage('normal', n, samples);
      for (const share of Object.values(found)) expect(Math.abs(share - 0.95)).toBeLessThan(0.005 + 3 * error);
    }
  });

  it('cover with ten seeds of other shapes as docs/experiments.md says', () => {
    for (const shape of ['negative exponential', 'near the ceiling'] as const) {
      for (const share of Object.values(coverage(shape, 10, 1000))) expect(share).toBeGreaterThan(0.86);
    }
  });

  it('have no bounds where a seed broke, but for an IQM that cuts it off', () => {
    const values = [Number.NEGATIVE_INFINITY, 1, 2, 3, 4, 5, 6, 7];
    expect(meanInterval(values)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(iqmInterval(values)!.every(Number.isFinite)).toBe(true);
    expect(meanInterval([2, 2, 2, 2, 2])).toEqual([2, 2]);
  });
});
