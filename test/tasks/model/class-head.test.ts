import { describe, expect, it } from 'vitest';
import type { SavedArray } from '../../../src/core/state.js';
import { tasks } from '../../../src/tasks/registry.js';
import { build, train, weightsOf } from '../learners.js';

const identities = tasks.get('identities');
const params = { trainClasses: 6, testClasses: 2, perClass: 4, hidden: [], dim: 3, batch: 6, unit: false, lr: 1e-2 };

/** The centers of a learner trained with them. */
function centersOf(learner: { save(): unknown }): number[] {
  const { pairing } = learner.save() as { pairing: { centers: SavedArray } };
  return Array.from(pairing.centers);
}

const length = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

describe('identities with center', () => {
  it('moves the centers by their own rule: not at rate 0, and in proportion to the rate at first', () => {
    const after = (centerRate: number) => {
      const { learner } = build(identities, { params: { ...params, centerRate }, loss: 'center' });
      train(learner, 1);
      return centersOf(learner);
    };
    expect(after(0).every((value) => value === 0)).toBe(true);
    const [half, whole] = [after(0.5), after(1)];
    expect(length(half)).toBeGreaterThan(0);
    half.forEach((value, i) => {
      expect(2 * value).toBeCloseTo(whole[i]!, 6);
    });
  });

  it('is plain cross-entropy with weight 0', () => {
    const plain = build(identities, { params, loss: 'cross-entropy' });
    const beside = build(identities, { params: { ...params, centerWeight: 0 }, loss: 'center' });
    for (const { learner } of [plain, beside]) train(learner, 5);
    expect(beside.recorded.get('loss')).toEqual(plain.recorded.get('loss'));
    expect(weightsOf(beside.learner)).toEqual(weightsOf(plain.learner));
  });

  it('draws the rows of a class nearer to each other than plain cross-entropy does', () => {
    const within = (loss: string, more = {}) => {
      const { learner, recorded } = build(identities, { params: { ...params, ...more }, loss });
      train(learner, 100);
      learner.evaluate(true);
      return recorded.get('mean_distance_within')![0]! / recorded.get('mean_distance_between')![0]!;
    };
    expect(within('center', { centerWeight: 1 })).toBeLessThan(within('cross-entropy'));
  });
});

describe('identities with more than two rows of a class', () => {
  it('gives them to losses on labelled rows and utterances, and draws the same pairs for all others', () => {
    const gradient = (loss: string, rowsPerClass: number, lossParams = {}) => {
      const { learner, recorded } = build(identities, { params: { ...params, rowsPerClass }, loss, lossParams });
      train(learner, 1);
      return recorded.get('loss')![0]!;
    };
    expect(gradient('mnr', 4)).toBe(gradient('mnr', 2));
    expect(gradient('ge2e', 4)).not.toBe(gradient('ge2e', 2));
    expect(gradient('triplet', 4, { mining: 'all' })).not.toBe(gradient('triplet', 2, { mining: 'all' }));
  });
});

it('a classifier on embeddings refuses a list of weights of another length than its classes', () => {
  const loss = { loss: 'cross-entropy', lossParams: { weight: [1, 2] } };
  expect(() => build(identities, { params, ...loss })).toThrow(/loss\.weight: must have one number per class.*2.*6/);
});
