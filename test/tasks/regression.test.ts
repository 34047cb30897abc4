import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { makeCurve } from '../../src/tasks/generators/curves.js';
import { regression } from '../../src/tasks/regression.js';
import { issuesOf, temporaryFiles } from './files.js';
import { build, train } from './learners.js';

const write = temporaryFiles();

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

  it('takes the logarithm of a prediction from the model under a link, for any loss', () => {
    for (const loss of ['mse', 'mae', 'msle', 'poisson-nll']) {
      const { learner, recorded } = build(regression, {
        params: { kind: 'positive', link: 'log', lr: 1e-2 },
        loss,
        steps: 400,
      });
      learner.evaluate(false);
      train(learner, 400);
      learner.evaluate(true);
      const [before, after] = recorded.get('rmsle')!;
      expect(after, loss).toBeLessThan(before! / 2);
    }
  });

  it('tells that mape predicts too little and has the lower percentage error all the same', () => {
    const [mape, mse] = ['mape', 'mse'].map((loss) => {
      const { learner, recorded } = build(regression, {
        params: { kind: 'positive', noise: 0.5, link: 'log', lr: 1e-2 },
        loss,
        steps: 600,
      });
      train(learner, 600);
      learner.evaluate(true);
      return (name: string) => recorded.get(name)!.at(-1)!;
    });
    expect(mape!('percentage_error')).toBeLessThan(mse!('percentage_error'));
    expect(mape!('total_ratio')).toBeLessThan(mse!('total_ratio'));
    expect(mape!('share_above')).toBeLessThan(0.4);
  });

  it('judges on the logarithmic scale only where targets are at least 0, and in percent where they are above', () => {
    const metrics = (kind: string) => [...build(regression, { params: { kind } }).recorded.keys()];
    expect(metrics('smooth')).not.toContain('deviance');
    expect(metrics('counts')).toContain('deviance');
    expect(metrics('counts')).not.toContain('percentage_error');
    expect(metrics('positive')).toContain('percentage_error');
  });

  it('learns from a CSV file and from the same rows as JSONL, without a truth to compare with', () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const x = ((i * 7919) % 200) / 100 - 1;
      return { x, c: i % 2 === 0 ? 'up' : 'down', price: i % 2 === 0 ? 3 + x : 3 - x };
    });
    const csv = `x,c,price\n${rows.map(({ x, c, price }) => `${x},${c},${price}`).join('\n')}\n`;
    const files = [write(csv), write(rows.map((row) => JSON.stringify(row)).join('\n'), 'rows.jsonl')];
    const finals = files.map((data) => {
      const params = { data, target: 'price', lr: 1e-2 };
      const { learner, recorded } = build(regression, { params, loss: 'mse', steps: 400 });
      train(learner, 400);
      learner.evaluate(true);
      expect(recorded.has('true_mae')).toBe(false);
      return recorded.get('r2')!.at(-1)!;
    });
    expect(finals[0]).toBeGreaterThan(0.95);
    expect(finals[1]).toBe(finals[0]);
  });

  it('names the row of a target that is no number', () => {
    const params = { data: write('x,target\n1,2\n2,much\n3,1\n4,0\n') };
    expect(issuesOf(() => regression.check(resolveParams(regression.params, params)))[0]).toMatchObject({
      path: 'row 2, column target',
      given: '"much"',
    });
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
  const options = { samples: 4000, features: 2, noise: 0.2, outliers: 0.1, spread: 1 };

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

  it('draws large rates in parts that add up', () => {
    const { y, truth } = makeCurve({ ...options, kind: 'counts', spread: 3, samples: 500 }, Stream.from(0, 'data'));
    expect(Math.max(...truth)).toBeGreaterThan(80);
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    // Within four standard deviations of the total.
    expect(Math.abs(sum(y) - sum(truth))).toBeLessThan(4 * Math.sqrt(sum(truth)));
  });

  it('keeps positive targets positive, over more than two orders of magnitude', () => {
    const { y } = makeCurve({ ...options, kind: 'positive' }, Stream.from(0, 'data'));
    expect(Math.min(...y)).toBeGreaterThan(0);
    expect(Math.max(...y) / Math.min(...y)).toBeGreaterThan(100);
  });
});
