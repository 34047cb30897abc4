import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { losses } from '../../src/losses/registry.js';
import { alignment } from '../../src/tasks/alignment/alignment.js';
import { issuesOf } from './files.js';
import { build, train } from './learners.js';

type Params = Readonly<Record<string, unknown>>;

function trained(loss: string, lossParams: Params, params: Params, steps: number, seed = 0) {
  const built = build(alignment, { params, loss, lossParams, steps, seed });
  built.learner.evaluate(false);
  train(built.learner, steps / 2);
  built.learner.evaluate(false);
  train(built.learner, steps / 2);
  built.learner.evaluate(true);
  return {
    ...built,
    first: (name: string) => built.recorded.get(name)![0]!,
    final: (name: string) => built.recorded.get(name)!.at(-1)!,
  };
}

const table = { table: true, prompts: 1, batch: 256 };

describe('the alignment task', () => {
  it('starts as the reference policy, with a network and with a table', () => {
    for (const params of [{}, { table: true }, { reward: 'answer', vocabulary: 3, length: 4 }]) {
      const { first } = trained('dpo', { beta: 0.5 }, { pairs: 50, ...params }, 2);
      expect(first('kl_reference')).toBeCloseTo(0, 9);
      expect(first('win_rate')).toBeCloseTo(0.5, 6);
      expect(first('margin')).toBeCloseTo(0, 5);
      expect(first('below_frontier')).toBeCloseTo(0, 6);
    }
  });

  it('ends at the optimum with expected labels: the limit of DPO with infinitely many pairs is pi*', () => {
    const { final } = trained('dpo', { beta: 0.5 }, { ...table, labels: 'expected', pairs: 2000, lr: 0.1 }, 2000);
    expect(final('kl_optimum')).toBeLessThan(1e-3);
    expect(final('objective_share')).toBeGreaterThan(0.999);
  });

  // A prompt needs so many: four that share them are held back by the labels (exact maximum likelihood: 0.016 of 10 seeds).
  it('ends within 0.01 nats of the optimum with 2^17 pairs and a table', () => {
    const { final } = trained('dpo', { beta: 0.5 }, { ...table, pairs: 131_072, batch: 512, lr: 0.03 }, 1000);
    expect(final('kl_optimum')).toBeLessThan(1e-2);
  });

  it('misses beta times its divergence from the optimum of the objective', () => {
    const { final } = trained('ipo', { beta: 0.3 }, { pairs: 500, prompts: 2 }, 100);
    expect(final('objective_gap')).toBeCloseTo(0.3 * final('kl_optimum'), 9);
  });

  it('draws the margin of certain pairs without end under dpo and to at most 1 / (2 beta) under ipo', () => {
    const certain = { pairs: 100, labels: 'certain', prompts: 1, lr: 1e-2 };
    const dpo = trained('dpo', { beta: 0.5 }, certain, 600);
    expect(dpo.final('margin_growth')).toBeGreaterThan(1.05);
    expect(dpo.final('margin')).toBeGreaterThan(2);
    const ipo = trained('ipo', { beta: 0.5 }, certain, 600);
    expect(ipo.final('margin')).toBeLessThan(1);
    expect(ipo.final('margin')).toBeGreaterThan(0.5);
  });

  it('gives ipo log-ratios per token only where it is asked to', () => {
    const whole = trained('ipo', { beta: 0.5 }, { pairs: 200, prompts: 1 }, 200);
    const perToken = trained('ipo', { beta: 0.5 }, { pairs: 200, prompts: 1, perToken: true }, 200);
    expect(perToken.final('margin')).toBeGreaterThan(1.5 * whole.final('margin'));
  });

  it('learns without a pair under kto, and weighs the rarer kind of answers up with balance', () => {
    const singles = { pairs: 2000, feedback: 'singles', prompts: 2 };
    const kto = trained('kto', { beta: 0.5 }, singles, 400);
    expect(kto.final('expected_reward')).toBeGreaterThan(0.5);
    const dropped = { ...singles, dropLiked: 0.75 };
    const plain = trained('kto', { beta: 0.5 }, dropped, 400);
    const balanced = trained('kto', { beta: 0.5 }, { ...dropped, balance: true }, 400);
    expect(plain.final('kl_reference')).toBeGreaterThan(balanced.final('kl_reference'));
  });

  it('counts what it never learned from', () => {
    const few = trained('dpo', { beta: 0.5 }, { pairs: 5, prompts: 1 }, 2);
    expect(few.final('unseen')).toBeGreaterThan(0.3);
    expect(few.final('unseen')).toBeLessThan(1);
  });

  it('refuses what cannot go together, and worlds that are too large', () => {
    const check =
      (params: Params, loss = 'dpo') =>
      () => {
        const resolved = resolveParams(alignment.params, params);
        alignment.check(resolved);
        alignment.checkLoss(losses.get(loss), resolveParams(losses.get(loss).params, {}), resolved);
      };
    expect(check({})).not.toThrow();
    expect(issuesOf(check({ feedback: 'singles' }))[0]).toMatchObject({ path: 'loss', given: 'dpo' });
    expect(issuesOf(check({ feedback: 'singles', labels: 'expected' }, 'kto'))[0]!.path).toBe('task.labels');
    expect(issuesOf(check({ labels: 'expected' }, 'kto'))[0]!.path).toBe('task.labels');
    expect(issuesOf(check({ dropLiked: 0.5 }))[0]!.path).toBe('task.dropLiked');
    expect(issuesOf(check({ vocabulary: 8, length: 6 }))[0]).toMatchObject({
      path: 'task',
      given: '4 x 262144 answers',
    });
    expect(issuesOf(check({ reward: 'given', rewards: [1, 2] }))[0]).toMatchObject({ path: 'task.rewards' });
    expect(issuesOf(check({ rewards: [1, 2] }))[0]).toMatchObject({ path: 'task.rewards', allowed: 'none' });
  });
});
