import { describe, expect, it } from 'vitest';
import { createYardstick } from '../../src/agents/kit/judging/yardstick.js';
import { doubleQLearning } from '../../src/agents/tabular/double-q-learning.js';
import { dynaQ } from '../../src/agents/tabular/dyna-q.js';
import { monteCarlo } from '../../src/agents/tabular/monte-carlo.js';
import { nStepSarsa } from '../../src/agents/tabular/n-step-sarsa.js';
import { qLearning } from '../../src/agents/tabular/q-learning.js';
import { sarsa } from '../../src/agents/tabular/sarsa.js';
import { sarsaLambda } from '../../src/agents/tabular/sarsa-lambda.js';
import { Stream } from '../../src/core/random.js';
import { uniformPolicy } from '../../src/env/kit/policy-evaluation.js';
import { createEnv } from '../env/cases.js';
import { train, weightsOf } from './tabular-run.js';

const walk = ['random-walk', {}] as const;
const plain = { gamma: 1, alpha: 0.1, alphaDecay: 0, epsilonStart: 0, epsilonEnd: 0 };

describe("the book's worlds", () => {
  it('random-walk has the values of example 7.1, and of 6.2 with 5 states', () => {
    const values = (params: Readonly<Record<string, unknown>>) => [
      ...createYardstick(createEnv('random-walk', params), 1)!.optimum.V,
    ];
    values({}).forEach((value, s) => {
      expect(value).toBeCloseTo(s === 0 || s === 20 ? 0 : (s - 10) / 10, 12);
    });
    values({ states: 5, left: 0 }).forEach((value, s) => {
      expect(value).toBeCloseTo(s === 6 ? 0 : s / 6, 12);
    });
    expect(() => createEnv('random-walk', { states: 4 })).toThrow(/must be odd/);
  });

  it('short-corridor is worth -11.66 to the policy that draws right with 2 - sqrt 2, -12 to a coin', () => {
    const env = createEnv('short-corridor', { maxSteps: 100_000 });
    const right = 2 - Math.SQRT2;
    const yardstick = createYardstick(env, 1)!;
    const best = Float64Array.from({ length: 8 }, (_, i) => (i % 2 === 1 ? right : 1 - right));
    expect(yardstick.judgePolicy(best).expectedReturn).toBeCloseTo(-11.656854249492381, 9);
    expect(yardstick.judgePolicy(uniformPolicy(env.transitions!())).expectedReturn).toBeCloseTo(-12, 9);
    env.reset(Stream.from(1, 'env'));
    expect([...env.observation]).toEqual([1]);
  });
});

describe('agents of the book', () => {
  it('n-step Sarsa with one step and Sarsa(0) are Sarsa, to the bit', () => {
    const tables = [
      train(sarsa, walk, plain, { steps: 5000, seed: 3 }),
      train(nStepSarsa, walk, { ...plain, nStep: 1 }, { steps: 5000, seed: 3 }),
      train(sarsaLambda, walk, { ...plain, lambda: 0 }, { steps: 5000, seed: 3 }),
    ].map(({ learner }) => [...weightsOf(learner)]);
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[2]).toEqual(tables[0]);
  });

  it('n steps beyond any episode and Monte Carlo learn from whole returns, which are -1 and 1', () => {
    const whole = { ...plain, alpha: 1 };
    for (const [agent, params] of [
      [nStepSarsa, { ...whole, nStep: 10_000 }],
      [monteCarlo, { ...whole, visit: 'every' }],
    ] as const) {
      const { learner } = train(agent, walk, params, { steps: 3000, seed: 5 });
      expect(new Set(weightsOf(learner).slice(1, 20).map(Math.abs))).toEqual(new Set([1]));
    }
  });

  it('Monte Carlo averages the returns of first visits', () => {
    const params = { gamma: 1, alpha: 1, alphaDecay: 1, epsilonStart: 0, epsilonEnd: 0 };
    const { last } = train(monteCarlo, walk, params, { steps: 100_000, seed: 2 });
    expect(last.q_error).toBeLessThan(0.15);
  });

  it('several steps learn the walk faster than one', () => {
    const error = (nStep: number) =>
      [1, 2, 3, 4, 5]
        .map((seed) => train(nStepSarsa, walk, { ...plain, alpha: 0.4, nStep }, { steps: 1000, seed }).last.q_error!)
        .reduce((a, b) => a + b);
    expect(error(4)).toBeLessThan(error(1));
  });

  it('Dyna-Q with 50 imagined steps walks the maze in its second episodes, without them not', () => {
    const maze = ['gridworld', { layout: 'maze', maxSteps: 5000 }] as const;
    const params = { gamma: 0.95, alpha: 0.1, alphaDecay: 0, epsilonStart: 0.1, epsilonEnd: 0.1 };
    const lengths = (planning: number) => {
      const { metrics } = train(dynaQ, maze, { ...params, planning }, { steps: 6000, seed: 4, evaluateEvery: 100 });
      return metrics.get('greedy_return')!.indexOf(1);
    };
    const [planned, unplanned] = [lengths(50), lengths(0)];
    expect(planned).toBeGreaterThanOrEqual(0);
    expect(unplanned === -1 || unplanned > planned).toBe(true);
  });

  it('double Q-learning takes less noise for value than Q-learning', () => {
    const noisy = ['bandit', { arms: 10, means: Array(10).fill(0), maxSteps: 10 }] as const;
    const params = { gamma: 0.9, alpha: 0.1, alphaDecay: 0, epsilonStart: 1, epsilonEnd: 1 };
    const over = (agent: typeof qLearning) =>
      train(agent, noisy, params, { steps: 20_000, seed: 1 }).last.overestimation!;
    expect(over(qLearning)).toBeGreaterThan(2);
    expect(over(doubleQLearning)).toBeLessThan(over(qLearning) / 2);
  });

  it('keep what they know over a checkpoint: each goes on as it would have', () => {
    const grid = ['gridworld', { layout: 'maze' }] as const;
    for (const [agent, params] of [
      [doubleQLearning, {}],
      [dynaQ, { planning: 5, kappa: 0.01 }],
      [nStepSarsa, { nStep: 7 }],
      [sarsaLambda, {}],
      [monteCarlo, {}],
    ] as const) {
      const whole = train(agent, grid, params, { steps: 900, seed: 8 }).learner;
      const first = train(agent, grid, params, { steps: 450, seed: 8 }).learner;
      const second = train(agent, grid, params, { steps: 0, seed: 8, evaluateEvery: 1 }).learner;
      second.load(new Map([...first.weights()].map(([name, array]) => [name, array.slice()])));
      second.restore(structuredClone(first.save()));
      for (let i = 0; i < 450; i++) first.advance();
      for (let i = 0; i < 450; i++) second.advance();
      expect([...second.weights()]).toEqual([...first.weights()]);
      expect(whole.weights().size).toBe(2);
    }
  });
});
