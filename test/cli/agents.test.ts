import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { agentPage } from '../../src/report/envs/agent-page.js';
import { textOf } from '../../src/report/lines.js';
import { losscope } from './inside.js';

describe('losscope agents', () => {
  it('lists every agent with the losses that fit', async () => {
    const { code, out } = await losscope('agents');
    expect(code).toBe(0);
    const [, ...rows] = out.trimEnd().split('\n');
    expect(rows.map((row) => row.split(' ')[0])).toEqual(agents.names());
    expect(rows.find((row) => row.startsWith('reinforce'))).toMatch(/^reinforce +REINFORCE +policy-gradient$/);
  });

  it('lists them as JSON', async () => {
    const listed = JSON.parse((await losscope('agents', '--json')).out).agents;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(agents.names());
    for (const agent of listed) expect(Object.keys(agent)).toEqual(['name', 'title', 'summary', 'losses', 'source']);
  });

  it('shows an agent on a page', () => {
    const lines = agentPage(agents.get('sarsa'), ['cliff-sarsa', 'windy-sarsa'], 80);
    expect(lines.map((line) => line.map(textOf).join('').trimEnd()).join('\n')).toBe(
      `sarsa  Sarsa
Learns the value of its own epsilon-greedy behaviour: the target takes the next
action that it will do.

Losses
  none to choose: it learns a table

Settings
  alpha                  1 by default; a number > 0 and <= 1
                         step size at the first visit of a state and action
  alphaDecay             0.4 by default; a number >= 0 and <= 1
                         p of alpha / n^p at the n-th visit of a state and
                         action; 0 keeps alpha constant
  gamma                  0.99 by default; a number >= 0 and <= 1
                         discount of future rewards
  epsilonStart           0.5 by default; a number >= 0 and <= 1
                         probability of a random action at the start
  epsilonEnd             0.01 by default; a number >= 0 and <= 1
                         probability of a random action after the decay
  epsilonFraction        1 by default; a number >= 0 and <= 1
                         share of all steps over which epsilon goes from start
                         to end, linearly
  bootstrapOnTruncation  true by default; true or false
                         a time limit only ends the watching, so the value of
                         the next state still counts; false takes it for an end,
                         a common mistake
  evalEpisodes           20 by default; a whole number >= 1 and <= 10000
                         greedy episodes per evaluation where no exact figure
                         exists
  finalEpisodes          100 by default; a whole number >= 1 and <= 100000
                         greedy episodes of the last evaluation
  initialValue           0 by default; a number
                         value of every action before it was tried; a high one
                         makes the agent try everything

Source
  Rummery and Niranjan 1994; Sutton and Barto 2018, section 6.4

Deviations from the paper
  - Equal values are broken at random while acting.
  - The step size may decay with the visits of a state and action, as 1 / n^p.
  - A truncated episode is bootstrapped, by an action chosen for this alone,
    unless bootstrapOnTruncation is off.

Scenarios
  cliff-sarsa, windy-sarsa`,
    );
  });

  it('tells which settings of the loss are its own, and the scenarios that use it', async () => {
    const { out } = await losscope('agents', 'dqn');
    expect(out).toContain(
      '\nLosses\n  q-td by default; also categorical-td, quantile-td, cql. The agent itself gives\n' +
        '  it gamma, double. Unless the scenario sets it: q-td with kind="huber"\n',
    );
    expect(out).toMatch(/\nScenarios\n {2}.*gridworld-dqn/);
  });

  it('shows all that a preset sets, and what the agent sets on its loss', async () => {
    const { out } = await losscope('agents', 'ppo', '--json');
    const { presets, lossDefaults } = JSON.parse(out);
    expect(lossDefaults['ppo-clip']).toEqual({ entropyCoef: 0.02 });
    expect(presets.map(({ name }: { name: string }) => name)).toEqual(Object.keys(agents.get('ppo').presets!));
    const page = (await losscope('agents', 'ppo')).out.replaceAll(/\s+/g, ' ');
    expect(page).toContain('Unless the scenario sets it: ppo-clip with entropyCoef=0.02; policy-gradient with');
    expect(page).toContain('normalizeRewards="off"; ppo-clip with entropyCoef=0.1; policy-gradient with');
    expect((await losscope('agents', 'dqn')).out.replaceAll(/\s+/g, ' ')).toContain(
      '; loss categorical-td; categorical-td with vMin=-100',
    );
  });

  it.each(agents.names())('has every setting of %s on its page and in its JSON', async (name) => {
    const { params, deviations } = agents.get(name);
    const page = (await losscope('agents', name)).out;
    const { settings, ...document } = JSON.parse((await losscope('agents', name, '--json')).out);
    expect(settings.map((setting: { name: string }) => setting.name)).toEqual(Object.keys(params));
    for (const [i, [setting, spec]] of Object.entries(params).entries()) {
      expect(page).toMatch(new RegExp(`^ {2}${setting} .*by default; `, 'm'));
      expect(settings[i]).toMatchObject({ default: spec.default, spec: { kind: spec.kind, help: spec.help } });
    }
    expect(document).toMatchObject({ name, deviations: [...deviations] });
  });

  it('suggests a name', async () => {
    const { code, out, err } = await losscope('agents', 'reinforse');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/Did you mean reinforce\?\n$/);
  });
});
