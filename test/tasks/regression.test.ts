import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { makeCurve } from '../../src/tasks/data/curves.js';
import { regression } from '../../src/tasks/regression.js';
import { build, train } from './learners.js';

function final(kind: string, loss: string, metric: string, lossParams = {}): number {
  const params = { kind, lr: 1e-2 };
  const { learner, recorded } = build(regression, { params, loss, lossParams, steps: 600 });
  train(learner, 600);
  learner.evaluate(true);
  return recorded.get(metric)!.at(-1)!;
}

describe('the regression task', () => {
  it('finds the curve under one-sided outliers with mae and huber, and misses it with mse', () => {
    const misses = Object.fromEntries(
      ['mse', 'mae', 'huber'].map((loss) => [loss, final('outliers', loss, 'true_mae')]),
    );
    expect(misses.mse).toBeGreaterThan(2 * misses.huber!);
    expect(misses.mse).toBeGreaterThan(2 * misses.mae!);
  });

  it('finds the rate of counts with poisson-nll, in both of its forms', () => {
    for (const logInput of [true, false])
      expect(final('counts', 'poisson-nll', 'true_mae', { logInput })).toBeLessThan(0.6);
  });

  it('fits scales over orders of magnitude with msle', () => {
    expect(final('positive', 'msle', 'r2')).toBeGreaterThan(0.8);
  });

  it('predicts too little under mape, as its loss weighs errors above the target more', () => {
    expect(final('positive', 'mape', 'bias')).toBeLessThan(final('positive', 'mse', 'bias'));
  });

  it('shows held-out points and a curve from one end of the range to the other', () => {
    const { learner } = build(regression, { params: { features: 2 } });
    const scope = learner.scope();
    if (scope?.kind !== 'fit') throw new Error('not a fit');
    expect(scope.x).toHaveLength(180);
    expect([scope.curveX[0], scope.curveX.at(-1), scope.curveX.length]).toEqual([-3, 3, scope.curveY.length]);
  });
});

describe('makeCurve', () => {
  const options = { samples: 4000, features: 2, noise: 0.2, outliers: 0.1 };

  it('moves the wanted part of the targets up and no other', () => {
    const { y, truth, outlier } = makeCurve({ ...options, kind: 'outliers' }, Stream.from(0, 'data'));
    expect(outlier.filter(Boolean).length / 4000).toBeCloseTo(0.1, 1);
    outlier.forEach((moved, i) => {
      expect(y[i]! - truth[i]! > 3).toBe(moved);
    });
  });

  it('draws counts whose mean and variance are the rate', () => {
    const { y, truth } = makeCurve({ ...options, kind: 'counts' }, Stream.from(0, 'data'));
    const sum = { count: 0, rate: 0, spread: 0 };
    y.forEach((count, i) => {
      sum.count += count;
      sum.rate += truth[i]!;
      sum.spread += (count - truth[i]!) ** 2;
    });
    expect(sum.count / sum.rate).toBeCloseTo(1, 1);
    expect(sum.spread / sum.rate).toBeCloseTo(1, 1);
    expect(y.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
  });

  it('keeps positive targets positive, over more than two orders of magnitude', () => {
    const { y } = makeCurve({ ...options, kind: 'positive' }, Stream.from(0, 'data'));
    expect(Math.min(...y)).toBeGreaterThan(0);
    expect(Math.max(...y) / Math.min(...y)).toBeGreaterThan(100);
  });
});
