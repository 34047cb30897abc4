import { describe, expect, it } from 'vitest';
import { calibrationBins, calibrationError, logLoss, meanDistance } from '../../../src/tasks/metrics/calibration.js';

describe('log loss', () => {
  it('is minus the logarithm of the probability of what is so, also far out', () => {
    const odds = [0, Math.log(3), -Math.log(3)];
    expect(logLoss(odds, [1, 1, 1])).toBeCloseTo((Math.log(2) - Math.log(0.75) - Math.log(0.25)) / 3, 12);
    expect(logLoss([1e4, -1e4], [0, 0])).toBeCloseTo(5000, 8);
  });
});

describe('calibration error', () => {
  it('is 0 where each bin holds what it says, and the distance between both where it does not', () => {
    expect(calibrationError([0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0])).toBe(0);
    expect(calibrationError([0.95, 0.95, 0.05, 0.05], [1, 0, 0, 0])).toBeCloseTo((0.9 + 0.1) / 4, 12);
  });

  it('does not let one bin pay for another', () => {
    expect(calibrationError([0.9, 0.1], [0, 1])).toBeCloseTo(0.9, 12);
  });

  it('has a place for a probability of 1', () => {
    expect(calibrationError([1, 1], [1, 1])).toBe(0);
  });
});

describe('calibration bins', () => {
  it('hold what the rows of each were given and what became of them, and give the calibration error', () => {
    const [given, hits] = [
      [0.95, 0.91, 0.05, 0.05, 1, 0.42],
      [1, 0, 0, 1, 1, 0],
    ];
    const bins = calibrationBins(given, hits);
    expect(bins.map(({ rows }) => rows)).toEqual([2, 1, 3]);
    expect(bins.map(({ share }) => share)).toEqual([0.5, 0, 2 / 3]);
    expect(bins[0]!.probability).toBeCloseTo(0.05, 12);
    expect(bins[2]!.probability).toBeCloseTo((0.95 + 0.91 + 1) / 3, 12);
    const error = bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.probability - bin.share), 0) / 6;
    expect(error).toBeCloseTo(calibrationError(given, hits), 12);
  });

  it('leave out rows without a probability', () => {
    expect(calibrationBins([Number.NaN, 0.5], [1, 1])).toEqual([{ probability: 0.5, share: 1, rows: 1 }]);
  });
});

describe('mean distance', () => {
  it('is the mean of the absolute differences', () => {
    expect(meanDistance([0, 1, 2], [1, 1, 0])).toBe(1);
  });
});
