import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelled, paintValueAxis } from '../../../src/tui/charts/plot.js';
import { axisLabels, isFlat, linearAxis, logAxis, position, tickLabels } from '../../../src/tui/charts/ticks.js';
import { drawn } from '../stagehand.js';

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

describe('labels beside an axis', () => {
  /** What a label says with its offset, and half a unit of its last digit. */
  function read(label: string, offset: string): { value: number; half: number } {
    const match = /^(-?[0-9]+)(?:\.([0-9]+))?(?:e(-?[0-9]+)|(k))?$/.exec(label);
    if (match === null) throw new Error(`${label} is not a whole label`);
    const [, whole, decimals = '', exponent = '0', thousands] = match;
    const power = Number(exponent) + (thousands === undefined ? 0 : 3);
    const base = offset === '' ? 0 : Number(offset.replace(/ \+$/, ''));
    return { value: base + Number(`${whole}.${decimals}e${power}`), half: 0.5 * 10 ** (power - decimals.length) };
  }

  const magnitude = fc.integer({ min: -12, max: 12 }).map((power) => 10 ** power);
  const numbers = fc.record({
    magnitude,
    lead: fc.double({ min: 1, max: 9.99, noNaN: true }),
    sign: fc.constantFrom(-1, 0, 1),
    spread: fc.integer({ min: -9, max: 3 }).map((power) => 10 ** power),
    rows: fc.integer({ min: 2, max: 40 }),
  });

  it('are whole, distinct, and say their tick within half a unit, over all magnitudes, signs and spreads', () => {
    fc.assert(
      fc.property(numbers, ({ magnitude, lead, sign, spread, rows }) => {
        const middle = sign * lead * magnitude;
        const half = lead * magnitude * spread;
        const axis = linearAxis(middle - half, middle + half, rows / 3);
        for (const { labels, offset } of [axisLabels(axis), { labels: tickLabels(axis), offset: '' }]) {
          expect(labels).toHaveLength(axis.ticks.length);
          expect(labels.length).toBeGreaterThanOrEqual(2);
          expect(new Set(labels).size).toBe(labels.length);
          for (const [i, label] of labels.entries()) {
            const { value, half: unit } = read(label, offset);
            const rounding = 1e-12 * Math.max(Math.abs(axis.low), Math.abs(axis.high));
            expect(Math.abs(value - axis.ticks[i]!)).toBeLessThanOrEqual(unit + rounding);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('stand whole to the left of a plot, with the offset below them', () => {
    fc.assert(
      fc.property(numbers, ({ magnitude, lead, sign, spread, rows }) => {
        const middle = sign * lead * magnitude;
        const half = lead * magnitude * spread;
        const axis = labelled(linearAxis(middle - half, middle + half, rows / 3, rows));
        const text = drawn(60, rows + 2, (region) => paintValueAxis(region, axis, rows, { axis: '', label: '' }));
        const shown = text.slice(0, rows).flatMap((line) => /^ *(\S+)┤/.exec(line)?.[1] ?? []);
        expect(axis.labels.toReversed()).toEqual(expect.arrayContaining(shown));
        expect(shown.length).toBeGreaterThanOrEqual(Math.min(2, rows));
        expect((text[rows] ?? '').trim()).toBe(axis.offset);
      }),
      // Here the two ticks of the coarsest axis fall into one row.
      { examples: [[{ magnitude: 1, lead: 2.0888888888444446, sign: -1, spread: 0.1, rows: 3 }]] },
    );
  });

  it.each([
    [-5.5e-5, 1.1e-4, ['-5.0e-5', '0', '5.0e-5', '1.0e-4'], ''],
    [12_345.6, 12_345.8, ['12345.60', '12345.65', '12345.70', '12345.75', '12345.80'], ''],
    [1e9 - 1e5, 1e9 + 1e5, ['-100k', '-50k', '0', '50k', '100k'], '1e9 +'],
    [0.001, 0.00102, ['0.001000', '0.001005', '0.001010', '0.001015', '0.001020'], ''],
  ])('of %d to %d are %j', (low, high, labels, offset) => {
    expect(axisLabels(linearAxis(low, high, 4))).toEqual({ labels, offset });
  });

  it('of a billion give or take one are those of a constant', () => {
    expect(axisLabels(linearAxis(1e9 - 1, 1e9 + 1, 3))).toEqual({
      labels: ['9.0e8', '1.0e9', '1.1e9'],
      offset: '',
    });
  });
});

it('a range below a millionth of the values is a constant', () => {
  for (const value of [1e-3, -0.05, 1e9]) {
    const { low, high } = linearAxis(value - 4e-7 * Math.abs(value), value + 4e-7 * Math.abs(value), 3);
    expect(high - low).toBeGreaterThan(0.19 * Math.abs(value));
    expect(isFlat(value, value + 2e-6 * Math.abs(value))).toBe(false);
  }
});
