import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';

/** Plays so many steps on CartPole; how often each metric was recorded, and how often a network was asked without a gradient. */
function played(agent: string, lossName: string, params: Readonly<Record<string, unknown>>, steps: number) {
  const recorded: Record<string, number> = {};
  const engine = new Engine('f32');
  const untracked = engine.untracked.bind(engine);
  let forwards = 0;
  Object.defineProperty(engine, 'untracked', {
    value: (run: () => unknown) => {
      forwards++;
      return untracked(run);
    },
  });
  const definition = agents.get(agent);
  const world = envs.get('cartpole');
  const loss = losses.get(lossName);
  const learner = definition.create({
    params: resolveParams(definition.params, params),
    makeEnv: () => world.create(resolveParams(world.params, {})),
    loss,
    lossParams: resolveParams(loss.params, {}),
    engine,
    stream: (purpose, index = 0) => Stream.from(7, purpose, index),
    recorder: {
      define: ({ name }) => {
        recorded[name] = 0;
        return () => {
          recorded[name]!++;
        };
      },
    },
    steps,
  });
  for (let i = 0; i < steps; i++) learner.advance();
  return { recorded, forwards };
}

describe('updates', () => {
  it('dqn makes gradientSteps of them every trainEvery steps once learningStarts is over', () => {
    const params = { hidden: [4], batch: 4, learningStarts: 10, trainEvery: 5 };
    expect(played('dqn', 'q-td', params, 30).recorded.loss).toBe(4);
    expect(played('dqn', 'q-td', { ...params, gradientSteps: 3 }, 30).recorded.loss).toBe(12);
  });
});

describe('several envs', () => {
  it.each([
    ['ppo', 'ppo-clip'],
    ['actor-critic', 'policy-gradient'],
    ['reinforce', 'policy-gradient'],
  ])('%s asks its network once for a step of all of them', (agent, loss) => {
    const long = agent === 'reinforce' ? { episodes: 1000 } : { horizon: 1000 };
    expect(played(agent, loss, { ...long, envs: 1 }, 80).forwards).toBe(80);
    expect(played(agent, loss, { ...long, envs: 8 }, 80).forwards).toBe(10);
  });
});
