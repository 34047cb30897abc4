import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, Series } from '../../../src/session/curve.js';
import { type BandKind, Curves, confidence, groupCurve, moments } from '../../../src/tui/charts/curves.js';
import { resample } from '../../../src/tui/charts/resampled.js';

const spec = { name: 'loss', help: '', better: 'lower' } as const;

/** A series with one step a bucket. */
function series(points: readonly (readonly [number, number])[]): Series {
  const made = new Series(spec, BUCKETS);
  for (const [step, value] of points) made.add(step, value);
  return made;
}

function resampled(points: readonly (readonly [number, number])[], smoothing = 0): Float64Array {
  const into = new Float64Array(BUCKETS);
  resample(series(points), smoothing, into);
  return into;
}

describe('one seed resampled', () => {
  it('has the mean of each bucket, straight lines between them, and nothing outside', () => {
    const values = resampled([
      [2, 1],
      [2, 3],
      [6, 4],
    ]);
    expect([...values.slice(0, 8)]).toEqual([NaN, NaN, 2, 2.5, 3, 3.5, 4, NaN]);
  });

  it('leaves NaN and infinite points out', () => {
    const values = resampled([
      [1, 1],
      [2, Number.NaN],
      [3, 2],
    ]);
    expect([...values.slice(1, 4)]).toEqual([1, 1.5, 2]);
  });

  it('smooths a constant into the same constant', () => {
    const points = Array.from({ length: 300 }, (_, i) => [i * 3, 0.7] as const);
    for (const value of resampled(points, 0.9).slice(0, 898)) expect(value).toBeCloseTo(0.7, 12);
  });

  it('weighs sparse points by w, w squared, ... and divides by the sum', () => {
    const values = resampled(
      [
        [0, 1],
        [100, 0],
        [200, 4],
      ],
      0.5,
    );
    expect(values[0]).toBe(1);
    expect(values[100]).toBeCloseTo(0.5 / 1.5, 12);
    expect(values[200]).toBeCloseTo((0.25 + 4) / 1.75, 12);
  });

  it('never moves a past point when a new one comes', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 40 }),
        fc.constantFrom(0, 0.6, 0.9),
        (values, smoothing) => {
          const points = values.map((one, i) => [i * 11, one] as const);
          const before = resampled(points.slice(0, -1), smoothing);
          const after = resampled(points, smoothing);
          const end = (points.length - 2) * 11;
          expect(after.slice(0, end + 1)).toEqual(before.slice(0, end + 1));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a group of seeds', () => {
  const one = series([
    [0, 1],
    [4, 1],
  ]);
  const two = series([
    [0, 3],
    [2, 3],
  ]);
  const three = series([[0, 5]]);

  it('has the mean of the seeds that have come so far, and says how many', () => {
    const curve = groupCurve([one, two, three], 0, 'ci');
    expect([...curve.mean.slice(0, 6)]).toEqual([3, 2, 2, 1, 1, NaN]);
    expect([...curve.seeds.slice(0, 6)]).toEqual([3, 2, 2, 1, 1, 0]);
    expect(curve.n).toBe(3);
  });

  it('has the 95% interval of Student, a standard deviation, or the extremes as its band', () => {
    const [ci, std, range] = (['ci', 'std', 'range'] as const).map((band) => groupCurve([one, two, three], 0, band));
    // The standard deviation of 1, 3, 5 is 2.
    expect(std!.low[0]).toBeCloseTo(1, 12);
    expect(std!.high[0]).toBeCloseTo(5, 12);
    expect([range!.low[0], range!.high[0]]).toEqual([1, 5]);
    // An interval of three seeds would be wider than all that was seen: the extremes in its place.
    expect([ci!.low[0], ci!.high[0]]).toEqual([1, 5]);
    const five = groupCurve([one, two, three, series([[0, 3]]), series([[0, 3]])], 0, 'ci');
    // The standard deviation of 1, 3, 5, 3, 3 is the root of 2; t of 4 degrees of freedom is 2.776.
    expect(five.high[0]).toBeCloseTo(3 + (2.7764451051977987 * Math.sqrt(2)) / Math.sqrt(5), 3);
    // No interval where fewer than five have come.
    expect(five.low[2]).toBeNaN();
  });

  it('keeps the spike of a single point in the extremes', () => {
    const spiked = series([
      [0, 1],
      [4, 1],
      [4, 90],
      [4, 1],
      [8, 1],
    ]);
    expect(groupCurve([spiked, two], 0, 'range').high[4]).toBe(90);
    expect(groupCurve([spiked], 0, 'ci').high[4]).toBe(90);
  });

  it('of one seed is that seed, and of none is nothing', () => {
    expect([...groupCurve([one], 0, 'ci').mean.slice(0, 5)]).toEqual([1, 1, 1, 1, 1]);
    expect(groupCurve([], 0, 'ci').n).toBe(0);
  });
});

describe('kept curves', () => {
  it('are filled anew when a point has come, and only then', () => {
    const grown = series([[0, 1]]);
    const curves = new Curves();
    const first = curves.group('a', [grown], 0, 'ci');
    expect(first.mean[0]).toBe(1);
    first.mean[0] = 99;
    expect(curves.group('a', [grown], 0, 'ci').mean[0]).toBe(99);
    grown.add(1, 2);
    expect([...curves.group('a', [grown], 0, 'ci').mean.slice(0, 2)]).toEqual([1, 2]);
  });

  it('go when a thousand others were asked for since, and stay while they are asked for', () => {
    const curves = new Curves();
    const flat = series([[0, 1]]);
    const once = curves.seed('once', flat, 0);
    const often = curves.seed('often', flat, 0);
    for (let i = 0; i < 1000; i++) {
      curves.seed(`other ${i}`, flat, 0);
      expect(curves.seed('often', flat, 0)).toBe(often);
    }
    expect(curves.seed('once', flat, 0)).not.toBe(once);
  });

  it('that grow point by point are what they would be made anew, in whatever order points come', () => {
    const point = fc.tuple(
      fc.nat(2),
      fc.integer({ min: -3, max: 60 }),
      fc.constantFrom(1, -2, 0.1, 1e300, 1.7e308, Number.NaN, Number.POSITIVE_INFINITY),
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0, 0.6),
        fc.constantFrom<BandKind | 'none'>('ci', 'std', 'range', 'none'),
        (points, smoothing, band) => {
          const seeds = [series([]), series([]), series([])];
          const curves = new Curves();
          const at = [0, 0, 0];
          for (const [i, [seed, onward, value]] of points.entries()) {
            at[seed] = Math.max(0, Math.min(BUCKETS, at[seed]! + onward));
            seeds[seed]!.add(at[seed]!, value);
            // Seeds that are asked for alone are the same ones that the mean is of.
            if (i % 3 === 0) curves.seed('one', seeds[seed]!, smoothing);
            if (i % 4 === 3) continue;
            const grown = curves.group('all', seeds, smoothing, band);
            const anew = new Curves().group('all', seeds, smoothing, band);
            for (const part of ['mean', 'low', 'high', 'seeds'] as const) {
              expect(grown[part].findIndex((value, b) => !Object.is(value, anew[part][b]))).toBe(-1);
            }
            expect([grown.n, grown.lowest, grown.highest]).toEqual([anew.n, anew.lowest, anew.highest]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('drawn without a band have the same mean and none of its work', () => {
    const seeds = [series([[0, 1]]), series([[0, 3]])];
    const [banded, plain] = (['ci', 'none'] as const).map((band) => new Curves().group('a', seeds, 0, band));
    expect(plain!.mean).toEqual(banded!.mean);
    expect(banded!.low[0]).toBeLessThan(2);
    expect(plain!.low[0]).toBeNaN();
  });
});

describe('statistics', () => {
  it('leave what is not finite out', () => {
    expect(moments([1, Number.NaN, 3])).toEqual({ n: 2, mean: 2, deviation: Math.SQRT2 });
    expect(moments([7]).deviation).toBeNaN();
    expect(moments([]).mean).toBeNaN();
  });

  it('have no interval for one value and the normal one for many', () => {
    expect(confidence(1, 1)).toBeNaN();
    expect(confidence(10, 100)).toBeCloseTo(1.96, 12);
  });
});
