import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';

/** The value losses of a ppo on CartPole, update by update. */
function valueLosses(valueClip: number, valueLr: number): readonly number[] {
  const recorded: number[] = [];
  const definition = agents.get('ppo');
  const world = envs.get('cartpole');
  const loss = losses.get('ppo-clip');
  const params = {
    hidden: [16],
    horizon: 256,
    batch: 64,
    epochs: 4,
    envs: 4,
    valueClip,
    valueLr,
    schedule: 'constant',
  };
  const learner = definition.create({
    params: resolveParams(definition.params, { ...params, normalizeRewards: 'off' }),
    makeEnv: () => world.create(resolveParams(world.params, {})),
    loss,
    lossParams: resolveParams(loss.params, {}),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(3, purpose, index),
    recorder: {
      define:
        ({ name }) =>
        (value) => {
          if (name === 'value_loss') recorded.push(value);
        },
    },
    steps: 2560,
  });
  for (let i = 0; i < 2560; i++) learner.advance();
  return recorded;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('valueClip of ppo', () => {
  it('holds the critic back where returns are far from its values, as the loss clipped-value does', () => {
    const [free, clipped] = [valueLosses(0, 3e-2), valueLosses(0.2, 3e-2)];
    expect(free.length).toBeGreaterThan(8);
    expect(clipped.length).toBe(free.length);
    // The first minibatch of all starts from the values that the rollout had: nothing is clipped yet.
    expect(clipped[0]).toBe(free[0]);
    expect(meanOf(clipped.slice(-4))).toBeGreaterThan(2 * meanOf(free.slice(-4)));
  });

  it('changes nothing where no value moves so far', () => {
    expect(valueLosses(1e6, 1e-3)).toEqual(valueLosses(0, 1e-3));
  });
});
