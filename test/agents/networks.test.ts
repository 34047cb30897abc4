import { describe, expect, test } from 'vitest';
import { FrameStack } from '../../src/agents/kit/frame-stack.js';
import { ReplayBuffer } from '../../src/agents/kit/memory/replay-buffer.js';
import { agents } from '../../src/agents/registry.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';

interface Run {
  readonly agent?: string;
  readonly env?: string;
  readonly loss?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly steps?: number;
}

/** A learner after some steps, with the last value of each of its curves. */
function run({ agent = 'dqn', env = 'cartpole', loss = agents.get(agent).losses[0]!, params = {}, steps = 60 }: Run) {
  const last: Record<string, number> = {};
  const definition = envs.get(env);
  const learner = agents.get(agent).create({
    params: resolveParams(agents.get(agent).params, {
      ...(agent === 'dqn' ? { learningStarts: 10, batch: 8, buffer: 100 } : {}),
      ...(agent === 'ppo' ? { horizon: 16, envs: 2, batch: 8, epochs: 2 } : {}),
      hidden: [8],
      evalEpisodes: 2,
      finalEpisodes: 2,
      ...params,
    }),
    loss: losses.get(loss),
    lossParams: resolveParams(losses.get(loss).params, {}),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(3, purpose, index),
    recorder: {
      define: ({ name }) => {
        return (value) => {
          last[name] = value;
        };
      },
    },
    steps,
    makeEnv: () => definition.create(resolveParams(definition.params, {})),
  });
  for (let i = 0; i < steps; i++) learner.advance();
  learner.evaluate(true);
  return { learner, last };
}

describe('networks by their settings', () => {
  test.each<[string, Run, readonly string[]]>([
    ['layer norm', { params: { norm: 'layer' } }, ['q.0.weight', 'q.0.bias', 'q.0.gain', 'q.0.shift']],
    ['silu', { params: { activation: 'silu' } }, ['q.0.weight']],
    ['noise', { params: { noisy: true } }, ['q.0.weightDeviation', 'q.1.biasDeviation']],
    ['two heads', { params: { dueling: true, hidden: [] } }, ['value.0.weight', 'advantage.0.weight']],
    ['atoms', { loss: 'categorical-td', params: { atoms: 5, nStep: 3 } }, ['q.1.weight']],
    ['quantiles', { loss: 'quantile-td', params: { atoms: 7, dueling: true } }, ['trunk.0.weight', 'value.0.weight']],
    ['a policy with layer norm', { agent: 'ppo', params: { norm: 'layer' } }, ['actor.0.gain', 'critic.0.gain']],
    ['a policy over two observations', { agent: 'ppo', params: { frameStack: 2 } }, ['actor.0.weight']],
  ])('%s learns finite values, and its weights have the names that are told', (_, settings, names) => {
    const { learner, last } = run(settings);
    expect([...learner.weights().keys()]).toEqual(expect.arrayContaining([...names]));
    for (const values of learner.weights().values()) expect(values.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(last.loss)).toBe(true);
    expect(last.greedy_return).toBeGreaterThan(0);
  });

  test('a distribution has K outputs an action, and its values are means within the support', () => {
    const { learner } = run({ loss: 'categorical-td', params: { atoms: 5 } });
    expect(learner.shapes().get('q.1.weight')).toEqual([8, 10]);
    const figures = new Float64Array(2);
    const env = envs.get('cartpole').create(resolveParams(envs.get('cartpole').params, {}));
    env.reset(Stream.from(1, 'env'));
    learner.policy!().act(env, figures);
    for (const q of figures) expect(Math.abs(q)).toBeLessThanOrEqual(10);
  });

  test('noise moves the actions of training, and evaluations are without it', () => {
    const figures = [0, 1].map(() => {
      const { learner } = run({ params: { noisy: true } });
      const env = envs.get('cartpole').create(resolveParams(envs.get('cartpole').params, {}));
      env.reset(Stream.from(1, 'env'));
      const seen = [0, 1].map(() => {
        const q = new Float64Array(2);
        learner.policy!().act(env, q);
        return [...q];
      });
      expect(seen[0]).toEqual(seen[1]);
      return seen[0];
    });
    expect(figures[0]).toEqual(figures[1]);
    expect(run({ params: { noisy: true } }).last.noise).toBeGreaterThan(0);
  });

  test.each([
    ['a recurrent dqn', { params: { recurrent: 'gru' } }, 'agent.recurrent'],
    ['a noisy reinforce', { agent: 'reinforce', params: { noisy: true } }, 'agent.noisy'],
    ['convolutions over a cart', { params: { conv: [4] } }, 'observations that are pictures'],
    ['prioritised replay without weights', { loss: 'categorical-td', params: { atoms: 1 } }, 'must be at least 2'],
  ] as const)('%s is refused with the setting that asks for it', (_, settings, words) => {
    expect(() => run(settings)).toThrow(words);
  });
});

describe('stacked observations', () => {
  const cart = () => envs.get('cartpole').create(resolveParams(envs.get('cartpole').params, {}));

  test('are the last ones, oldest first, the first one standing in for those before it', () => {
    const env = new FrameStack(cart(), 3);
    const plain = cart();
    env.reset(Stream.from(5, 'env'));
    plain.reset(Stream.from(5, 'env'));
    const seen = [[...plain.observation]];
    expect([...env.observation]).toEqual([...seen[0]!, ...seen[0]!, ...seen[0]!]);
    for (const action of [0, 1, 1]) {
      env.step(action);
      plain.step(action);
      seen.push([...plain.observation]);
    }
    expect([...env.observation]).toEqual([...seen[1]!, ...seen[2]!, ...seen[3]!]);
    expect(env.observationSpace.size).toBe(12);
  });

  test('go on from a snapshot as if nothing had been', () => {
    const env = new FrameStack(cart(), 2);
    const random = Stream.from(5, 'env');
    env.reset(random);
    env.step(1);
    const twin = new FrameStack(cart(), 2);
    twin.reset(random, env.snapshot(), env.elapsed);
    expect([...twin.observation]).toEqual([...env.observation]);
    env.step(0);
    twin.step(0);
    expect([...twin.observation]).toEqual([...env.observation]);
  });

  test('a policy that is shown single observations acts as in training', () => {
    const { learner } = run({ params: { frameStack: 2 } });
    const policy = learner.policy!();
    const plain = cart();
    const random = Stream.from(9, 'env');
    const figures = () => {
      const q = new Float64Array(2);
      policy.act(plain, q);
      return [...q];
    };
    plain.reset(random);
    const first = figures();
    plain.step(1);
    const second = figures();
    plain.reset(Stream.from(9, 'env'));
    policy.begin!();
    expect(figures()).toEqual(first);
    plain.step(1);
    expect(figures()).toEqual(second);
  });
});

test('a memory of bits gives back what a memory of numbers does, in a twenty-fifth of the room', () => {
  const width = 75;
  const engine = new Engine('f32');
  const bits = new ReplayBuffer(engine, 20, width, { binary: true, masked: 3 });
  const numbers = new ReplayBuffer(engine, 20, width);
  const random = Stream.from(2, 'data');
  const row = (size: number) => Float32Array.from({ length: size }, () => random.below(2));
  for (let i = 0; i < 31; i++) {
    const [now, next, mask] = [row(width), row(width), row(3)];
    bits.add(now, i, i, 1, next, false, mask);
    numbers.add(now, i, i, 1, next, false);
  }
  const twin = new ReplayBuffer(engine, 20, width, { binary: true, masked: 3 });
  twin.restore(bits.save());
  const slots = Int32Array.from([3, 19, 0, 3]);
  const wanted = numbers.gather(slots);
  for (const memory of [bits, twin]) {
    const given = memory.gather(slots);
    expect([...given.observations.view()]).toEqual([...wanted.observations.view()]);
    expect([...given.nextObservations.view()]).toEqual([...wanted.nextObservations.view()]);
    expect(given.nextMasks!.shape).toEqual([4, 3]);
  }
  expect(numbers.observationBytes / bits.observationBytes).toBe(25);
});
