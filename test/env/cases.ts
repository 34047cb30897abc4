import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { type Action, actionSpaceOf, RandomActor } from '../../src/env/kit/actions.js';
import type { Env } from '../../src/env/kit/env.js';
import { envs } from '../../src/env/registry.js';

/** An env with settings that a contract must hold for. */
export interface EnvCase {
  readonly title: string;
  readonly create: () => Env;
}

export function createEnv(name: string, params: Readonly<Record<string, unknown>> = {}): Env {
  const definition = envs.get(name);
  return definition.create(resolveParams(definition.params, params, 'env'));
}

const variants: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  gridworld: [
    { layout: 'four-rooms' },
    { layout: 'maze', slip: 0.2 },
    { layout: 'windy' },
    { layout: 'S.X\n..G', observation: 'xy', slip: 1 },
    { layout: 'S1S\n#.#\nG.S' },
    { layout: 'key-door' },
    { layout: 'SkDG', slip: 0.2, observation: 'xy' },
    { layout: 'key-door', observation: 'view' },
    { layout: 'four-rooms', observation: 'view', view: 2 },
  ],
  'frozen-lake': [{ isSlippery: false }, { map: '8x8' }, { map: 'SFS\nFHG', successRate: 0.8 }],
  'cliff-walking': [{ isSlippery: true }],
  cartpole: [{ suttonBartoReward: true }],
  'mountain-car': [{ goalVelocity: 0.01 }],
  bandit: [{ drift: 0.1 }, { means: [1, 2], arms: 2, noise: 0 }],
  pendulum: [{ bins: 5 }, { g: 9.81 }],
  'mountain-car-continuous': [{ bins: 3, maxSteps: 200 }],
  taxi: [{ rain: 0.8 }, { masked: true }],
  blackjack: [{ rule: 'casino', observation: 'one-hot' }, { rule: 'plain' }],
  'deep-sea': [
    { size: 4, stochastic: true },
    { size: 2, mapping: '01\n10' },
  ],
  memory: [{ length: 1 }, { length: 3, bits: 3 }, { bits: 20 }],
  umbrella: [{ length: 1 }, { length: 4, distractors: 0 }],
  breakout: [{ actions: 'full', sticky: 0 }],
  seaquest: [{ sticky: 0.5, maxSteps: 300 }],
  discounting: [{ bonus: 3 }],
  catch: [{ rows: 4, columns: 3 }],
  tokens: [
    { end: true, reward: 'variety', corpus: 50 },
    { reward: 'answer', vocabulary: 3, length: 5, prompts: 2 },
    { reward: 'pattern', lengthReward: 0.1, catastrophe: 5, end: true },
  ],
};

/** Every registered env with its defaults, and the variants above. */
export const cases: readonly EnvCase[] = envs.list().flatMap(({ name }) =>
  [{}, ...(variants[name] ?? [])].map((params) => ({
    title: `${name} ${JSON.stringify(params)}`,
    create: () => createEnv(name, params),
  })),
);

/** An action that every start allows. */
export function someAction(env: Env): Action {
  const space = actionSpaceOf(env);
  return space.kind === 'box' ? [...space.low] : Math.max(0, env.mask?.().indexOf(1) ?? 0);
}

/** Everything an agent sees of one step, exactly. */
export type Seen = readonly [state: number, reward: number, terminated: boolean, truncated: boolean, ...number[]];

export function see(env: Env): Seen {
  return [env.state, env.reward, env.terminated, env.truncated, ...env.observation];
}

/** Acts at random for so many steps, starting episodes as needed. */
export function randomTrace(env: Env, random: Stream, actions: Stream, steps: number): Seen[] {
  const actor = new RandomActor(env);
  env.reset(random);
  const seen = [see(env)];
  for (let i = 0; i < steps; i++) {
    actor.step(actions);
    seen.push(see(env));
    if (env.terminated || env.truncated) {
      env.reset(random);
      seen.push(see(env));
    }
  }
  return seen;
}

export const stream = (seed: number, index = 0): Stream => Stream.from(seed, 'env', index);
