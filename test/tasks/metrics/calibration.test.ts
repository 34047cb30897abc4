import { describe, expect, it } from 'vitest';
import { calibrationError, logLoss, meanDistance } from '../../../src/tasks/metrics/calibration.js';

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

describe('mean distance', () => {
  it('is the mean of the absolute differences', () => {
    expect(meanDistance([0, 1, 2], [1, 1, 0])).toBe(1);
  });
});
