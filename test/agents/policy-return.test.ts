import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import type { Recorder } from '../../src/core/learner.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';

/** A learner of a policy, and what it has recorded last. */
function learnerOf(agent: string, env: string, envParams = {}, params = {}, steps = 1000) {
  const last: Record<string, number> = {};
  const recorder: Recorder = {
    define: ({ name }) => {
      return (value) => {
        last[name] = value;
      };
    },
  };
  const definition = agents.get(agent);
  const world = envs.get(env);
  const learner = definition.create({
    params: resolveParams(definition.params, params),
    makeEnv: () => world.create(resolveParams(world.params, envParams)),
    loss: losses.get('policy-gradient'),
    lossParams: resolveParams(losses.get('policy-gradient').params, {}),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(7, purpose, index),
    recorder,
    steps,
  });
  return { learner, last };
}

describe('the return of a policy', () => {
  it.each(['reinforce', 'actor-critic', 'ppo'])(
    '%s: is exact in a finite env, beside that of its greedy policy',
    (agent) => {
      const { learner, last } = learnerOf(agent, 'frozen-lake', { isSlippery: false });
      learner.evaluate(false);
      // The policy starts near uniform; the greedy one walks in circles.
      expect(last.policy_return).toBeCloseTo(last.random_return!, 2);
      expect(last.policy_return).not.toBe(last.random_return);
      expect([0, 1]).toContain(last.greedy_return);
      expect(last.regret).toBeCloseTo(1 - last.policy_return!, 12);
    },
  );

  it('is sampled where there is no table, from streams that training does not see', () => {
    const { learner, last } = learnerOf('ppo', 'cartpole', {}, { horizon: 64, batch: 64 });
    const other = learnerOf('ppo', 'cartpole', {}, { horizon: 64, batch: 64 });
    for (let i = 0; i < 300; i++) {
      if (i % 50 === 0) learner.evaluate(false);
      learner.advance();
      other.learner.advance();
    }
    expect(last.policy_return).toBeGreaterThan(8);
    expect(last.policy_return).not.toBe(last.greedy_return);
    expect([...learner.weights()]).toEqual([...other.learner.weights()]);
  });
});

describe('several envs in lockstep', () => {
  it.each([
    ['ppo', { horizon: 96, batch: 32 }],
    ['actor-critic', { horizon: 48 }],
    ['reinforce', { episodes: 5 }],
  ])('%s: a step is a step of one env, whatever their number, and a run goes on from any of them', (agent, params) => {
    const whole = learnerOf(agent, 'cartpole', {}, { envs: 3, ...params });
    for (let i = 0; i < 500; i++) whole.learner.advance();
    for (const at of [100, 101, 191]) {
      const first = learnerOf(agent, 'cartpole', {}, { envs: 3, ...params });
      for (let i = 0; i < at; i++) first.learner.advance();
      const second = learnerOf(agent, 'cartpole', {}, { envs: 3, ...params });
      second.learner.load(first.learner.weights());
      second.learner.restore(structuredClone(first.learner.save()));
      for (let i = at; i < 500; i++) second.learner.advance();
      expect([...second.learner.weights()]).toEqual([...whole.learner.weights()]);
      expect(second.learner.save()).toEqual(whole.learner.save());
    }
  });

  it('refuses a stretch that does not divide among them', () => {
    expect(() => learnerOf('ppo', 'cartpole', {}, { envs: 7 })).toThrow(
      /agent\.horizon: must be a multiple of agent\.envs/,
    );
  });

  it('lets every episode that was begun with a policy count in its update', () => {
    // Episodes of a bandit are all alike: 5 of them in 3 envs take two rounds of 10 steps, the second in two envs.
    const { learner, last } = learnerOf('reinforce', 'bandit', { maxSteps: 10 }, { envs: 3, episodes: 5 });
    for (let i = 0; i < 49; i++) learner.advance();
    expect(last.loss).toBeUndefined();
    learner.advance();
    expect(last.loss).toBeDefined();
  });
});
