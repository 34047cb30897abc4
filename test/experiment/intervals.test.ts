import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import type { Interval } from '../../src/experiment/statistics/bootstrap.js';
import {
  differenceInterval,
  iqmDifferenceInterval,
  iqmInterval,
  meanInterval,
} from '../../src/experiment/statistics/intervals.js';

interface Golden {
  readonly one: readonly { readonly values: number[]; readonly mean: number[]; readonly trimmedWidth: number }[];
  readonly two: readonly { readonly x: number[]; readonly y: number[]; mean: number[]; trimmedWidth: number }[];
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

  it('hold the mean of normal values in 95 of 100 samples from five values on, where there are any', () => {
    expect(meanInterval([1, 2, 3, 4])).toBeNull();
    const stream = Stream.from(2, 'eval');
    const samples = 3000;
    for (const n of [5, 10]) {
      let held = 0;
      for (let i = 0; i < samples; i++) {
        const [low, high] = meanInterval(Array.from({ length: n }, () => stream.normal(Math.log)))!;
        if (low <= 0 && high >= 0) held++;
      }
      expect(Math.abs(held / samples - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / samples));
    }
  });

  it('have no bounds where a seed broke, but for an IQM that cuts it off', () => {
    const values = [Number.NEGATIVE_INFINITY, 1, 2, 3, 4, 5, 6, 7];
    expect(meanInterval(values)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(iqmInterval(values)!.every(Number.isFinite)).toBe(true);
    expect(meanInterval([2, 2, 2, 2, 2])).toEqual([2, 2]);
  });
});
