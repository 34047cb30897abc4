import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { importances } from '../../src/experiment/sweep/importance.js';

const stream = Stream.from(7, 'explore');
const rows = Array.from({ length: 200 }, () => [stream.uniform(), stream.uniform(), stream.uniform()]);
const names = ['large', 'small', 'none'];

describe('the importance of settings', () => {
  it('is the share of the variance that a setting explains alone', () => {
    // Uniform settings: the variances are 16, 1 and 0 twelfths.
    const found = importances(
      names,
      rows,
      rows.map(([a, b]) => 4 * a! + b!),
    );
    expect(found.map(({ name }) => name)).toEqual(names);
    expect(found[0]!.share).toBeGreaterThan(0.85);
    expect(found[0]!.share).toBeLessThan(0.98);
    expect(found[1]!.share).toBeGreaterThan(0.02);
    expect(found[1]!.share).toBeLessThan(0.12);
    expect(found[2]!.share).toBeLessThan(0.01);
  });

  it('leaves what settings do together only to none of them', () => {
    const found = importances(
      names,
      rows,
      rows.map(([a, b]) => (a! > 0.5 === b! > 0.5 ? 1 : 0)),
    );
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(0.3);
  });

  it('says nothing of too few configurations, or where all gave the same', () => {
    expect(importances(names, rows.slice(0, 7), [1, 2, 3, 4, 5, 6, 7])).toEqual([]);
    expect(
      importances(
        names,
        rows,
        rows.map(() => 3),
      ),
    ).toEqual([]);
  });
});
