import { describe, expect, it } from 'vitest';
import type { AgentDefinition } from '../../src/agents/kit/agent.js';
import { agents } from '../../src/agents/registry.js';
import type { Learner } from '../../src/core/learner.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import type { Anatomy } from '../../src/core/scope.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { tasks } from '../../src/tasks/registry.js';
import type { TaskDefinition } from '../../src/tasks/task.js';
import { Engine } from '../../src/tensor/engine.js';
import { registries } from '../../src/train/registries.js';
import { train } from '../../src/train/training.js';
import { legal, recorded, small } from './fixtures.js';

type Params = Readonly<Record<string, unknown>>;

/** Losses that judge a batch as a whole, by variant. */
const whole = [
  'dice logits',
  'dice probs',
  'triplet batch-all',
  'barlow-twins default',
  'vicreg default',
  'cosent default',
];

type Shared = Pick<Parameters<TaskDefinition['create']>[0], 'engine' | 'stream' | 'recorder' | 'steps'>;

interface Case {
  readonly name: string;
  readonly steps: number;
  readonly hasLosses: boolean;
  create(shared: Shared): Learner;
}

function taskCase(task: TaskDefinition, name: string, variant: string): Case[] {
  const loss = losses.get(name);
  const params = resolveParams(task.params, small[task.name]!);
  const implied = (loss.variants as Readonly<Record<string, Params>>)[variant]!;
  const lossParams = resolveParams(loss.params, { ...legal[name], ...implied });
  try {
    task.checkLoss(loss, lossParams, params);
  } catch {
    return [];
  }
  return [
    {
      name: `${task.name} on ${name}, ${variant}`,
      steps: 8,
      hasLosses: !whole.includes(`${name} ${variant}`),
      create: (shared) => task.create({ ...shared, params, loss, lossParams }),
    },
  ];
}

function agentCase(agent: AgentDefinition, env: string, params: Params, steps: number): Case {
  const definition = envs.get(env);
  const loss = losses.get(agent.losses[0]!);
  const told = Object.entries(params).map(([key, value]) => `${key} ${value}`);
  return {
    name: `${agent.name} in ${env}: ${told.join(', ')}`,
    steps,
    hasLosses: true,
    create: (shared) =>
      agent.create({
        ...shared,
        params: resolveParams(agent.params, params),
        loss,
        lossParams: resolveParams(loss.params, {}),
        makeEnv: () => definition.create(resolveParams(definition.params, {})),
      }),
  };
}

const smallDqn = { hidden: [8], batch: 8, buffer: 60, learningStarts: 10, evalEpisodes: 2 };
const policy = { hidden: [8], evalEpisodes: 2, finalEpisodes: 2 };
const get = (name: string) => agents.get(name);

const cases: readonly Case[] = [
  ...tasks
    .list()
    .flatMap((task) =>
      task.losses.flatMap((loss) =>
        Object.keys(losses.get(loss).variants).flatMap((variant) => taskCase(task, loss, variant)),
      ),
    ),
  ...[{}, { dueling: true }, { prioritized: true, nStep: 2 }, { clip: 0.01 }].map((params) =>
    agentCase(get('dqn'), 'cartpole', { ...smallDqn, ...params }, 40),
  ),
  ...['none', 'time-step', 'value'].map((baseline) =>
    agentCase(get('reinforce'), 'cartpole', { ...policy, baseline, episodes: 2, gradientVarianceEvery: 2 }, 150),
  ),
  agentCase(get('actor-critic'), 'cartpole', { ...policy, horizon: 16 }, 80),
  agentCase(get('ppo'), 'cartpole', { ...policy, horizon: 32, batch: 8, epochs: 2 }, 80),
  agentCase(get('grpo'), 'tokens', { ...policy, groups: 2, groupSize: 3 }, 80),
  ...['bc', 'cql', 'iql'].map((name) => agentCase(get(name), 'cartpole', { ...policy, data: recorded, batch: 8 }, 40)),
  agentCase(get('sac'), 'pendulum', { ...policy, batch: 8, learningStarts: 10 }, 40),
  agentCase(get('td3'), 'pendulum', { ...policy, batch: 8, learningStarts: 10 }, 40),
];

function run({ create, steps }: Case, watched: boolean) {
  const points: [string, number][] = [];
  const anatomies: Anatomy[] = [];
  const learner = create({
    engine: new Engine('f32'),
    steps,
    stream: (purpose, index = 0) => Stream.from(5, purpose, index),
    recorder: {
      define:
        ({ name }) =>
        (value) =>
          void points.push([name, value]),
    },
  });
  for (let step = 1; step <= steps; step++) {
    if (watched) {
      const { anatomy } = learner.scope() ?? {};
      if (anatomy !== undefined && anatomy !== anatomies.at(-1)) anatomies.push(anatomy);
    }
    learner.advance();
    if (step % 20 === 0 || step === steps) learner.evaluate(step === steps);
  }
  const weights = [...learner.weights()].map(([name, array]) => [name, ...array]);
  return { points, weights, anatomies, last: learner.scope()?.anatomy };
}

describe.each(cases)('$name', (given) => {
  const watched = run(given, true);

  it('is taken apart, update by update, into finite figures that can cross a thread', () => {
    expect(watched.anatomies.length).toBeGreaterThan(0);
    for (const anatomy of watched.anatomies) {
      expect(structuredClone(anatomy)).toEqual(anatomy);
      expect(anatomy.step).toBeGreaterThan(0);
      expect(anatomy.losses !== null).toBe(given.hasLosses);
      for (const histogram of [anatomy.losses, anatomy.weights]) {
        if (histogram === null) continue;
        expect([histogram.low, histogram.high].every(Number.isFinite)).toBe(true);
        expect(histogram.counts.reduce((a, b) => a + b, 0) + (histogram.zeros ?? 0)).toBeGreaterThan(0);
      }
      expect(anatomy.weights).not.toBeNull();
      expect(anatomy.weights!.low).toBeGreaterThanOrEqual(0);
      expect(anatomy.layers.length).toBeGreaterThan(0);
      for (const { median, high, ratio, dead } of anatomy.layers) {
        expect([median, high].every(Number.isFinite)).toBe(true);
        // A layer that starts at 0 has no length to compare the first step with.
        expect(Number.isFinite(ratio) || (Number.isNaN(ratio) && anatomy === watched.anatomies[0])).toBe(true);
        expect(high).toBeGreaterThanOrEqual(median);
        expect(dead === null || (dead >= 0 && dead <= 1)).toBe(true);
      }
      // Where the last layer starts at 0, the first step moves nothing else.
      expect(anatomy.layers.some(({ ratio }) => ratio > 0) || anatomy === watched.anatomies[0]).toBe(true);
    }
  });

  it('learns the same to the bit, watched or not, and shows an update at its end all the same', () => {
    const plain = run(given, false);
    expect(watched.points).toEqual(plain.points);
    expect(watched.weights).toEqual(plain.weights);
    expect(plain.last).toBeDefined();
  });
});

it.each([
  ['actor-critic', 'actor.0 actor.1 critic.0 critic.1'],
  ['ppo', 'actor.0 actor.1 critic.0 critic.1'],
  [
    'reinforce in cartpole: hidden 8, evalEpisodes 2, finalEpisodes 2, baseline value',
    'policy.0 policy.1 value.0 value.1',
  ],
  ['two-views on cross-entropy', 'mlp.0 mlp.1 classifier.0'],
])('the layers of %s are those of all of its networks', (name, layers) => {
  const { anatomies } = run(cases.find((one) => one.name.startsWith(name))!, true);
  for (const anatomy of anatomies) expect(anatomy.layers.map((layer) => layer.name).join(' ')).toBe(layers);
});

it('every task and every agent with a network is taken apart', () => {
  const learners = [
    ...tasks.names(),
    ...agents.list().flatMap(({ name, losses: taken }) => (taken.length > 0 ? [name] : [])),
  ];
  expect(learners.filter((name) => !cases.some((one) => one.name.startsWith(`${name} `)))).toEqual([]);
});

it.each([
  ['imbalanced-focal', 120],
  ['identities-triplet', 60],
  ['retrieval-mnr', 12],
  ['cartpole-reinforce', 3000],
  ['gridworld-dqn', 1500],
] as const)('the digest of %s is that of an unwatched run', (name, steps) => {
  const [loaded] = loadScenarios([name], { catalogues: registries });
  const scenario = { ...loaded!.scenario, steps, evaluateEvery: Math.ceil(steps / 3) };
  const digestOf = (watched: boolean): string => {
    let [learner, anatomies]: [Learner | null, number] = [null, 0];
    const going = train(scenario, 0, { registries, sink: () => {} });
    for (let event = going.next(0); event.done !== true; event = going.next(7)) {
      const { value } = event;
      if (value.kind === 'start') learner = value.learner;
      if (value.kind === 'tick' && watched && learner?.scope()?.anatomy !== undefined) anatomies++;
      if (value.kind === 'done') {
        expect(anatomies > 0).toBe(watched);
        return value.digest;
      }
    }
    throw new Error('the run has not ended');
  };
  expect(digestOf(true)).toBe(digestOf(false));
});
