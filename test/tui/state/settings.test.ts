import { describe, expect, it } from 'vitest';
import { problemOf, type Setting, saysSame, settingRows, settingsOf } from '../../../src/tui/state/settings.js';
import { scenario } from '../fixture.js';
import { session } from '../views/sessions.js';

const settings = settingsOf(session().runs[0]!.scenario);
const setting = (path: string): Setting => settings.find((one) => one.path === path)!;

describe('the settings of a scenario', () => {
  it('have their specs, and tell which may change in a fork', () => {
    expect(setting('agent.lr').spec?.help).toBe('learning rate');
    const tunable = settings.filter((one) => one.tunable).map(({ path }) => path);
    expect(tunable).toEqual(['steps', 'evaluateEvery', 'agent.lr', 'agent.gamma', 'agent.double', 'loss.kind']);
    expect(settings.map(({ path }) => path)).toContain('agent.hidden');
  });

  it('of another program are shown as they are', () => {
    const [agent] = settingsOf(
      scenario({
        learner: { kind: 'agent', env: { name: 'theirs', params: { a: 1 } }, agent: { name: 'unknown', params: {} } },
        loss: null,
      }),
    ).filter(({ path }) => path === 'env.a');
    expect([agent?.text, agent?.spec, agent?.tunable]).toEqual(['1', null, false]);
  });

  it('say what is wrong with a text', () => {
    expect(problemOf(setting('agent.lr'), '1e-4')).toBeNull();
    expect(problemOf(setting('agent.lr'), '-1')).toBe('must be a number > 0 and <= 1000');
    expect(problemOf(setting('agent.lr'), '')).toBe('needs a value');
    expect(problemOf(setting('agent.hidden'), '[64, 32')).toContain('must be a list of 0 to 8');
    expect(problemOf(setting('agent.hidden'), '[64, 32]')).toBeNull();
    expect(problemOf(setting('agent.double'), 'yes')).toBe('must be true or false');
  });

  it('are the same however they are written', () => {
    expect(saysSame(setting('agent.lr'), '1e-3')).toBe(true);
    expect(saysSame(setting('agent.hidden'), '[64, 64]')).toBe(true);
    expect(saysSame(setting('agent.hidden'), '[64]')).toBe(false);
  });

  it('stand side by side by path, with what differs', () => {
    const rows = settingRows([settings, settingsOf(session().runs[3]!.scenario)]);
    expect(rows.filter(({ differs }) => differs).map(({ path, texts }) => [path, ...texts])).toEqual([
      ['agent.lr', '0.001', '0.1'],
    ]);
  });
});
