import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { tasks } from '../../src/tasks/registry.js';
import { issuesOf } from './files.js';
import { build, train } from './learners.js';

describe('tasks on generated data', () => {
  it.each([
    ['identities', { testClasses: 200, perClass: 100 }, 'testClasses'],
    ['identities', { perClass: 4, rowsPerClass: 5 }, 'rowsPerClass'],
    ['two-views', { nuisances: 2, redrawn: 3 }, 'redrawn'],
    ['two-views', { classes: 10, samples: 19 }, 'samples'],
    ['knowledge-graph', { columns: 2, rows: 2, translations: 9 }, 'translations'],
    ['masks', { window: 4 }, 'window'],
    ['masks', { radius: 2, smallest: 3 }, 'smallest'],
  ])('%s refuses %o', (name, given, path) => {
    const task = tasks.get(name);
    expect(issuesOf(() => task.check(resolveParams(task.params, given)))[0]!.path).toBe(path);
    expect(() => task.check(resolveParams(task.params, {}))).not.toThrow();
  });

  it('identities tells how many triplets of a batch still cost something, and only with triplets', () => {
    const task = tasks.get('identities');
    const params = { trainClasses: 8, testClasses: 3, perClass: 4, batch: 4 };
    for (const mining of ['all', 'none']) {
      const { learner, recorded } = build(task, { params, loss: 'triplet', lossParams: { mining } });
      train(learner, 3);
      const shares = recorded.get('active_triplets')!;
      expect(shares).toHaveLength(3);
      for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
    }
    expect(build(task, { params, loss: 'mnr' }).recorded.has('active_triplets')).toBe(false);
  });

  it('identities gives angles in place of a metric that depends on lengths when it compares by cosine', () => {
    const metrics = (compare: string) => [...build(tasks.get('identities'), { params: { compare } }).recorded.keys()];
    expect(metrics('cosine')).toEqual(expect.arrayContaining(['angle_within', 'angle_between']));
    expect(metrics('euclidean')).not.toContain('angle_within');
  });

  it('knowledge-graph ranks mirrors apart, and only when there are some', () => {
    const task = tasks.get('knowledge-graph');
    const metrics = (mirrors: number) => [...build(task, { params: { mirrors } }).recorded.keys()];
    expect(metrics(1)).toContain('mrr_mirrors');
    expect(metrics(0)).not.toContain('mrr_mirrors');
  });

  it('no order of a held-out list beats the true utilities where grades have no noise', () => {
    const { learner, recorded } = build(tasks.get('ranking'), { params: { noise: 0, lists: 5, testLists: 5 } });
    learner.evaluate(true);
    expect(recorded.get('true_ndcg_at_10')![0]).toBeCloseTo(1, 12);
    expect(recorded.get('ndcg_at_10')![0]).toBeLessThan(1);
  });
});
