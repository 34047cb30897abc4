import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project2d } from '../../../src/tasks/metrics/pca.js';

/** Rows whose columns have these standard deviations, without correlation, turned by `turn` in the plane of the last two columns. */
function rowsOf(deviations: readonly number[], turn: number): { rows: number[]; count: number } {
  const rows: number[] = [];
  let count = 0;
  // Each column alone, on both sides of 0: the covariance is diagonal before the turn.
  deviations.forEach((deviation, i) => {
    for (const sign of [1, -1]) {
      const row = deviations.map((_, j) => (j === i ? sign * deviation : 0));
      const [a, b] = [row.at(-2)!, row.at(-1)!];
      row[row.length - 2] = Math.cos(turn) * a - Math.sin(turn) * b;
      row[row.length - 1] = Math.sin(turn) * a + Math.cos(turn) * b;
      rows.push(...row);
      count++;
    }
  });
  return { rows, count };
}

/** Sums of squares along both axes, over that of the first. */
const along = ({ x, y }: { x: Float64Array; y: Float64Array }) => {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value * value, 0);
  return sum(y) / sum(x);
};

describe('the picture of embeddings by principal axes', () => {
  it('finds the largest axis where the column of most variance has nothing of it', () => {
    // Columns 1 and 2 go together: their axis has variance 49, column 0 has 25, and none of both columns as much.
    const { rows, count } = rowsOf([5, 7, 1], Math.PI / 4);
    expect(along(project2d(rows, count, 3))).toBeCloseTo(25 / 49, 9);
  });

  it('keeps the variance of the two largest axes, however close they are and however the columns are turned', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 3, maxLength: 8 }),
        fc.double({ min: 0, max: 3.2, noNaN: true }),
        (deviations, turn) => {
          const { rows, count } = rowsOf(deviations, turn);
          const sorted = deviations.map((value) => value * value).sort((a, b) => b - a);
          const ratio = along(project2d(rows, count, deviations.length));
          expect(Math.abs(ratio - sorted[1]! / sorted[0]!)).toBeLessThan(0.003);
        },
      ),
      { numRuns: 100 },
    );
  });
});
