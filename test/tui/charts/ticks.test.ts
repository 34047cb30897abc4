import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis, logAxis, position, tickLabels } from '../../../src/tui/charts/ticks.js';

describe('a linear axis', () => {
  it.each([
    [0, 1, 4, ['0.0', '0.5', '1.0']],
    [-1.02, 0.93, 4, ['-1.0', '-0.5', '0.0', '0.5', '1.0']],
    [0, 20_000, 4, ['0', '5k', '10k', '15k', '20k']],
    [0.0012, 0.0031, 3, ['0.002', '0.003']],
    [3, 3, 2, ['2.8', '3.0', '3.2']],
    [2, 9, 3, ['2', '4', '6', '8']],
    [0, 2.5e7, 3, ['0', '1e7', '2e7']],
  ])('from %d to %d has sensible labels', (low, high, count, labels) => {
    expect(tickLabels(linearAxis(low, high, count))).toEqual(labels);
  });

  it('stands still while the data wander a little', () => {
    expect(linearAxis(-1.02, 0.93, 4)).toEqual(linearAxis(-1.04, 0.95, 4));
  });
});

describe('a logarithmic axis', () => {
  it.each([
    [0.002, 3, 5, ['0.001', '0.01', '0.1', '1', '10']],
    [0.05, 1, 8, ['0.05', '0.1', '0.2', '0.5', '1']],
    [1e-12, 1e6, 4, ['1e-12', '1e-7', '0.01', '1000', '1e8']],
    [5, 5, 3, ['5', '10']],
  ])('from %d to %d has sensible labels', (low, high, count, labels) => {
    expect(tickLabels(logAxis(low, high, count))).toEqual(labels);
  });

  it('has no place for zero and below', () => {
    const axis = logAxis(0.1, 10, 3);
    expect(position(axis, 1)).toBeCloseTo(0.5, 12);
    expect(position(axis, 0)).toBeNaN();
    expect(position(axis, -1)).toBeNaN();
  });
});

it('any axis spans its data with few ticks inside its ends, whatever the numbers', () => {
  const number = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 0, max: 30 }), (a, b, count) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      for (const axis of [linearAxis(low, high, count), logAxis(Math.abs(a) || 1, Math.abs(a) * 1e3 || 9, count)]) {
        expect(axis.low).toBeLessThan(axis.high);
        expect(axis.ticks.length).toBeLessThanOrEqual(100);
        expect(axis.ticks.every((tick) => tick >= axis.low && tick <= axis.high)).toBe(true);
        expect(tickLabels(axis)).toHaveLength(axis.ticks.length);
      }
      const linear = linearAxis(low, high, count);
      const slack = Math.abs(high - low) * 1e-6 + 1e-12 * Math.max(Math.abs(low), Math.abs(high));
      expect(linear.low).toBeLessThanOrEqual(low + slack);
      expect(linear.high).toBeGreaterThanOrEqual(high - slack);
    }),
  );
});
