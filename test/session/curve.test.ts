import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, bucketOf, Series } from '../../src/session/curve.js';

const spec = { name: 'loss', help: '', better: 'lower' } as const;

describe('a folded curve', () => {
  it('agrees with the points it was made of, bucket by bucket', () => {
    const point = fc.tuple(fc.nat(5000), fc.double());
    fc.assert(
      fc.property(fc.array(point, { maxLength: 300 }), (points) => {
        const series = new Series(spec, 5000);
        for (const [step, value] of points) series.add(step, value);
        const finite = points.filter(([, value]) => Number.isFinite(value));
        const values = finite.map(([, value]) => value);

        expect(series.points).toBe(points.length);
        expect(series.last).toBe(points.at(-1)?.[1] ?? Number.NaN);
        expect(series.lastStep).toBe(points.at(-1)?.[0] ?? 0);
        expect(series.lowest === Math.min(...values)).toBe(true);
        expect(series.highest === Math.max(...values)).toBe(true);
        expect(series.firstNonFinite).toBe(points.find(([, value]) => !Number.isFinite(value))?.[0] ?? null);
        for (let bucket = 0; bucket < BUCKETS; bucket++) {
          const here = finite.filter(([step]) => bucketOf(step, 5000) === bucket).map(([, value]) => value);
          expect(series.count[bucket]).toBe(here.length);
          if (here.length === 0) continue;
          expect(series.min[bucket] === Math.min(...here)).toBe(true);
          expect(series.max[bucket] === Math.max(...here)).toBe(true);
          expect(series.sum[bucket]).toBe(here.reduce((sum, value) => sum + value, 0));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('that is let go of shares its memory with all others, is empty, and still tells its ends', () => {
    const [one, other] = [new Series(spec, 100), new Series(spec, 100)];
    one.add(1, 5);
    one.add(2, 3);
    for (const series of [one, other]) series.forget();
    expect(one.sum).toBe(other.sum);
    expect([...one.count].every((count) => count === 0)).toBe(true);
    expect([one.points, one.last, one.lowest, one.highest]).toEqual([2, 3, 3, 5]);
  });

  it('has its buckets in step order over the whole budget, with the end in the last one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (steps, part) => {
        const step = Math.floor(part * steps);
        const bucket = bucketOf(step, steps);
        expect(bucket).toBeGreaterThanOrEqual(bucketOf(Math.max(0, step - 1), steps));
        expect(bucket).toBeLessThan(BUCKETS);
      }),
    );
    expect(bucketOf(0, 5000)).toBe(0);
    expect(bucketOf(5000, 5000)).toBe(BUCKETS - 1);
  });
});
