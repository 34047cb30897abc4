import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomisationTest, type TwoSides } from '../../src/experiment/statistics/randomisation.js';

interface Expected {
  readonly raw: number;
  readonly adjusted: number;
}
interface Golden {
  readonly paired: readonly {
    readonly quantities: readonly TwoSides[];
    readonly worse: readonly Expected[];
    readonly better: readonly Expected[];
  }[];
  readonly grouped: readonly (TwoSides & { readonly worse: never; readonly better: never })[];
}
/** Written by test/golden/randomisation.py. */
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/randomisation.json', import.meta.url), 'utf8'));

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -10, max: 10, noNaN: true }));

describe('the randomisation test', () => {
  it.each(golden.paired.map((one, i) => [i, one] as const))(
    'gives the p-values of scipy and of an enumerated step-down for pairs: case %i',
    (_, { quantities, worse, better }) => {
      const found = randomisationTest(quantities, 'paired');
      expect(found.isExact).toBe(true);
      for (const [side, expected] of [
        [found.worse, worse],
        [found.better, better],
      ] as const) {
        side.forEach(({ raw, adjusted }, i) => {
          expect(raw).toBeCloseTo(expected[i]!.raw, 12);
          expect(adjusted).toBeCloseTo(expected[i]!.adjusted, 12);
        });
      }
    },
  );

  it.each(golden.grouped.map((one, i) => [i, one] as const))(
    'comes near the exact p-values of scipy for groups: case %i',
    (_, { reference, candidate, worse, better }) => {
      const found = randomisationTest([{ reference, candidate }], 'grouped');
      for (const [{ raw }, exact] of [
        [found.worse[0]!, worse],
        [found.better[0]!, better],
      ] as const) {
        const error = Math.sqrt((Number(exact) * (1 - exact)) / 9999);
        expect(Math.abs(raw - exact)).toBeLessThan(4 * error + 1e-4);
      }
    },
  );

  it('never adjusts a p-value downwards, and keeps their order', () => {
    const sides = fc.array(fc.tuple(value, value), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(sides, { minLength: 1, maxLength: 4 }), (all) => {
        const quantities = all.map((pairs) => ({
          reference: pairs.map(([a]) => a),
          candidate: pairs.map(([, b]) => b),
        }));
        const { worse } = randomisationTest(quantities, 'paired');
        for (const one of worse) {
          expect(one.adjusted).toBeGreaterThanOrEqual(one.raw - 1e-12);
          for (const other of worse) if (one.raw < other.raw) expect(one.adjusted).toBeLessThanOrEqual(other.adjusted);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('asks nothing more of a quantity for others that say the same', () => {
    const one = { reference: [1, 2, 3, 4, 5, 6, 7], candidate: [0, 1, 2, 3, 4, 5, 6] };
    const alone = randomisationTest([one], 'paired').worse[0]!;
    expect(alone.adjusted).toBe(1 / 2 ** 7);
    const among = randomisationTest([one, one, one, one], 'paired').worse;
    expect(among.map(({ adjusted }) => adjusted)).toEqual([0, 0, 0, 0].map(() => alone.adjusted));
  });

  it('takes a seed that broke as worse than every other, however far these are', () => {
    const reference = [1, 2, 3, 4, 5, 6, 7, 8];
    const broke = reference.map((x, i) => (i < 7 ? Number.NEGATIVE_INFINITY : x));
    expect(randomisationTest([{ reference, candidate: broke }], 'paired').worse[0]!.raw).toBe(1 / 2 ** 7);
    const all = { reference, candidate: reference.map(() => Number.NEGATIVE_INFINITY) };
    expect(randomisationTest([all], 'grouped').worse[0]!.raw).toBeLessThan(1e-3);
  });
});
