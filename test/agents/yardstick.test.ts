import { describe, expect, it } from 'vitest';
import { createYardstick } from '../../src/agents/kit/judging/yardstick.js';
import { Stream } from '../../src/core/random.js';
import { uniformPolicy } from '../../src/env/kit/policy-evaluation.js';
import { createEnv } from '../env/cases.js';

describe('the yardstick', () => {
  it('finds nothing wrong with Q*', () => {
    for (const [name, params] of [
      ['cliff-walking', {}],
      ['frozen-lake', { isSlippery: false, map: '8x8' }],
      ['gridworld', { layout: 'windy' }],
      ['catch', {}],
      ['bandit', {}],
    ] as const) {
      const yardstick = createYardstick(createEnv(name, params), 0.95)!;
      const { greedyReturn, regret, qError } = yardstick.judge(yardstick.optimum.Q);
      expect(qError).toBe(0);
      expect(regret).toBeCloseTo(0, 9);
      expect(greedyReturn).toBeCloseTo(yardstick.optimalReturn, 9);
    }
  });

  it('measures returns under the time limit, where slippery ice leaves a regret to every policy of the state', () => {
    const yardstick = createYardstick(createEnv('frozen-lake'), 0.99)!;
    expect(yardstick.optimalReturn).toBeCloseTo(0.7441902878292697, 12);
    expect(yardstick.judge(yardstick.optimum.Q).greedyReturn).toBeCloseTo(0.7401648977587051, 12);
  });

  it('gives a Q table that walks in circles the return of its circles', () => {
    const yardstick = createYardstick(createEnv('cliff-walking'), 1)!;
    // Up, the first of equal actions, is right at the start only.
    expect(yardstick.judge(new Float64Array(48 * 4))).toMatchObject({
      greedyReturn: -200,
      regret: 187,
      qError: 113,
      policyError: 36 / 37,
    });
  });

  it('tells by how much the best action is overestimated, and where the policy is wrong', () => {
    const yardstick = createYardstick(createEnv('cliff-walking'), 0.99)!;
    const raised = yardstick.optimum.Q.map((q) => q + 2);
    expect(yardstick.judge(raised).overestimation).toBeCloseTo(2, 12);
    expect(yardstick.judge(raised).policyError).toBe(0);
    // Left in the start, one of 37 states from which an episode goes on, and nowhere else.
    const wrong = Float64Array.from(yardstick.optimum.Q);
    wrong[36 * 4 + 3] = 5;
    expect(yardstick.judge(wrong).policyError).toBeCloseTo(1 / 37, 12);
    expect(yardstick.judge(wrong).overestimation).toBeCloseTo((5 - yardstick.optimum.V[36]!) / 37, 12);
  });

  it('takes errors where an episode can be and nowhere else', () => {
    const yardstick = createYardstick(createEnv('cliff-walking'), 0.99)!;
    const Q = Float64Array.from(yardstick.optimum.Q);
    Q[40 * 4] = 1e6;
    Q[47 * 4] = 1e6;
    expect(yardstick.judge(Q).qError).toBe(0);
    Q[36 * 4 + 3]! += 0.25;
    expect(yardstick.judge(Q).qError).toBeCloseTo(0.25, 12);
    Q[0] = Number.NaN;
    expect(yardstick.judge(Q).qError).toBeNaN();
  });

  it('judges policies that draw their actions', () => {
    const env = createEnv('frozen-lake', { isSlippery: false });
    const { expectedReturn, regret } = createYardstick(env, 0.99)!.judgePolicy(uniformPolicy(env.transitions!()));
    expect(expectedReturn).toBeCloseTo(0.013939795959171436, 12);
    expect(regret).toBeCloseTo(1 - 0.013939795959171436, 12);
  });

  it('has the observation of every state that an episode can be in', () => {
    const { observations, reachable, states } = createYardstick(createEnv('gridworld', { layout: 'S#\n.G' }), 0.9)!;
    expect(reachable).toEqual([true, false, true, false]);
    const identity = Array.from({ length: states * states }, (_, i) => (i % (states + 1) === 0 ? 1 : 0));
    expect([...observations]).toEqual(identity.map((value, i) => (reachable[Math.floor(i / states)] ? value : 0)));
  });

  it("draws directions in the scope's order, whatever the env's own", () => {
    const yardstick = createYardstick(createEnv('cliff-walking'), 0.99)!;
    const { values, policy } = yardstick.picture(yardstick.optimum.Q);
    // Up at the start, then right along the cliff, then down.
    expect([policy[36], policy[24], policy[30], policy[35], policy[40], policy[47]]).toEqual([3, 2, 2, 1, -1, -1]);
    expect(values[35]).toBe(-1);
    expect(values[40]).toBeNaN();
    // Q of the four directions of the start: left, down, right into the cliff, up; here all are Q*.
    const { q, optimalQ } = yardstick.picture(yardstick.optimum.Q);
    expect(q.slice(36 * 4, 36 * 4 + 4)).toEqual(optimalQ.slice(36 * 4, 36 * 4 + 4));
    expect(Math.max(...q.slice(36 * 4, 36 * 4 + 4))).toBe(values[36]);
    expect(q[36 * 4 + 3]).toBe(values[36]);
    expect(q[40 * 4]).toBeNaN();
    const zero = yardstick.picture(new Float64Array(yardstick.optimum.Q.length));
    expect([zero.q[36 * 4], zero.optimalQ[36 * 4 + 3]]).toEqual([0, values[36]]);
  });

  it('takes a world that drifts as it is now', () => {
    const env = createEnv('bandit', { arms: 2, means: [1, 0], drift: 0.5, maxSteps: 100 });
    expect(env.changes).toBe(true);
    expect(createYardstick(env, 0)!.optimalReturn).toBeCloseTo(100, 12);
    env.reset(Stream.from(1, 'env'));
    for (let i = 0; i < 60; i++) env.step(0);
    const [first, second] = env.snapshot() as [number, number];
    const { optimalReturn, judge } = createYardstick(env, 0)!;
    expect(optimalReturn).toBeCloseTo(100 * Math.max(first, second), 10);
    expect(judge([0, 1]).greedyReturn).toBeCloseTo(100 * second, 10);
    expect(createEnv('bandit', { means: [1, 0], arms: 2 }).changes).toBe(false);
  });

  it('is missing where the env has no table', () => {
    expect(createYardstick(createEnv('cartpole'), 0.99)).toBeNull();
  });
});
