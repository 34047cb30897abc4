import { describe, expect, it } from 'vitest';
import { qLearning } from '../../src/agents/tabular/q-learning.js';
import { train } from './tabular-run.js';

describe('the reward rate', () => {
  it('is the mean reward of the steps since the last evaluation, random ones included', () => {
    const bandit = ['bandit', { arms: 2, means: [1, 3], noise: 0, maxSteps: 7 }] as const;
    const always = { gamma: 0, epsilonStart: 1, epsilonEnd: 1 };
    const { metrics } = train(qLearning, bandit, always, { steps: 4000, seed: 60, evaluateEvery: 1000 });
    const rates = metrics.get('reward_rate')!;
    expect(rates.length).toBe(4);
    for (const rate of rates) expect(Math.abs(rate - 2)).toBeLessThan(0.15);
  });

  it('knows of no episodes: their ends neither add to it nor begin it anew', () => {
    const corridor = ['gridworld', { layout: 'SG', stepReward: -1, goalReward: 5 }] as const;
    const { metrics } = train(
      qLearning,
      corridor,
      { epsilonStart: 0, epsilonEnd: 0 },
      { steps: 300, seed: 61, evaluateEvery: 100 },
    );
    expect(metrics.get('reward_rate')!.at(-1)).toBe(5);
  });
});
