import { describe, expect, it } from 'vitest';
import type { AgentDefinition } from '../../src/agents/kit/agent.js';
import { agents } from '../../src/agents/registry.js';
import { createRegistry } from '../../src/core/registry.js';
import { envs } from '../../src/env/registry.js';
import { refuseMisfit } from '../../src/train/agent-fit.js';
import { registries } from '../../src/train/registries.js';
import { createEnv } from '../env/cases.js';

const messageOf = (agent: AgentDefinition, env: ReturnType<typeof createEnv>, known = registries): string => {
  try {
    refuseMisfit(agent, env, known);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('an agent', () => {
  const continuous: AgentDefinition = { ...agents.get('ppo'), name: 'continuous', actions: 'box' };
  const known = { ...registries, agents: createRegistry('agent', [...agents.list(), continuous]) };

  it('of discrete actions is refused in a box, naming those that act there', () => {
    const message = messageOf({ ...agents.get('dqn'), actions: 'discrete' }, createEnv('pendulum'), known);
    expect(message).toMatch(
      /agent\.name: chooses one of several actions, and an action of pendulum is numbers within bounds/,
    );
    expect(message).toMatch(/given dqn; allowed .*\bcontinuous\b/);
    expect(message).not.toMatch(/allowed .*q-learning/);
  });

  it('of a box is refused where actions are a list, and fits the same env without bins', () => {
    expect(messageOf(continuous, createEnv('pendulum', { bins: 5 }), known)).toMatch(
      /acts by numbers within bounds, and pendulum has 5 actions to choose from .*allowed .*\bdqn\b/,
    );
    expect(messageOf(continuous, createEnv('pendulum'), known)).toBe('');
  });

  it('with a table is refused where states are not numbered, naming those without one', () => {
    const message = messageOf(agents.get('q-learning'), createEnv('cartpole'));
    expect(message).toMatch(
      /needs an env with numbered states, and cartpole has none \(given q-learning; allowed .*dqn/,
    );
    expect(message).not.toMatch(/allowed .*(sarsa-lambda|expected-sarsa|prediction|dynamic-programming)/);
  });

  it('that plans by a table is refused where none is known', () => {
    const unknown = { ...createEnv('frozen-lake') };
    Object.defineProperty(unknown, 'observationSpace', { value: createEnv('frozen-lake').observationSpace });
    Object.defineProperty(unknown, 'transitions', { value: undefined });
    expect(messageOf(agents.get('dynamic-programming'), unknown)).toMatch(
      /plans by the table of an env, and frozen-lake has none/,
    );
  });

  it('that comes with the program fits at least one env', () => {
    const fits = (agent: AgentDefinition, env: string) => messageOf(agent, createEnv(env)) === '';
    const idle = agents.list().filter((agent) => !envs.names().some((env) => fits(agent, env)));
    expect(idle.map(({ name }) => name)).toEqual([]);
  });
});
