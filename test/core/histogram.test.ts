import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../src/core/histogram.js';

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

describe('histogramOf', () => {
  it('counts every finite value once, exact zeros apart', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.constant(0)), { minLength: 1 }), (values) => {
        const finite = values.filter(Number.isFinite);
        const made = histogramOf('values', values);
        if (finite.length === 0) return made === null;
        const zeros = finite.filter((value) => value === 0).length;
        return made!.zeros === zeros && sum(made!.counts) === finite.length - zeros;
      }),
    );
  });

  it('has bins of equal widths up to a factor of 100, and where a value is below 0', () => {
    const near = histogramOf('near', [1, 50, 100], 4)!;
    expect(near).toMatchObject({ low: 1, high: 100, log: false, counts: [1, 1, 0, 1] });
    const signed = histogramOf('signed', [-1, 0.001, 1000], 4)!;
    expect(signed).toMatchObject({ low: -1, high: 1000, log: false, counts: [2, 0, 0, 1] });
  });

  it('has bins of equal factors beyond: each decade gets as many', () => {
    const made = histogramOf('far', [1e-3, 2e-3, 2e-2, 0.2, 2, 10], 4)!;
    expect(made).toMatchObject({ low: 1e-3, high: 10, log: true, counts: [2, 1, 1, 2] });
  });

  it('puts a value into the bin whose edges hold it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1, noNaN: true }), (value) => {
        const made = histogramOf('one among ends', [1e-5, value, 1])!;
        const bins = made.counts.length;
        const place = (Math.log(value / 1e-5) / Math.log(1e5)) * bins;
        const at = made.counts.findIndex((count, i) => count > (i === 0 ? 1 : i === bins - 1 ? 1 : 0));
        // At an edge rounding may decide.
        return at === Math.min(bins - 1, Math.floor(place)) || Math.abs(place - Math.round(place)) < 1e-9;
      }),
    );
  });

  it('gives the room to what matters: less than a millionth of the largest is in the first bin', () => {
    const made = histogramOf('deep', [1e-30, 1e-20, 1e-6, 1])!;
    expect(made).toMatchObject({ low: 1e-6, open: true });
    expect(made.counts[0]).toBe(3);
    expect(histogramOf('whole', [1e-6, 1])!.open).toBe(false);
  });

  it('puts equal values into the middle, and tells zeros alone', () => {
    const equal = histogramOf('equal', [2, 2, 2])!;
    expect(equal.counts[equal.counts.length >> 1]).toBe(3);
    expect(histogramOf('zeros', [0, 0])).toMatchObject({ low: 0, high: 0, zeros: 2 });
    expect(histogramOf('none', [Number.NaN])).toBeNull();
  });
});
