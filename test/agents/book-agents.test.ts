import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { banditPolicy } from '../../src/agents/bandit/bandit-policy.js';
import { semiGradientSarsa } from '../../src/agents/linear/semi-gradient-sarsa.js';
import { TileCoder } from '../../src/agents/linear/tile-coding.js';
import { dynamicProgramming } from '../../src/agents/planning/dynamic-programming.js';
import { Experience } from '../../src/agents/prediction/experience.js';
import { offPolicyPrediction } from '../../src/agents/prediction/off-policy-prediction.js';
import { tdPrediction } from '../../src/agents/prediction/td-prediction.js';
import { envs } from '../../src/env/registry.js';
import { train } from './tabular-run.js';

const arrayOf = (run: ReturnType<typeof train>, name: string) => [...run.learner.weights().get(name)!];

describe('td-prediction', () => {
  const walk = ['random-walk', { states: 5, left: 0 }] as const;

  it('changes one value in the first episode of TD(0), by alpha times what is missing to the end', () => {
    const { learner, metrics } = train(
      tdPrediction,
      walk,
      { gamma: 1, alpha: 0.1, initialValue: 0.5, episodes: 1 },
      { steps: 300, seed: 4 },
    );
    const values = [...learner.weights().get('v')!].slice(1, 6);
    expect([0.45, 0.55]).toContain(Number((values[0] === 0.5 ? values[4]! : values[0]!).toFixed(12)));
    expect(values.filter((value) => value === 0.5)).toHaveLength(4);
    expect(metrics.get('mean_rms_error')).toHaveLength(1);
  });

  it('has the batch answers of example 6.4: .75 by TD, 0 by whole returns for the state seen once', () => {
    const [A, B] = [0, 1];
    const fitted = (n: number) => {
      const experience = new Experience(1, n);
      const episode = (...steps: (readonly [number, number])[]) => {
        steps.forEach(([state, reward], i) => {
          const next = steps[i + 1]?.[0] ?? -1;
          experience.push(state, reward, next, next === -1, false, true);
        });
        experience.endEpisode();
      };
      episode([A, 0], [B, 0]);
      for (let i = 0; i < 6; i++) episode([B, 1]);
      episode([B, 0]);
      const values = new Float64Array(2);
      experience.fit(values);
      return [...values];
    };
    expect(fitted(1)).toEqual([0.75, 0.75]);
    expect(fitted(100)).toEqual([0, 0.75]);
  });

  it('is refused where there is no table', () => {
    expect(() => train(tdPrediction, ['cartpole', {}], {}, { steps: 1, seed: 0 })).toThrow(/numbered states/);
  });
});

describe('dynamic-programming', () => {
  // Example 4.1: every cell may be the start, so that every cell is looked at.
  const small = [
    'gridworld',
    { layout: 'GSSS\nSSSS\nSSSS\nSSSG', stepReward: -1, goalReward: -1, maxSteps: 1000 },
  ] as const;
  const swept = (steps: number) =>
    arrayOf(
      train(dynamicProgramming, small, { method: 'policy-evaluation', gamma: 1, inPlace: false }, { steps, seed: 0 }),
      'v',
    ).map((value) => Number(value.toFixed(1)));

  it('has the values of figure 4.1 after 1, 2, 3, 10 and many sweeps', () => {
    expect(swept(1).slice(0, 6)).toEqual([0, -1, -1, -1, -1, -1]);
    expect(swept(2).slice(0, 6)).toEqual([0, -1.8, -2, -2, -1.8, -2]);
    expect(swept(3).slice(0, 6)).toEqual([0, -2.4, -2.9, -3, -2.4, -2.9]);
    expect(swept(10).slice(0, 6)).toEqual([0, -6.1, -8.4, -9, -6.1, -7.7]);
    expect(swept(1000).slice(0, 6)).toEqual([0, -14, -20, -22, -14, -18]);
  });

  it('solves the gambler of example 4.3 with both iterations: .4 at 50, .16 at 25, .64 at 75', () => {
    for (const method of ['value-iteration', 'policy-iteration']) {
      const run = train(dynamicProgramming, ['gambler', {}], { method, gamma: 1, sweeps: 1 }, { steps: 200, seed: 0 });
      const V = arrayOf(run, 'v');
      [
        [25, 0.16],
        [50, 0.4],
        [75, 0.64],
      ].forEach(([capital, value]) => {
        expect(V[capital!], method).toBeCloseTo(value!, 9);
      });
      expect(run.last.v_error).toBeLessThan(1e-9);
      expect(run.last.regret).toBeCloseTo(0, 9);
    }
  });
});

describe('bandit-policy', () => {
  const pulls = (params: Readonly<Record<string, unknown>>, steps: number, env = {}) =>
    train(banditPolicy, ['bandit', env], params, { steps, seed: 5 });

  it('ucb pulls every arm once before any twice', () => {
    expect(arrayOf(pulls({ policy: 'ucb' }, 10), 'counts')).toEqual(Array(10).fill(1));
  });

  it('gradient: the first pull moves nothing with a baseline, and alpha (r - 0)(1 - 1/k) without', () => {
    const arms = { arms: 2, means: [3, 3], noise: 0 };
    expect(arrayOf(pulls({ policy: 'gradient' }, 1, arms), 'values')).toEqual([0, 0]);
    const values = arrayOf(pulls({ policy: 'gradient', baseline: false, alpha: 0.1 }, 1, arms), 'values');
    expect([...values].sort()).toEqual([-0.15000000000000002, 0.15000000000000002]);
  });

  it.each(['epsilon-greedy', 'ucb', 'gradient', 'thompson'])(
    '%s finds an arm that pays 3 more than all others',
    (policy) => {
      const { last } = pulls({ policy }, 2000, { arms: 4, means: [0, 0, 3, 0], maxSteps: 500 });
      expect(last.optimal_share).toBeGreaterThan(0.85);
      expect(last.regret).toBe(0);
    },
  );

  it('problem -1 draws the arms by the seed of the run: those of the problem of that number', () => {
    const bandit = envs.get('bandit');
    const means = (problem: number, seed?: number) => {
      const params = Object.fromEntries(Object.entries(bandit.params).map(([name, spec]) => [name, spec.default]));
      return bandit.create({ ...params, problem }, seed).transitions!().P[0]!.map(([outcome]) => outcome![2]);
    };
    expect(means(-1, 17)).toEqual(means(17));
    expect(means(-1, 18)).not.toEqual(means(17));
  });

  it('is refused where there are several states', () => {
    expect(() => train(banditPolicy, ['gridworld', {}], {}, { steps: 1, seed: 0 })).toThrow(/one state/);
  });
});

describe('tile coding', () => {
  it('puts an observation into one tile of each tiling, and near ones into mostly the same', () => {
    const coder = new TileCoder([0, 0], [1, 1], 8, 8);
    expect(coder.size).toBe(8 * 81);
    const active = (x: number, y: number) => {
      const into = new Int32Array(8);
      coder.active([x, y], into);
      return [...into];
    };
    const shared = (a: number[], b: number[]) => a.filter((tile, grid) => tile === b[grid]).length;
    expect(active(0.5, 0.5).map((tile) => Math.floor(tile / 81))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // A shift of a 64th of the range crosses the edges of one tiling in eight.
    expect(shared(active(0.5, 0.5), active(0.5 + 1 / 64, 0.5))).toBe(7);
    expect(shared(active(0.1, 0.1), active(0.9, 0.9))).toBe(0);
    // Outside counts as the bound.
    expect(active(2, -1)).toEqual(active(1, 0));
    expect(Math.max(...active(1, 1))).toBe(8 * 81 - 1);
  });

  it('is refused without bounds and where there would be too many tiles', () => {
    const at = (env: string, params: object) => () =>
      train(semiGradientSarsa, [env, {}], { ...params }, { steps: 1, seed: 0 });
    expect(at('cartpole', {})).toThrow(/finite bounds/);
    expect(at('acrobot', { tiles: 16 })).toThrow(/weights/);
    expect(at('mountain-car', { low: [0] })).toThrow(/one number for each component/);
  });

  it('semi-gradient-sarsa drives up the hill within 30,000 steps', () => {
    const { last } = train(
      semiGradientSarsa,
      ['mountain-car', { maxSteps: 2000 }],
      { gamma: 1, alpha: 0.5, epsilonStart: 0, epsilonEnd: 0, evalEpisodes: 1, finalEpisodes: 10 },
      { steps: 30_000, seed: 1 },
    );
    expect(last.greedy_return).toBeGreaterThan(-220);
  });
});

describe("Baird's counterexample", () => {
  const golden = JSON.parse(readFileSync(new URL('../golden/baird.json', import.meta.url), 'utf8')) as {
    start: number[];
    runs: { method: string; alpha: number; beta: number; weights: Record<string, number[]> }[];
  };

  it.each(golden.runs)(
    'by expected updates $method has the weights of the golden file',
    ({ method, alpha, beta, weights }) => {
      for (const [steps, expected] of Object.entries(weights)) {
        const run = train(
          offPolicyPrediction,
          ['baird', {}],
          { method, alpha, beta, expected: true, target: [0, 1], initialWeights: golden.start },
          { steps: Number(steps), seed: 0 },
        );
        arrayOf(run, 'w').forEach((weight, i) => {
          expect(Math.abs(weight - expected[i]!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected[i]!)));
        });
      }
    },
  );

  it('is refused with a behaviour that never does what is judged', () => {
    const at = (params: object) => () =>
      train(offPolicyPrediction, ['baird', {}], { ...params }, { steps: 1, seed: 0 });
    expect(at({ target: [0, 1], behaviour: [1, 0] })).toThrow(/every action that the target policy takes/);
    expect(at({ target: [0.5] })).toThrow(/sum of 1/);
  });
});
