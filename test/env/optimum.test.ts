import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { chainOf, chainValue } from '../../src/env/kit/chain.js';
import type { Transitions } from '../../src/env/kit/env.js';
import { horizonOptimum, optimalValues } from '../../src/env/kit/optimal-values.js';
import {
  deterministicPolicy,
  greedyPolicy,
  horizonReturn,
  horizonValue,
  policyValue,
  uniformPolicy,
} from '../../src/env/kit/policy-evaluation.js';
import optima from '../golden/optima.json' with { type: 'json' };
import { createEnv } from './cases.js';

/** Two states in a row, then the end; "stay" costs nothing, "go" pays 1 and 10. */
const corridor: Transitions = {
  states: 3,
  actions: 2,
  start: [[1, 0]],
  P: [
    [[[1, 0, 0, false]], [[1, 1, 1, false]]],
    [[[1, 1, 0, false]], [[1, 2, 10, true]]],
    [[[1, 0, 99, false]], [[1, 0, 99, false]]],
  ],
  terminal: new Set([2]),
};

/** A random problem of 2 to 6 states, 1 to 3 actions, the last state terminal. */
const problems = fc
  .record({ states: fc.integer({ min: 2, max: 6 }), actions: fc.integer({ min: 1, max: 3 }) })
  .chain(({ states, actions }) => {
    const outcome = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: states - 1 }),
      fc.integer({ min: -9, max: 9 }),
    );
    const rows = fc.array(
      fc.array(fc.array(outcome, { minLength: 1, maxLength: 3 }), { minLength: actions, maxLength: actions }),
      {
        minLength: states,
        maxLength: states,
      },
    );
    return rows.map((raw): Transitions => {
      const P = raw.map((state) =>
        state.map((row) => {
          const total = row.reduce((sum, [weight]) => sum + weight, 0);
          return row.map(([weight, next, reward]) => [weight / total, next, reward, next === states - 1] as const);
        }),
      );
      return { states, actions, start: [[1, 0]], P, terminal: new Set([states - 1]) };
    });
  });

const largest = (values: ArrayLike<number>) => Array.from(values, Math.abs).reduce((a, b) => Math.max(a, b), 0);
const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => largest(Array.from(a, (x, i) => x - b[i]!));

/** The expected return of so many steps, by the distribution over the states that moves on from the start. */
function stepByStep({ states, actions, start, P, terminal }: Transitions, policy: ArrayLike<number>, steps: number) {
  let mass = new Float64Array(states);
  let sum = 0;
  for (const [p, s] of start) mass[s]! += p;
  for (let step = 0; step < steps; step++) {
    const after = new Float64Array(states);
    for (let s = 0; s < states; s++) {
      if (mass[s] === 0 || terminal.has(s)) continue;
      for (let a = 0; a < actions; a++) {
        const chance = mass[s]! * policy[s * actions + a]!;
        if (chance === 0) continue;
        for (const [p, next, reward, end] of P[s]![a]!) {
          sum += chance * p * reward;
          if (!end) after[next]! += chance * p;
        }
      }
    }
    mass = after;
  }
  return sum;
}

describe('value iteration', () => {
  it('finds the optimum that can be worked out by hand, without looking at the rows of a terminal state', () => {
    const { V, Q, actions, start } = optimalValues(corridor, 0.5);
    expect([...V]).toEqual([6, 10, 0]);
    expect([...Q]).toEqual([3, 6, 5, 10, 0, 0]);
    expect(actions).toEqual([[1], [1], [0, 1]]);
    expect(start).toBe(6);
  });

  it('leaves a Bellman residual of at most 1e-12', () => {
    fc.assert(
      fc.property(problems, fc.double({ min: 0, max: 0.99, noNaN: true }), (problem, gamma) => {
        const { V } = optimalValues(problem, gamma);
        const residual = problem.P.map((rows, s) => {
          if (problem.terminal.has(s)) return V[s]!;
          const values = rows.map((row) =>
            row.reduce((sum, [p, next, r, end]) => sum + p * (r + (end ? 0 : gamma * V[next]!)), 0),
          );
          return Math.max(...values) - V[s]!;
        });
        expect(largest(residual)).toBeLessThanOrEqual(2e-12 * Math.max(1, largest(V)));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('is not beaten by any policy, and its greedy policy has its value', () => {
    fc.assert(
      fc.property(problems, fc.double({ min: 0, max: 0.95, noNaN: true }), (problem, gamma) => {
        const { V, Q } = optimalValues(problem, gamma);
        const scale = Math.max(1, largest(V));
        expect(difference(policyValue(problem, greedyPolicy(Q, problem.actions), gamma).V, V)).toBeLessThan(
          1e-9 * scale,
        );
        const other = policyValue(problem, uniformPolicy(problem), gamma).V;
        expect(Math.max(...Array.from(other, (value, s) => value - V[s]!))).toBeLessThan(1e-9 * scale);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it.each(optima.map(({ name, params, gamma, V }) => [name, params, gamma, V.map(Number)] as const))(
    'has %s %j at gamma %f within 1e-12 of values found with 40 digits',
    (name, params, gamma, golden) => {
      const { V } = optimalValues(createEnv(name, params).transitions!(), gamma);
      expect(difference(V, golden)).toBeLessThanOrEqual(1e-12 * largest(golden));
    },
  );

  it('values a state by itself however seldom an episode ends', () => {
    // Ends once in 2^40 steps; a residual of 1e-12 would be reached after a few sweeps.
    const p = 2 ** -40;
    const seldom: Transitions = {
      states: 2,
      actions: 1,
      start: [[1, 0]],
      P: [
        [
          [
            [1 - p, 0, 1, false],
            [p, 1, 0, true],
          ],
        ],
        [[[1, 1, 0, true]]],
      ],
      terminal: new Set([1]),
    };
    expect(optimalValues(seldom, 1).V[0]).toBe(2 ** 40 - 1);
  });

  it('undiscounted, stays for ever where that is free and every end costs', () => {
    const trap: Transitions = {
      states: 3,
      actions: 2,
      start: [[1, 0]],
      P: [
        [[[1, 0, 0, false]], [[1, 1, 0, false]]],
        [[[1, 2, -1, true]], [[1, 2, -2, true]]],
        [[[1, 2, 0, true]], [[1, 2, 0, true]]],
      ],
      terminal: new Set([2]),
    };
    expect([...optimalValues(trap, 1).V]).toEqual([0, -1, 0]);
  });

  it('finds ties by their relative size, of tiny rewards and of huge ones', () => {
    for (const size of [1e-12, 1, 1e12]) {
      const { actions } = optimalValues(
        createEnv('bandit', { arms: 3, means: [size, 0.999 * size, size] }).transitions!(),
        0,
      );
      expect(actions).toEqual([[0, 2]]);
    }
  });

  it('says so when undiscounted values grow without bound', () => {
    const endless: Transitions = {
      states: 1,
      actions: 1,
      start: [[1, 0]],
      P: [[[[1, 0, 1, false]]]],
      terminal: new Set(),
    };
    expect(() => optimalValues(endless, 1)).toThrow(UserError);
    expect(() => optimalValues(endless, 1)).toThrow(/a gamma below 1/);
  });
});

describe('the optimum under a time limit', () => {
  it('counts exactly the steps that are left', () => {
    expect([1, 2, 3].map((horizon) => horizonOptimum(corridor, horizon).start)).toEqual([1, 11, 11]);
  });

  it('is the best of all deterministic plans', () => {
    const lake = createEnv('frozen-lake').transitions!();
    const best = horizonOptimum(lake, 100).start;
    for (const gamma of [0.9, 0.99, 0.999]) {
      const greedy = greedyPolicy(optimalValues(lake, gamma).Q, 4);
      expect(horizonValue(lake, greedy, 100).start).toBeLessThanOrEqual(best);
    }
  });
});

describe('policy evaluation', () => {
  it('solves what can be worked out by hand', () => {
    const half = Float64Array.from([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    // V(1) = (10 + .5 V(1)) / 2, V(0) = (.5 V(0) + 1 + .5 V(1)) / 2.
    const { V } = policyValue(corridor, half, 0.5);
    expect(V[1]).toBeCloseTo(20 / 3, 12);
    expect(V[0]).toBeCloseTo((1 + 10 / 3) / 1.5, 12);
    expect(V[2]).toBe(0);
  });

  it('agrees with the discounted sum over a horizon long enough', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const gamma = 0.8;
        // Discounting is the same as ending with probability 1 - gamma before each step that follows.
        const ending: Transitions = {
          ...problem,
          P: problem.P.map((rows) =>
            rows.map((row) =>
              row.flatMap(([p, next, r, end]) =>
                end
                  ? [[p, next, r, true] as const]
                  : [[p * gamma, next, r, false] as const, [p * (1 - gamma), next, r, true] as const],
              ),
            ),
          ),
        };
        const policy = uniformPolicy(problem);
        expect(difference(policyValue(problem, policy, gamma).V, horizonValue(ending, policy, 200).V)).toBeLessThan(
          1e-9,
        );
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  it('gives the same by sweeps as by elimination, to 1e-12', () => {
    for (const [name, gamma] of [
      ['frozen-lake', 0.9999],
      ['cliff-walking', 0.99],
      ['catch', 1],
      ['frozen-lake', 1],
    ] as const) {
      const table = createEnv(name).transitions!();
      const chain = chainOf(table, uniformPolicy(table), gamma);
      const V = chainValue(chain, table)!;
      expect(difference(chainValue(chain, table, 0)!, V)).toBeLessThanOrEqual(1e-12 * largest(V));
    }
  });

  it('solves a field of 24 x 24 cells', () => {
    const row = '.'.repeat(24);
    const layout = [`S${row.slice(1)}`, ...Array<string>(22).fill(row), `${row.slice(1)}G`].join('\n');
    const field = createEnv('gridworld', { layout, slip: 0.2, stepReward: -0.01 }).transitions!();
    const { V, Q } = optimalValues(field, 0.95);
    expect(difference(policyValue(field, greedyPolicy(Q, 4), 0.95).V, V)).toBeLessThan(1e-13);
  });

  it('gives a policy that walks in circles the return of its circles under the time limit', () => {
    const cliff = createEnv('cliff-walking').transitions!();
    const upwards = deterministicPolicy(new Int32Array(48), 4);
    expect(horizonValue(cliff, upwards, 200).start).toBe(-200);
    const intoTheCliff = deterministicPolicy(new Int32Array(48).fill(1), 4);
    expect(horizonValue(cliff, intoTheCliff, 200).start).toBe(-20_000);
  });

  it('sums a million steps of a policy that ends late, goes in circles or never ends, and agrees with fewer steps', () => {
    for (const name of ['cliff-walking', 'frozen-lake', 'bandit', 'catch']) {
      const table = createEnv(name).transitions!();
      const policies = [uniformPolicy(table), deterministicPolicy(new Int32Array(table.states), table.actions)];
      for (const policy of policies) {
        expect(horizonReturn(table, policy, 37)).toBeCloseTo(horizonValue(table, policy, 37).start, 12);
        const long = horizonReturn(table, policy, 20_000);
        const V = stepByStep(table, policy, 20_000);
        expect(Math.abs(long - V)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(V)));
        expect(Number.isFinite(horizonReturn(table, policy, 1e9))).toBe(true);
      }
    }
  });

  it('says so when an undiscounted value is not determined', () => {
    const cliff = createEnv('cliff-walking').transitions!();
    expect(() => policyValue(cliff, deterministicPolicy(new Int32Array(48), 4), 1)).toThrow(/never ends an episode/);
  });

  it('takes the lowest of equal actions as the greedy one', () => {
    expect([...greedyPolicy([1, 3, 3, 0, 0, 0], 3)]).toEqual([0, 1, 0, 1, 0, 0]);
  });
});
