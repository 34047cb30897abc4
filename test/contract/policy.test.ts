import { describe, expect, it } from 'vitest';
import { greedyEpisodes } from '../../src/agents/kit/judging/greedy-episodes.js';
import { agents } from '../../src/agents/registry.js';
import type { Learner } from '../../src/core/learner.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { buildLearner } from '../../src/train/learner-factory.js';
import { registries } from '../../src/train/registries.js';
import { train } from '../../src/train/training.js';
import { recorded } from './fixtures.js';

type Params = Readonly<Record<string, unknown>>;

const SEED = 11;
const FINAL = 6;

function scenarioOf(agent: string, params: Params, env: string, settings: Params, steps: number): Scenario {
  const definition = agents.get(agent);
  const loss = definition.losses[0];
  return {
    name: 'policy',
    variant: '',
    title: '',
    summary: '',
    lesson: null,
    learner: {
      kind: 'agent',
      env: { name: env, params: resolveParams(registries.envs.get(env).params, settings) },
      agent: { name: agent, params: resolveParams(definition.params, params) },
    },
    loss: loss === undefined ? null : { name: loss, params: resolveParams(registries.losses.get(loss).params, {}) },
    steps,
    evaluateEvery: 170,
    focus: 'greedy_return',
    seeds: [SEED],
    tunedOn: [],
    expectations: [],
  };
}

/** Trains to the end. */
function trained(scenario: Scenario): { learner: Learner; final: Readonly<Record<string, number>> } {
  let learner: Learner | undefined;
  const run = train(scenario, SEED, { registries, sink() {} });
  for (let next = run.next(0); ; next = run.next(1000)) {
    if (next.value?.kind === 'start') learner = next.value.learner;
    if (next.value?.kind === 'done') return { learner: learner!, final: next.value.final };
    if (next.done === true) throw new Error('the run did not come to its end');
  }
}

/** The policy of another learner with the same weights, as it is played, and its first episodes. */
function played(scenario: Scenario, episodes: number) {
  const { learner, final } = trained(scenario);
  const copy = buildLearner(scenario, SEED, registries, { define: () => () => {} });
  copy.load(new Map([...learner.weights()].map(([name, array]) => [name, array.slice()])));
  const { env: chosen } = scenario.learner as Extract<Scenario['learner'], { kind: 'agent' }>;
  const definition = registries.envs.get(chosen.name);
  const env = definition.create(chosen.params as Parameters<typeof definition.create>[0]);
  const evaluations = Math.ceil(scenario.steps / scenario.evaluateEvery);
  const play = greedyEpisodes(env, copy.policy!(), Stream.from(SEED, 'eval', evaluations - 1));
  return { final, env, copy, returns: Array.from({ length: episodes }, () => play.next().value.return) };
}

const smallDqn = { hidden: [12], batch: 16, learningStarts: 50, trainEvery: 2, targetEvery: 40 };
const network = { hidden: [12] };
const few = { evalEpisodes: 2, finalEpisodes: FINAL };

const sampled: readonly (readonly [agent: string, params: Params, env: string])[] = [
  ['dqn', { ...smallDqn, ...few, observationScale: [0.4, 0.3, 5, 0.3], rewardScale: 0.1 }, 'cartpole'],
  ['dqn', { ...smallDqn, ...few, dueling: true }, 'acrobot'],
  ['dqn', { ...smallDqn, ...few }, 'mountain-car'],
  ['reinforce', { ...network, ...few, episodes: 2 }, 'cartpole'],
  ['reinforce', { ...network, ...few, episodes: 2 }, 'mountain-car'],
  ['actor-critic', { ...network, ...few, horizon: 32 }, 'cartpole'],
  ['ppo', { ...network, ...few, horizon: 64, batch: 16, epochs: 2 }, 'cartpole'],
  ['grpo', { ...network, ...few, groups: 2, groupSize: 4 }, 'cartpole'],
  ['semi-gradient-sarsa', few, 'mountain-car'],
  ['dqn', { ...smallDqn, ...few, frameStack: 2, noisy: true }, 'cartpole'],
  ['ppo', { ...network, ...few, horizon: 64, batch: 16, epochs: 2, recurrent: 'gru', recurrentUnits: 6 }, 'cartpole'],
  ['ppo', { ...network, ...few, horizon: 64, batch: 16, epochs: 2 }, 'pendulum'],
  ...['bc', 'cql', 'iql'].map((name) => [name, { ...network, ...few, data: recorded, batch: 8 }, 'cartpole'] as const),
  ['sac', { ...network, ...few, batch: 8, trainEvery: 20 }, 'pendulum'],
  ['td3', { ...network, ...few, batch: 8, trainEvery: 20, frameStack: 2 }, 'pendulum'],
];

const exact: readonly (readonly [agent: string, params: Params, env: string, settings: Params])[] = [
  ['q-learning', { epsilonStart: 1 }, 'gridworld', {}],
  ['sarsa', { epsilonStart: 1 }, 'frozen-lake', { isSlippery: false }],
  ['expected-sarsa', {}, 'cliff-walking', {}],
  ['double-q-learning', {}, 'cliff-walking', {}],
  ['n-step-sarsa', {}, 'gridworld', {}],
  ['sarsa-lambda', {}, 'gridworld', {}],
  ['monte-carlo', {}, 'catch', {}],
  ['dyna-q', {}, 'gridworld', { layout: 'maze' }],
  ['dynamic-programming', {}, 'gridworld', {}],
  ['dqn', smallDqn, 'gridworld', {}],
  ['dqn', { ...smallDqn, rewardScale: 0.1 }, 'cliff-walking', {}],
];

describe('the policy of an agent', () => {
  it('is tried for every agent', () => {
    const tried = new Set([...sampled, ...exact].map(([agent]) => agent));
    // What is learned there are values of a policy that is given, or of arms.
    const without = ['td-prediction', 'off-policy-prediction', 'bandit-policy'];
    expect(agents.names().filter((name) => !tried.has(name))).toEqual(without);
  });

  it.each(sampled)('of %s with %o in %s plays the very episodes of its last evaluation', (agent, params, env) => {
    const { final, returns } = played(scenarioOf(agent, params, env, {}, 1500), FINAL);
    const mean = returns.reduce((sum, value) => sum + value, 0) / FINAL;
    // An action of numbers carries the rounding of products over one row or over several into the env.
    if (env === 'pendulum') expect(mean).toBeCloseTo(final.greedy_return!, 3);
    else expect(mean).toBe(final.greedy_return);
  });

  it.each(exact)('of %s with %o in %s has the exact return of its last evaluation', (agent, params, env, settings) => {
    const { final, returns } = played(scenarioOf(agent, params, env, settings, 2000), 2);
    for (const value of returns) expect(value).toBeCloseTo(final.greedy_return!, 9);
  });

  it.each([...sampled.map((one) => [...one, {}] as const), ...exact])(
    'of %s with %o in %s tells the figures that it goes by',
    (agent, params, env, settings) => {
      const { copy, env: place } = played(scenarioOf(agent, params, env, settings, 200), 0);
      const policy = copy.policy!();
      const figures = new Float64Array(place.actionNames.length).fill(Number.NaN);
      place.reset(Stream.from(0, 'eval'));
      const action = policy.act(place, figures);
      expect(figures.every(Number.isFinite)).toBe(true);
      expect(figures[action]).toBe(Math.max(...figures));
      if (policy.figures === 'probability') expect(figures.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    },
  );
});
