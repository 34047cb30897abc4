import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { doubleQLearning } from '../../src/agents/tabular/double-q-learning.js';
import { qLearning } from '../../src/agents/tabular/q-learning.js';
import { train, weightsOf } from './tabular-run.js';

const tabular = agents
  .list()
  .filter(({ name }) =>
    [
      'q-learning',
      'sarsa',
      'expected-sarsa',
      'double-q-learning',
      'n-step-sarsa',
      'sarsa-lambda',
      'monte-carlo',
      'dyna-q',
    ].includes(name),
  );

describe('a mask', () => {
  // The env refuses what it forbids, so that a step would throw.
  it.each(tabular.map((agent) => [agent.name, agent] as const))(
    'is kept by %s, exploring and at its best',
    (_, agent) => {
      const bias = train(
        agent,
        ['maximisation-bias', {}],
        { epsilonStart: 1, epsilonEnd: 0.5 },
        { steps: 400, seed: 1 },
      );
      const visits = weightsOf(bias.learner, 'visits');
      // In A there are two actions, and both were tried.
      expect(visits.slice(2, 10)).toEqual(Array(8).fill(0));
      expect(Math.min(...visits.slice(0, 2))).toBeGreaterThan(0);
      const town = train(agent, ['taxi', { masked: true }], {}, { steps: 1500, seed: 2 });
      expect(Number.isFinite(town.last.greedy_return)).toBe(true);
    },
  );

  it('leaves the exact figures to the actions that exist: best return 0, uniform -0.05', () => {
    const { last } = train(qLearning, ['maximisation-bias', {}], { gamma: 1 }, { steps: 3000, seed: 3 });
    expect(last.random_return).toBeCloseTo(-0.05, 12);
    expect(last.greedy_return! + last.regret!).toBeCloseTo(0, 12);
    expect(last.q_error).toBeLessThan(2);
  });

  it('shows the bias that double q-learning undoes: it goes left less often in the first 300 episodes', () => {
    const params = { gamma: 1, alpha: 0.1, alphaDecay: 0, epsilonStart: 0.1, epsilonEnd: 0.1 };
    const lefts = [qLearning, doubleQLearning].map((agent) => {
      let sum = 0;
      for (let seed = 0; seed < 20; seed++) {
        sum += weightsOf(train(agent, ['maximisation-bias', {}], params, { steps: 300, seed }).learner, 'visits')[0]!;
      }
      return sum;
    });
    expect(lefts[0]!).toBeGreaterThan(1.3 * lefts[1]!);
  });
});

describe('the count bonus', () => {
  const seeds = [200, 201, 202, 203];
  const solved = (size: number, params: Readonly<Record<string, unknown>>, episodes: number) =>
    seeds.filter((seed) => {
      const run = { steps: size * episodes, seed };
      return train(qLearning, ['deep-sea', { size }], { gamma: 1, alphaDecay: 0, ...params }, run).last.regret! < 1e-9;
    }).length;
  const bonus = { countBonus: 1, epsilonStart: 0, epsilonEnd: 0 };

  it('finds the treasure of deep sea up to size 20, and acting at random now and then does not', () => {
    expect([10, 14, 20].map((size) => solved(size, bonus, 1500))).toEqual([4, 4, 4]);
    expect(solved(20, { epsilonStart: 1, epsilonEnd: 0.05 }, 1500)).toBe(0);
  });

  it('of 0 changes no bit', () => {
    const [without, with0] = [{}, { countBonus: 0 }].map((params) =>
      train(qLearning, ['frozen-lake', {}], params, { steps: 2000, seed: 4 }),
    );
    expect(weightsOf(with0!.learner)).toEqual(weightsOf(without!.learner));
  });
});
