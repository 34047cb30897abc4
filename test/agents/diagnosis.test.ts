import { describe, expect, it } from 'vitest';
import { randomReturn } from '../../src/agents/kit/judging/reward-figures.js';
import { createYardstick } from '../../src/agents/kit/judging/yardstick.js';
import { agents } from '../../src/agents/registry.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';
import { mlp } from '../../src/tensor/nn/mlp.js';
import { ParameterSet } from '../../src/tensor/nn/parameters.js';

type Params = Readonly<Record<string, unknown>>;

/** Trains an agent and gives every point by metric. */
function points(agent: string, params: Params, env: string, settings: Params, steps: number) {
  const definition = agents.get(agent);
  const loss = losses.get(definition.losses[0] ?? 'mse');
  const place = envs.get(env);
  const recorded = new Map<string, number[]>();
  const learner = definition.create({
    params: resolveParams(definition.params, params),
    makeEnv: () => place.create(resolveParams(place.params, settings)),
    loss,
    lossParams: resolveParams(loss.params),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(2, purpose, index),
    recorder: {
      define({ name }) {
        const values: number[] = [];
        recorded.set(name, values);
        return (value) => void values.push(value);
      },
    },
    steps,
  });
  for (let step = 0; step < steps; step++) learner.advance();
  learner.evaluate(true);
  return (name: string): readonly number[] => recorded.get(name) ?? [];
}

const dqn = { hidden: [16], batch: 16, learningStarts: 20, targetEvery: 1e6, evalEpisodes: 3, finalEpisodes: 3 };

describe('what an agent tells about its learning', () => {
  it('is finite and ordered: quantiles of the TD error, Q-values, shares', () => {
    const of = points('dqn', dqn, 'cartpole', {}, 900);
    expect(of('td_error').length).toBeGreaterThan(of('td_error_median').length);
    of('td_error_median').forEach((median, i) => {
      expect(median).toBeLessThanOrEqual(of('td_error_p90')[i]!);
      expect(median).toBeGreaterThan(0);
    });
    for (const [i, mean] of of('q_mean').entries()) expect(mean).toBeLessThanOrEqual(of('q_max')[i]!);
    for (const share of of('dead_units')) expect(share >= 0 && share <= 1 && Number.isInteger(share * 16)).toBe(true);
  });

  it('has no lag of the target network at first and a growing one while it is not copied', () => {
    const lag = points('dqn', { ...dqn, target: 'hard' }, 'cartpole', {}, 900)('target_lag');
    expect(lag[0]).toBeLessThan(0.05);
    expect(lag.at(-1)).toBeGreaterThan(lag[0]!);
    const copied = points('dqn', { ...dqn, target: 'hard', targetEvery: 1 }, 'cartpole', {}, 900)('target_lag');
    expect(copied.at(-1)).toBeLessThan(lag.at(-1)! / 10);
  });

  it('measures Q and the TD error in the rewards of the env, whatever their scale in training', () => {
    const at = (rewardScale: number) => points('dqn', { ...dqn, rewardScale }, 'cartpole', {}, 40);
    // The first update sees the same network and batch: only what the rewards add differs.
    const [plain, scaled] = [at(1)('q_max')[0]!, at(0.5)('q_max')[0]!];
    expect(scaled / plain).toBeCloseTo(2, 5);
  });

  it('bounds Q by the largest Q* where that is known, else by the rewards met', () => {
    expect(points('dqn', dqn, 'gridworld', { goalReward: 3 }, 60)('q_limit')).toEqual([3]);
    expect(points('dqn', { ...dqn, gamma: 0.9 }, 'cartpole', {}, 60)('q_limit')[0]).toBeCloseTo(10, 12);
    expect(points('dqn', dqn, 'mountain-car', {}, 60)('q_limit')).toEqual([-1]);
    // Undiscounted, nothing bounds it.
    expect(points('dqn', { ...dqn, gamma: 1 }, 'cartpole', {}, 60)('q_limit')).toEqual([]);
  });

  it.each(['q-learning', 'sarsa', 'expected-sarsa', 'dqn', 'reinforce', 'actor-critic', 'ppo'])(
    'includes the range of its rewards and the return of random play: %s',
    (agent) => {
      const few = { evalEpisodes: 3, finalEpisodes: 3 };
      const of = points(agent, agents.get(agent).losses.length > 0 ? { hidden: [8], ...few } : few, 'catch', {}, 400);
      expect([of('reward_min'), of('reward_max')]).toEqual([[-1], [1]]);
      expect(of('random_return')).toHaveLength(1);
      expect(Math.abs(of('random_return')[0]!)).toBeLessThanOrEqual(1);
    },
  );

  it('knows the exact return of random play in a finite env, near the mean of many random episodes', () => {
    const place = envs.get('frozen-lake');
    const make = () => place.create(resolveParams(place.params));
    const exact = createYardstick(make(), 0.99)!.randomReturn();
    const sampled = randomReturn(make(), 20_000, Stream.from(1, 'eval'));
    // Standard error of the mean: sqrt(0.0139 * 0.986 / 20000) = 0.0008.
    expect(Math.abs(sampled - exact)).toBeLessThan(0.003);
    expect(points('q-learning', {}, 'frozen-lake', {}, 10)('random_return')).toEqual([exact]);
  });

  it('includes how well a learned baseline does', () => {
    const of = points('reinforce', { hidden: [8], baseline: 'value', episodes: 2 }, 'cartpole', {}, 800);
    expect(of('value_loss').length).toBeGreaterThan(5);
    expect(of('explained_variance')).toHaveLength(of('value_loss').length);
  });
});

describe('a watch over ReLU units', () => {
  it('counts those that fire for no row, over all layers and all passes since its start', () => {
    const engine = new Engine('f32');
    const parameters = new ParameterSet(engine);
    const ones = (size: number) => new Float64Array(size).fill(1);
    const forward = mlp(parameters, 'net', [1, 4, 2, 1], { activation: 'relu', init: ones });
    parameters.seal();
    const [bias] = [...parameters.tensors().values()].filter(({ shape }) => shape[0] === 4 && shape.length === 1);
    bias!.write([0, 1, -1, -5]);
    const { units } = parameters;
    expect(units.size).toBe(6);
    const run = (...rows: number[]) =>
      engine.untracked(() => [...forward(engine.tensor([rows.length, 1], rows)).view()]);
    const before = run(-2, -1);
    units.start();
    expect(run(-2, -1)).toEqual(before);
    // x = -1: the units are at -1, 0, -2, -6 and all silent; the second layer has only its bias of 1 and fires.
    expect(units.share()).toBe(4 / 6);
    units.start();
    run(0.5);
    run(2);
    // 2: at 2, 3, 1, -3.
    expect(units.share()).toBe(1 / 6);
    units.start();
    expect(units.share()).toBe(1);
  });
});
