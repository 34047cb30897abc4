import { describe, expect, it } from 'vitest';
import { defineLoss } from '../../src/losses/kit/own-loss.js';
import { losses } from '../../src/losses/registry.js';
import { parseScenario } from '../../src/scenario/loader.js';
import { registries } from '../../src/train/registries.js';
import { train } from '../../src/train/training.js';

/** Losses of a user under names of their own, with the formulas of the program. */
function own(name: string, from: string, inputs: readonly string[]) {
  const { family, summary, formula, fits, params, compute, ...rest } = losses.get(from);
  const taken = Object.fromEntries(inputs.map((input) => [input, rest.inputs[input]!]));
  losses.add(defineLoss({ name, family, summary, formula, fits, inputs: taken, params, compute }));
  return name;
}

const policy = own('own-policy', 'policy-gradient', ['logits', 'actions', 'advantages']);
const temporal = own('own-td', 'q-td', ['qValues', 'actions', 'rewards', 'nextQ', 'dones', 'nextQOnline']);

const load = (text: string) => parseScenario(text, '/nowhere/x.yaml', { catalogues: registries }).scenario;

/** Every recorded value of a short run. */
function run(env: string, agent: string, loss: string): readonly number[] {
  const text = `env: ${env}\nagent: {${agent}, hidden: [8], evalEpisodes: 2}\nloss: ${loss}\nsteps: 300\nevaluateEvery: 150\n`;
  const values: number[] = [];
  const sink = (_id: number, _step: number, value: number) => void values.push(value);
  const generator = train(load(text), 3, { registries, sink });
  for (let next = generator.next(0); next.done !== true; next = generator.next(1000));
  return values;
}

describe('a loss of a plug-in', () => {
  it.each([
    ['reinforce', 'name: reinforce, finalEpisodes: 2, baseline: none'],
    ['actor-critic', 'name: actor-critic, finalEpisodes: 2, horizon: 32'],
    ['ppo', 'name: ppo, finalEpisodes: 2, horizon: 64, batch: 16, epochs: 2'],
  ])('that declares policy trains in %s, as policy-gradient does when it has its formula', (_, agent) => {
    const values = run('cartpole', agent, policy);
    expect(values.length).toBeGreaterThan(5);
    // The agents' own settings of the built-in loss are not those of another one.
    const plain = agent.startsWith('name: ppo') ? 'entropyCoef: 0' : 'entropyCoef: 0, normalizeAdvantages: false';
    expect(values).toEqual(run('cartpole', agent, `{name: policy-gradient, ${plain}}`));
  });

  it('that declares temporal-difference trains in dqn', () => {
    const agent = 'name: dqn, batch: 8, learningStarts: 20';
    expect(run('gridworld', agent, temporal)).toEqual(run('gridworld', agent, '{name: q-td, kind: mse}'));
  });

  it('without weights is refused where replay is prioritised', () => {
    expect(() => run('gridworld', 'name: dqn, batch: 8, learningStarts: 20, prioritized: true', temporal)).toThrow(
      /agent\.prioritized: needs a loss that takes weights/,
    );
  });
});

describe('ppo', () => {
  it('clips in its loss: ppo-clip by default, with its own clipRange', () => {
    const agent = 'name: ppo, finalEpisodes: 2, horizon: 64, batch: 16, epochs: 4';
    const { loss } = load(`env: cartpole\nagent: {${agent}}\nsteps: 64\nevaluateEvery: 64\n`);
    expect(loss?.name).toBe('ppo-clip');
    expect(run('cartpole', `${agent}, clipRange: 0.01`, 'ppo-clip')).not.toEqual(
      run('cartpole', `${agent}, clipRange: 0.9`, 'ppo-clip'),
    );
  });

  it.each(['ppo-clip', 'policy-gradient'])('refuses settings of %s that would undo its clip', (loss) => {
    const text = `env: cartpole\nagent: ppo\nloss: {name: ${loss}, normalizeAdvantages: true}\nsteps: 64\n`;
    expect(() => load(text)).toThrow(/normalizeAdvantages.*is given to the loss by ppo itself/);
  });
});
