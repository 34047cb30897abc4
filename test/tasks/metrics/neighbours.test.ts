import { describe, expect, it } from 'vitest';
import { degreesOf, unitRows } from '../../../src/tasks/metrics/angle.js';
import { neighbourAccuracy, uniformity } from '../../../src/tasks/metrics/neighbours.js';
import { neighbourhoods } from '../../../src/tasks/metrics/verification.js';

describe('neighbourAccuracy', () => {
  const known = { rows: [0, 1, 2, 10, 11], classes: [0, 1, 1, 2, 2] };

  it('asks the nearest row only when one votes', () => {
    expect(neighbourAccuracy(known, { rows: [0.2, 10.4], classes: [0, 2] }, 1, 1)).toBe(1);
    expect(neighbourAccuracy(known, { rows: [0.2, 10.4], classes: [1, 2] }, 1, 1)).toBe(0.5);
  });

  it('lets the majority of the nearest rows outvote the nearest', () => {
    expect(neighbourAccuracy(known, { rows: [0.2], classes: [1] }, 1, 3)).toBe(1);
  });

  it('takes the class of the nearest row when votes are level, and all rows when there are fewer than should vote', () => {
    expect(neighbourAccuracy(known, { rows: [0.2], classes: [0] }, 1, 2)).toBe(1);
    expect(neighbourAccuracy(known, { rows: [10.6], classes: [2] }, 1, 50)).toBe(1);
  });
});

describe('uniformity', () => {
  it('is 0 on one point, and the log of the mean of exp(-2 d^2) otherwise', () => {
    expect(uniformity([1, 0, 1, 0], 2, 2)).toBe(0);
    expect(uniformity([1, 0, -1, 0], 2, 2)).toBeCloseTo(-8, 12);
    expect(uniformity([1, 0, 1, 0, -1, 0], 3, 2)).toBeCloseTo(Math.log((1 + 2 * Math.exp(-8)) / 3), 12);
  });
});

describe('degreesOf', () => {
  it.each([
    [1, 0],
    [0.5, 60],
    [0, 90],
    [-1, 180],
    [1.1, 0],
    [-1.1, 180],
  ])('of the cosine %d is %d', (cosine, degrees) => {
    expect(degreesOf(cosine)).toBeCloseTo(degrees, 5);
  });
});

describe('unitRows', () => {
  it('brings rows to length 1 and leaves a row of zeros', () => {
    expect([...unitRows([3, 4, 0, 0], 2, 2)]).toEqual([0.6, 0.8, 0, 0]);
  });

  it('makes mean squared distances twice one minus the mean cosine', () => {
    const rows = unitRows([1, 0, 1, 1, 0, 2], 3, 2);
    const { withinSquared, betweenSquared } = neighbourhoods(rows, 3, 2, [0, 0, 1]);
    expect(1 - withinSquared / 2).toBeCloseTo(Math.SQRT1_2, 12);
    expect(1 - betweenSquared / 2).toBeCloseTo(Math.SQRT1_2 / 2, 12);
  });
});
