import { describe, expect, it } from 'vitest';
import {
  errorsOf,
  LEAST_RATE,
  meanPercentageError,
  poissonDeviance,
  rootMeanSquaredLogError,
  shareAbove,
  totalRatio,
} from '../../../src/tasks/metrics/regression.js';

describe('metrics of regression', () => {
  it('are as scikit-learn defines them', () => {
    const [predictions, targets] = [
      [2, 4, 1],
      [1, 4, 2],
    ];
    expect(errorsOf(predictions, targets)).toEqual({ absolute: 2 / 3, squared: 2 / 3, bias: 0 });
    // sklearn.metrics.mean_poisson_deviance([1, 4, 2], [2, 4, 1])
    expect(poissonDeviance(predictions, targets)).toBeCloseTo(
      (2 * (Math.log(0.5) + 1) + 2 * (2 * Math.log(2) - 1)) / 3,
      12,
    );
    expect(rootMeanSquaredLogError(predictions, targets)).toBeCloseTo(Math.log(1.5) * Math.sqrt(2 / 3), 12);
    expect(meanPercentageError(predictions, targets)).toBeCloseTo(50, 12);
  });

  it('take a count of 0, and a rate of 0 as the least one', () => {
    expect(poissonDeviance([3], [0])).toBeCloseTo(6, 12);
    expect(poissonDeviance([0], [0])).toBeCloseTo(2 * LEAST_RATE, 12);
    expect(poissonDeviance([-5], [2])).toBe(poissonDeviance([LEAST_RATE], [2]));
    expect(rootMeanSquaredLogError([-1], [0])).toBe(0);
  });

  it('tell a prediction that is low in total, and how often it is above', () => {
    expect(totalRatio(Float64Array.of(1, 1), Float64Array.of(3, 1))).toBe(0.5);
    expect(shareAbove([1, 2, 3, 4], [2, 2, 2, 2])).toBe(0.5);
  });
});
