import { describe, expect, it } from 'vitest';
import { averagePrecision, rocAuc } from '../../../src/tasks/metrics/binary.js';
import { ndcg } from '../../../src/tasks/metrics/graded.js';
import { project2d } from '../../../src/tasks/metrics/pca.js';

describe('scores that are NaN', () => {
  it('rank last in every metric', () => {
    const [labels, scores, low] = [
      [1, 0, 1, 0],
      [0.9, Number.NaN, 0.8, 0.1],
      [0.9, -9, 0.8, 0.1],
    ];
    for (const metric of [rocAuc, averagePrecision]) expect(metric(scores, labels)).toBe(metric(low, labels));
    expect(ndcg([Number.NaN, 2, 1], [3, 0, 1], 3)).toBe(ndcg([-9, 2, 1], [3, 0, 1], 3));
  });
});

describe('principal axes', () => {
  it('converge also where two variances are close', () => {
    // Variances 1.02 and 1 along the axes: 60 steps of the power iteration would stop half way.
    const rows = Float64Array.from({ length: 400 }, (_, i) => {
      const angle = (2 * Math.PI * Math.floor(i / 2)) / 200;
      const [x, y] = [Math.cos(angle) * Math.sqrt(1.02), Math.sin(angle)];
      const turn = 0.7;
      return i % 2 === 0 ? x * Math.cos(turn) - y * Math.sin(turn) : x * Math.sin(turn) + y * Math.cos(turn);
    });
    const { x, y } = project2d(rows, 200, 2);
    let [mixed, own] = [0, 0];
    for (let i = 0; i < 200; i++) {
      mixed += x[i]! * y[i]!;
      own += x[i]! * x[i]!;
    }
    expect(Math.abs(mixed / own)).toBeLessThan(1e-6);
  });
});
