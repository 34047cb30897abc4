import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { UserError } from '../../src/core/errors.js';
import { createRegistry } from '../../src/core/registry.js';
import { envs } from '../../src/env/registry.js';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import { losses } from '../../src/losses/registry.js';
import { tasks } from '../../src/tasks/registry.js';
import { checkedRegistries } from '../../src/train/plugins/definition-check.js';
import { loadedPlugins, loadPlugins } from '../../src/train/plugins/plugins.js';
import type { Registries } from '../../src/train/registries.js';

const empty = (): Registries => ({
  losses: createRegistry<LossDefinition>('loss', []),
  envs: createRegistry('env', []),
  agents: createRegistry('agent', []),
  tasks: createRegistry('task', []),
});

/** One that comes with the program, of each kind. */
const sound = {
  losses: losses.get('focal'),
  envs: envs.get('cartpole'),
  agents: agents.get('dqn'),
  tasks: tasks.get('classification'),
} as const;

type Kind = keyof typeof sound;

/** What is said when this is added; empty when it is. */
function problemOf(kind: Kind, definition: unknown): string {
  const registries = empty();
  try {
    checkedRegistries(registries)[kind].add(definition as never);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(registries[kind].names()).toEqual([]);
    return error.message;
  }
  return '';
}

const without = (kind: Kind, member: string) => ({ ...sound[kind], [member]: undefined });

describe('a definition of a plug-in', () => {
  it.each([
    ...losses.list().map((loss) => ['losses', loss.name, loss] as const),
    ...envs.list().map((env) => ['envs', env.name, env] as const),
    ...agents.list().map((agent) => ['agents', agent.name, agent] as const),
    ...tasks.list().map((task) => ['tasks', task.name, task] as const),
  ])('of %s is taken when it is as complete as %s', (kind, _, definition) => {
    expect(problemOf(kind, definition)).toBe('');
  });

  it.each([
    ['tasks', 'checkLoss', 'must be a function (given undefined; allowed checkLoss(loss, lossParams, params) { ... }'],
    ['tasks', 'check', 'must be a function (given undefined; allowed check(params) { ... }'],
    ['tasks', 'create', 'must be a function (given undefined; allowed create(context) { ... }, which gives a learner)'],
    ['tasks', 'losses', 'must be a list of texts (given undefined; allowed an empty list too)'],
    ['tasks', 'title', 'must be a text (given undefined)'],
    ['tasks', 'params', 'must be a map of what number, choice and the like make (given undefined)'],
    ['envs', 'create', 'must be a function (given undefined; allowed create(params) { ... }, which gives an env)'],
    ['envs', 'rewards', 'must be a text (given undefined)'],
    ['envs', 'gymnasium', 'must be a text or null (given undefined)'],
    ['agents', 'suppliesLossParams', 'must be a list of texts (given undefined; allowed an empty list too)'],
    ['agents', 'deviations', 'must be a list of texts (given undefined; allowed an empty list too)'],
  ] as const)('among the %s is refused without %s', (kind, member, message) => {
    const one = { tasks: 'task classification', envs: 'env cartpole', agents: 'agent dqn' }[kind];
    expect(problemOf(kind, without(kind, member))).toContain(`${one}.${member}: ${message}`);
  });

  it.each([
    ['envs', null, 'env: must be an object (given null)'],
    ['agents', [], 'agent.name: must be a text that is not empty (given undefined)'],
    ['tasks', { name: '' }, 'task.name: must be a text that is not empty (given "")'],
    ['losses', { name: 'mine' }, 'loss.compute: must be a function (given undefined)'],
    ['losses', without('losses', 'inputs'), 'loss.inputs: must be a map of what input.learned'],
  ] as const)('among the %s is refused as %j', (kind, definition, message) => {
    expect(problemOf(kind, definition)).toContain(message);
  });

  it('tells everything that it lacks at once', () => {
    const broken = { ...sound.tasks, losses: 'bce', check: 1, tunable: ['nothing'], params: { lr: { kind: 'pair' } } };
    expect(problemOf('tasks', broken).split('\n')).toEqual([
      'task classification.losses: must be a list of texts (given "bce"; allowed an empty list too)',
      'task classification.check: must be a function (given 1; allowed check(params) { ... }, which may do nothing)',
      'task classification.params.lr: must be made by number, choice or the like (given {"kind":"pair"})',
      'task classification.tunable: must be a list of settings (given ["nothing"]; allowed lr)',
    ]);
  });

  it('needs no checkLoss where there is no loss to check', () => {
    expect(problemOf('tasks', { ...without('tasks', 'checkLoss'), losses: [] })).toBe('');
    expect(problemOf('tasks', { ...sound.tasks, losses: [], checkLoss: 1 })).toContain('checkLoss: must be a function');
  });
});

describe('a module', () => {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-definitions-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const task = "title: '', summary: '', params: {}, check() {}, create() {}";

  it('with an incomplete definition is named with the member that is missing', async () => {
    const text = `export const register = ({ tasks }) => tasks.add({ name: 'mine', losses: ['mse'], ${task} });`;
    const file = write('incomplete.mjs', text);
    const loading = loadPlugins([file], empty());
    await expect(loading).rejects.toThrow(
      `${file}: task mine.checkLoss: must be a function (given undefined; allowed checkLoss(loss, lossParams, params)`,
    );
  });

  it('adds once, however often it is asked for, and fails again as it failed', async () => {
    const file = write(
      'once.mjs',
      `export const register = ({ tasks }) => tasks.add({ name: 'one', losses: [], ${task} });`,
    );
    const registries = empty();
    await loadPlugins([file], registries);
    await loadPlugins([file, file], registries);
    expect(registries.tasks.names()).toEqual(['one']);
    expect(loadedPlugins(registries)).toEqual([file]);
    const broken = write('broken.mjs', 'throw new Error("not today");');
    for (let i = 0; i < 2; i++) await expect(loadPlugins([broken], registries)).rejects.toThrow('not today');
    expect(loadedPlugins(registries)).toEqual([file]);
    expect(loadedPlugins(empty())).toEqual([]);
  });
});
