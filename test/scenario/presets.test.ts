import { describe, expect, it } from 'vitest';
import { scenariosUsing } from '../../src/report/envs/scenarios.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { registries } from '../../src/train/registries.js';

/** cartpole-ppo with another agent block in place of its own. */
function resolved(set: readonly string[]) {
  const [loaded] = loadScenarios(['cartpole-dqn'], { catalogues: registries, set });
  const { learner, loss, focus } = loaded!.scenario;
  if (learner.kind !== 'agent') throw new Error('no agent');
  return { agent: learner.agent.params, loss, focus };
}

describe('a preset', () => {
  it('gives settings where the scenario does not, and names itself', () => {
    const { agent } = resolved(['agent={name: ppo, preset: noisy, batch: 32}', 'loss=ppo-clip']);
    expect(agent).toMatchObject({ preset: 'noisy', horizon: 2048, lr: 3e-3, batch: 32 });
    expect(resolved(['agent={name: ppo}', 'loss=ppo-clip']).agent).toMatchObject({ preset: 'none', horizon: 256 });
  });

  it('is refused when there is none of its name', () => {
    expect(() => resolved(['agent={name: ppo, preset: noisey}', 'loss=ppo-clip'])).toThrow(/preset/);
  });

  it('has settings that the agent knows, in every agent', () => {
    for (const { name, presets = {}, params } of registries.agents.list()) {
      for (const preset of Object.values(presets)) {
        expect(Object.keys(preset.params).filter((key) => !Object.hasOwn(params, key))).toEqual([]);
      }
      expect(Object.hasOwn(params, 'preset'), name).toBe(Object.keys(presets).length > 0);
    }
  });
});

describe('an agent', () => {
  it('sets in its loss what the scenario does not', () => {
    expect(resolved(['agent={name: ppo}', 'loss=ppo-clip']).loss!.params.entropyCoef).toBe(0.02);
    expect(resolved(['agent={name: ppo}', 'loss={name: ppo-clip, entropyCoef: 0}']).loss!.params.entropyCoef).toBe(0);
  });

  it('is looked at by its policy where it has one', () => {
    expect(resolved(['agent={name: reinforce}', 'loss=policy-gradient']).focus).toBe('policy_return');
    expect(resolved(['agent={name: dqn}', 'loss=q-td']).focus).toBe('greedy_return');
  });

  it('is found in the variants of scenarios too', () => {
    expect(scenariosUsing('agent', 'sarsa')).toContain('cliff-walking');
    expect(scenariosUsing('agent', 'dqn')).toContain('catch');
  });
});
