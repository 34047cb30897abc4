import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { losses } from '../../src/losses/registry.js';
import { distillation } from '../../src/tasks/distillation.js';
import { issuesOf } from './files.js';
import { build, train, weightsOf } from './learners.js';

const small = { samples: 60, testSamples: 300, hidden: [16], lr: 5e-3 };
const trained = (loss: string, params: Readonly<Record<string, unknown>> = {}) => {
  const built = build(distillation, { params: { ...small, ...params }, loss, steps: 300 });
  train(built.learner, 300);
  built.learner.evaluate(true);
  return { ...built, final: (name: string) => built.recorded.get(name)!.at(-1)! };
};

describe('the distillation task', () => {
  it('ends with the same weights under cross-entropy and the divergence: they have one gradient', () => {
    const [kl, crossEntropy] = ['kl-div', 'cross-entropy'].map((loss) => trained(loss));
    expect(weightsOf(crossEntropy!.learner)).toEqual(weightsOf(kl!.learner));
    expect(crossEntropy!.recorded.get('loss')).not.toEqual(kl!.recorded.get('loss'));
  });

  it('records cross-entropy as divergence plus entropy', () => {
    const { final } = trained('kl-div');
    expect(final('cross_entropy')).toBeCloseTo(final('kl') + final('target_entropy'), 5);
    expect(final('identity_gap')).toBeLessThan(1e-5);
    expect(final('kl')).toBeGreaterThan(0);
  });

  it('is worth more than the drawn class of as few rows', () => {
    expect(trained('cross-entropy').final('true_kl')).toBeLessThan(
      trained('cross-entropy', { labels: 'hard' }).final('true_kl') / 2,
    );
  });

  it('has the same held-out rows for any number of rows to train on', () => {
    const entropy = (samples: number) => trained('kl-div', { samples }).final('target_entropy');
    expect(entropy(200)).toBe(entropy(60));
  });

  it('learns from a network that learned from rows of its own', () => {
    const { final } = trained('kl-div', { teacher: 'network' });
    expect(final('teacher_accuracy')).toBeGreaterThan(0.5);
    expect(final('kl')).not.toBe(final('true_kl'));
    expect(final('true_kl')).toBeLessThan(trained('kl-div', { labels: 'hard' }).final('true_kl') / 2);
  });

  it('refuses the reverse divergence from hard labels', () => {
    const loss = losses.get('kl-div');
    const check = (labels: string) => () =>
      distillation.checkLoss(
        loss,
        resolveParams(loss.params, { direction: 'reverse' }),
        resolveParams(distillation.params, { labels }),
      );
    expect(check('soft')).not.toThrow();
    expect(issuesOf(check('hard'))[0]).toMatchObject({ path: 'loss.direction', given: 'reverse' });
  });
});
