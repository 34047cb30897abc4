import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { registries } from '../../src/run/registries.js';
import { train } from '../../src/run/train.js';
import { loadScenarios } from '../../src/scenario/load.js';
import { losscope } from './inside.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-own-'));
const module = join(folder, 'hallway.mjs');
const scenario = join(folder, 'hallway.yaml');

describe('losscope new env', () => {
  beforeAll(async () => {
    const { code, out } = await losscope('new', 'env', 'hallway', '--out', folder);
    expect({ code, out }).toEqual({
      code: 0,
      out: `wrote ${module} and ${scenario}
  losscope envs check-contract ${module}
  losscope run ${scenario} --plugin ${module}
`,
    });
  });

  it('writes an env that passes every rule of the contract', async () => {
    const { code, out } = await losscope('envs', 'check-contract', module);
    expect(out.split('\n').filter((line) => /^(FAIL|skip)/.test(line))).toEqual([]);
    expect(out).toMatch(/^hallway {2}the contract of an environment\n/);
    expect(out).toMatch(/\n15 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('writes an env that can be shown and trained to its optimum', async () => {
    const { code, out } = await losscope('envs', 'hallway', '--plugin', module, '--set', 'length=4', '--set', 'slip=0');
    expect(code).toBe(0);
    expect(out).toContain('\n  →7.722 →8.810 →9.900 G\n'.replace('8.810', '8.801').replace('7.722', '7.713'));
    const [loaded] = loadScenarios([scenario], { catalogues: registries });
    const last = [...train(loaded!.scenario, 0, { registries, sink: () => {} })];
    expect(last).toEqual([]);
  });

  it('overwrites nothing', async () => {
    const { code, err } = await losscope('new', 'env', 'hallway', '--out', folder);
    expect({ code, err }).toEqual({ code: 2, err: `${module}: is there already\n${scenario}: is there already\n` });
  });

  it.each([
    ['My Env', /cannot be the name of an env \(given "My Env"; allowed small letters/],
    ['../x', /cannot be the name of an env/],
    ['cartpole', /an env of this name is there already \(given cartpole\)/],
  ])('refuses the name %s', async (name, message) => {
    const { code, err } = await losscope('new', 'env', name, '--out', folder);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(join(folder, `${name}.mjs`))).toBe(false);
  });
});

describe('losscope envs check-contract', () => {
  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('tells what is wrong and exits with 1', async () => {
    const path = written(
      'faulty.mjs',
      `import env from './hallway.mjs';
       export default { ...env, create(params) {
         const made = env.create(params);
         made.render = () => ['one', 2];
         return made;
       } };`,
    );
    const { code, out } = await losscope('envs', 'check-contract', path);
    expect(code).toBe(1);
    expect(out).toContain('\nFAIL  it can be drawn\n      render gives ["one",2], no lines of text\n');
    expect(out).toMatch(/\n14 passed, 1 failed\n$/);
  });

  it('prints JSON, for every env that a module registers', async () => {
    const path = written(
      'several.mjs',
      `import env from './hallway.mjs';
       export function register({ envs }) {
         envs.add({ ...env, create: () => { throw new Error('no map'); } });
         envs.add({ ...env, name: 'second' });
       }`,
    );
    const { code, out } = await losscope('envs', 'check-contract', path, '--json');
    const { envs } = JSON.parse(out);
    expect(code).toBe(1);
    expect(envs.map(({ env }: { env: string }) => env)).toEqual(['hallway', 'second']);
    expect(envs[0].checks[1]).toEqual({ rule: 'create gives an env', outcome: 'fail', seen: 'threw no map' });
    expect(envs[1].checks[1].seen).toBe('its name is "hallway", not second');
    expect(envs[0].checks[2]).toMatchObject({ outcome: 'skip' });
  });

  it('looks at a definition that is hardly one', async () => {
    const { code, out } = await losscope('envs', 'check-contract', written('empty.mjs', 'export default {};'));
    expect(code).toBe(1);
    expect(out).toContain('FAIL  the definition is complete\n      name is undefined; allowed: small letters');
  });

  it.each([
    ['export const x = 1;', /has no env|exports nothing to add/],
    ['export default {', /: cannot be loaded: SyntaxError: /],
    ["import 'nowhere-to-be-found';", /: cannot be loaded: Error: Cannot find package 'nowhere-to-be-found'/],
  ])('refuses a module with %s', async (text, message) => {
    const path = written(`broken-${text.length}.mjs`, text);
    const { code, out, err } = await losscope('envs', 'check-contract', path);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(path);
    expect(err).toMatch(message);
  });
});
