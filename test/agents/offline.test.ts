import { describe, expect, test } from 'vitest';
import { Transitions } from '../../src/agents/offline/transitions.js';
import { agents } from '../../src/agents/registry.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';
import { temporaryFiles } from '../tasks/files.js';

const write = temporaryFiles();

const cart = () => envs.get('cartpole').create(resolveParams(envs.get('cartpole').params, {}));

/** Steps on CartPole: towards where the pole falls, and at random in this share of them. */
function played(steps: number, random: number): { readonly file: string; readonly meanReturn: number } {
  const env = cart();
  const stream = Stream.from(4, 'env');
  const lines: string[] = [];
  const returns: number[] = [];
  env.reset(stream);
  for (let i = 0; i < steps; i++) {
    const observation = [...env.observation];
    const towards = observation[2]! + 0.5 * observation[3]! > 0 ? 1 : 0;
    const action = stream.uniform() < random ? stream.below(2) : towards;
    env.step(action);
    const { reward, terminated, truncated } = env;
    lines.push(JSON.stringify({ observation, action, reward, next: [...env.observation], terminated, truncated }));
    if (!terminated && !truncated) continue;
    returns.push(env.elapsed);
    env.reset(stream);
  }
  const meanReturn = returns.reduce((a, b) => a + b, 0) / returns.length;
  return { file: write(lines.join('\n'), `steps-${random}.jsonl`), meanReturn };
}

function learn(
  name: string,
  data: string,
  updates: number,
  params: Readonly<Record<string, unknown>> = {},
  lossName = agents.get(name).losses[0]!,
) {
  const last: Record<string, number> = {};
  const agent = agents.get(name);
  const loss = losses.get(lossName);
  const learner = agent.create({
    params: resolveParams(agent.params, {
      ...{ data, hidden: [32], batch: 64, lr: 3e-3, evalEpisodes: 3, finalEpisodes: 10 },
      ...params,
    }),
    loss,
    lossParams: resolveParams(loss.params, agent.lossDefaults?.[loss.name] ?? {}),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(6, purpose, index),
    recorder: {
      define: ({ name: metric }) => {
        return (value) => {
          last[metric] = value;
        };
      },
    },
    steps: updates,
    makeEnv: cart,
  });
  for (let i = 0; i < updates; i++) learner.advance();
  learner.evaluate(true);
  return last;
}

describe('agents that learn from recorded steps', () => {
  const half = played(3000, 0.5);

  test.each(['bc', 'cql', 'iql'])('%s does better than what it was shown, half of which was random', (name) => {
    const last = learn(name, half.file, 600);
    expect(last.data_return).toBeCloseTo(half.meanReturn, 6);
    expect(last.greedy_return).toBeGreaterThan(1.5 * half.meanReturn);
  });

  test('cql does what was tried though it costs, where plain Q-learning hopes for what nobody tried', () => {
    const lines = Array.from({ length: 200 }, (_, i) => {
      const at = (n: number) => [0, 1, 2, 3].map((k) => ((n * (k + 3)) % 11) / 11 - 0.5);
      const ends = { terminated: false, truncated: false };
      return JSON.stringify({ observation: at(i), action: 0, reward: -1, next: at(i + 1), ...ends });
    });
    const file = write(lines.join('\n'), 'costly.jsonl');
    expect(learn('cql', file, 305, { gamma: 0.5 }).untried).toBe(0);
    expect(learn('cql', file, 305, { gamma: 0.5 }, 'q-td').untried).toBe(1);
  });

  const step = { observation: [0, 0, 0, 0], action: 1, reward: 1, next: [0, 0, 0, 0], terminated: false };
  test.each<[string, string, string]>([
    ['no file', '', 'is required'],
    ['no JSON', `${JSON.stringify(step)}\nstep`, 'steps.jsonl:2'],
    ['another length', JSON.stringify({ ...step, next: [0] }), 'next has another length'],
    ['an action that is none', JSON.stringify({ ...step, action: 2 }), '0 .. 1'],
    ['a reward that is none', JSON.stringify({ ...step, reward: 'x' }), 'reward is no number'],
    ['an end that is none', JSON.stringify({ ...step, terminated: 'yes' }), 'neither true nor false'],
    ['nothing', '\n', 'holds no steps'],
  ])('%s is refused with its place', (_, text, words) => {
    expect(() => learn('bc', text === '' ? '' : write(text, 'steps.jsonl'), 1)).toThrow(words);
  });

  test('adds up the returns of several envs apart, and refuses to stack what was recorded singly', () => {
    const lines = [0, 1, 0, 1].map((env, i) => JSON.stringify({ ...step, env, reward: 1 + env, terminated: i > 1 }));
    const file = write(lines.join('\n'), 'two.jsonl');
    const { data_return, data_best } = learn('bc', file, 2);
    expect([data_return, data_best]).toEqual([3, 4]);
    expect(() => learn('bc', file, 1, { frameStack: 2 })).toThrow('agent.frameStack');
  });

  test('leaves out episodes that are cut where one file was put behind another', () => {
    const lines = [
      { episode: 0, step: 0, terminated: false },
      { episode: 0, step: 1, terminated: true },
      { episode: 1, step: 0, terminated: false },
      // The next file begins.
      { episode: 0, step: 0, terminated: false },
      { episode: 0, step: 1, terminated: false },
      { episode: 0, step: 2, terminated: true },
      // A file that begins in the middle of an episode.
      { episode: 7, step: 40, terminated: true },
    ].map((place) => JSON.stringify({ ...step, env: 0, ...place }));
    const { data_return, data_best } = learn('bc', write(lines.join('\n'), 'parts.jsonl'), 1);
    expect([data_return, data_best]).toEqual([2.5, 3]);
  });

  test('which actions exist after a step is what the step that follows tells', () => {
    const taxi = envs.get('taxi').create(resolveParams(envs.get('taxi').params, { masked: true }));
    const observation = new Array(taxi.observationSpace.size).fill(0);
    const line = (at: number, mask: readonly number[], terminated = false) =>
      JSON.stringify({ observation, action: 0, reward: 0, next: observation, terminated, episode: 0, step: at, mask });
    const [first, second] = [
      [1, 0, 1, 1, 0, 0],
      [0, 1, 0, 0, 0, 1],
    ];
    const file = write([line(0, first), line(1, second), line(2, first, true)].join('\n'), 'masks.jsonl');
    const masks = new Transitions(new Engine('f32'), file, taxi).gather(Int32Array.from([0, 1, 2])).nextMasks!;
    expect([...masks.view()]).toEqual([...second, ...first, ...new Array(6).fill(1)]);
    const short = write(line(0, [1]), 'short-mask.jsonl');
    expect(() => new Transitions(new Engine('f32'), short, taxi)).toThrow('6 times 0 or 1');
  });

  test('reads the names that Gymnasium users give the parts', () => {
    const { observation: obs, next: next_obs, terminated: done, ...rest } = step;
    const last = learn('bc', write(JSON.stringify({ obs, next_obs, done, ...rest }), 'names.jsonl'), 2);
    expect(Number.isFinite(last.loss)).toBe(true);
  });
});
