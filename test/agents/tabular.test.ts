import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { expectedSarsa } from '../../src/agents/tabular/expected-sarsa.js';
import { qLearning } from '../../src/agents/tabular/q-learning.js';
import { sarsa } from '../../src/agents/tabular/sarsa.js';
import { sarsaLambda } from '../../src/agents/tabular/sarsa-lambda.js';
import { UserError } from '../../src/core/errors.js';
import type { GridScope } from '../../src/core/scope.js';
import { train, weightsOf } from './tabular-run.js';

const cliff = ['cliff-walking', {}] as const;
const lake = ['frozen-lake', { isSlippery: false }] as const;
const slippery = ['frozen-lake', {}] as const;
const tabular = [qLearning, sarsa, expectedSarsa];
/** One that bootstraps at once as they do, with traces besides. */
const others = [sarsaLambda];
/** Neither tuned on nor reported elsewhere. */
const seeds = [40, 41, 42];

describe('on fresh seeds', () => {
  it('q-learning finds the path along the cliff, -13 exactly, in 10k steps', () => {
    for (const seed of seeds) {
      const { last } = train(qLearning, cliff, { gamma: 1 }, { steps: 10_000, seed });
      expect([last.greedy_return, last.regret]).toEqual([-13, 0]);
    }
  });

  it('sarsa and expected sarsa fall off the cliff less often than q-learning, expected sarsa stays above -25', () => {
    const online = (agent: (typeof tabular)[number]) => {
      const returns = seeds.map(
        (seed) => train(agent, cliff, { gamma: 1 }, { steps: 10_000, seed }).last.online_return!,
      );
      return returns.reduce((a, b) => a + b, 0) / returns.length;
    };
    const [q, s, e] = tabular.map(online);
    expect(s!).toBeGreaterThan(q! + 5);
    expect(e!).toBeGreaterThan(-25);
  });

  it('q-learning crosses the frozen lake: 4x4 in 5k steps, 8x8 in 20k', () => {
    for (const seed of seeds) {
      const optimistic = { initialValue: 1 };
      expect(train(qLearning, lake, optimistic, { steps: 5000, seed }).last.greedy_return).toBe(1);
      const large = ['frozen-lake', { map: '8x8', isSlippery: false }] as const;
      expect(train(qLearning, large, optimistic, { steps: 20_000, seed }).last.greedy_return).toBe(1);
    }
  });

  it('q-learning reaches .7402 on slippery ice, the best of the policies that do not look at the clock', () => {
    const params = { alphaDecay: 0.5, initialValue: 1, epsilonStart: 0.3, epsilonEnd: 0.1, epsilonFraction: 1 };
    const { last } = train(qLearning, slippery, params, { steps: 200_000, seed: 40 });
    expect(last.greedy_return).toBeCloseTo(0.7401648977587051, 12);
    expect(last.regret).toBeCloseTo(0.7441902878292697 - 0.7401648977587051, 12);
  });
});

describe.each([...tabular, ...others])('$name', (agent) => {
  it('does the same again with the same seed and something else with another', () => {
    const run = (seed: number) => train(agent, slippery, {}, { steps: 3000, seed });
    const [a, b, c] = [run(1), run(1), run(2)];
    expect(weightsOf(b.learner)).toEqual(weightsOf(a.learner));
    expect([...b.metrics]).toEqual([...a.metrics]);
    expect(weightsOf(c.learner)).not.toEqual(weightsOf(a.learner));
  });

  it('learns the same however often it is evaluated and looked at', () => {
    for (const env of [slippery, ['bandit', { drift: 0.1 }] as const]) {
      const plain = train(agent, env, {}, { steps: 2000, seed: 5 });
      const watched = train(agent, env, {}, { steps: 2000, seed: 5, evaluateEvery: 50 });
      watched.learner.scope();
      expect(weightsOf(watched.learner)).toEqual(weightsOf(plain.learner));
      expect(watched.metrics.get('episode_return')).toEqual(plain.metrics.get('episode_return'));
      expect(watched.metrics.get('greedy_return')!.length).toBe(40);
    }
  });

  it('bootstraps at a time limit: one pull an episode for 1 is worth 1 / (1 - gamma)', () => {
    const env = ['bandit', { arms: 1, means: [1], noise: 0, maxSteps: 1 }] as const;
    const { learner, last } = train(agent, env, { gamma: 0.9, alpha: 0.5, alphaDecay: 0 }, { steps: 500, seed: 1 });
    expect(weightsOf(learner)[0]).toBeCloseTo(10, 6);
    expect(last.q_error).toBeLessThan(1e-6);
    expect(last.greedy_return).toBe(1);
  });

  it('never bootstraps from an end, whatever the initial value', () => {
    const { learner } = train(
      agent,
      ['gridworld', { layout: 'SG' }],
      { initialValue: 100, alpha: 1 },
      { steps: 500, seed: 1 },
    );
    expect(weightsOf(learner)[2]).toBe(1);
    expect(weightsOf(learner).slice(4)).toEqual([100, 100, 100, 100]);
  });

  it('shows the grid with values, policy and visits', () => {
    const { learner } = train(agent, cliff, {}, { steps: 2000, seed: 3 });
    const scope = learner.scope() as GridScope;
    const visits = weightsOf(learner, 'visits');
    expect(scope.visits.reduce((a, b) => a + b, 0)).toBe(2000);
    expect(scope.visits[36]).toBe(visits.slice(144, 148).reduce((a, b) => a + b, 0));
    // The cliff and the goal have neither value nor action.
    expect(scope.values.slice(37).every(Number.isNaN)).toBe(true);
    expect(scope.policy.slice(37)).toEqual(Array(11).fill(-1));
    expect(scope.policy.slice(0, 37).every((direction) => direction >= 0 && direction <= 3)).toBe(true);
    expect(scope.values[36]).toBe(Math.max(...weightsOf(learner).slice(144, 148)));
    expect(scope.qError).toBeGreaterThan(0);
  });

  it('lowers epsilon over its share of the steps', () => {
    const params = { epsilonStart: 1, epsilonEnd: 0.2, epsilonFraction: 0.5 };
    const { metrics } = train(agent, lake, params, { steps: 1000, seed: 1, evaluateEvery: 250 });
    const expected = [0.6, 0.2, 0.2, 0.2];
    metrics.get('epsilon')!.forEach((epsilon, i) => {
      expect(epsilon).toBeCloseTo(expected[i]!, 12);
    });
  });

  it('refuses an env without numbered states', () => {
    expect(() => train(agent, ['cartpole', {}], {}, { steps: 1, seed: 1 })).toThrow(UserError);
    expect(() => train(agent, ['cartpole', {}], {}, { steps: 1, seed: 1 })).toThrow(/cartpole has none/);
  });

  it('is registered', () => {
    expect(agents.get(agent.name)).toBe(agent);
  });
});

describe('the agents differ in their targets only', () => {
  it('expected sarsa that never explores is q-learning', () => {
    const greedy = { epsilonStart: 0, epsilonEnd: 0, initialValue: 1 };
    const [q, e] = [qLearning, expectedSarsa].map((agent) => train(agent, slippery, greedy, { steps: 3000, seed: 6 }));
    expect(weightsOf(e!.learner)).toEqual(weightsOf(q!.learner));
  });

  it('with every action at random, expected sarsa learns the value of the random policy and q-learning Q*', () => {
    const random = { epsilonStart: 1, epsilonEnd: 1, alpha: 1, gamma: 0.9 };
    const env = ['gridworld', { layout: 'S.G' }] as const;
    const run = { steps: 20_000, seed: 7 };
    expect(train(qLearning, env, random, run).last.q_error).toBeLessThan(1e-12);
    // By hand: V(1) = .25 (1 + .9 V(0)) + .5 * .9 V(1), V(0) = .9 (.25 V(1) + .75 V(0)), and Q(1, right) = 1.
    const v1 = 0.25 / (0.55 - (0.225 * 0.225) / 0.325);
    const { learner } = train(expectedSarsa, env, random, run);
    expect(weightsOf(learner)[2]).toBeCloseTo(0.9 * v1, 9);
  });

  it('a step size of 1 / n makes the value of an arm the mean of its rewards', () => {
    const env = ['bandit', { arms: 1, means: [2], maxSteps: 50 }] as const;
    const params = { alpha: 1, alphaDecay: 1, gamma: 0, initialValue: 9 };
    const { learner, metrics } = train(qLearning, env, params, { steps: 1000, seed: 8 });
    const total = metrics.get('episode_return')!.reduce((a, b) => a + b, 0);
    expect(weightsOf(learner)[0]).toBeCloseTo(total / 1000, 9);
  });
});
