import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-own-'));

/** The built program in a process of its own: it is what a module of the user's own imports as `losscope`. */
function losscope(...args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: '1', LOSSCOPE_DEBUG: '' };
  return new Promise<{ code: number; out: string; err: string }>((done) => {
    execFile(process.execPath, [main, ...args], { cwd: folder, env }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return `./${name}`;
};

describe.skipIf(!existsSync(main))('an env of the user', () => {
  beforeAll(async () => {
    expect(await losscope('new', 'env', 'hall-way')).toEqual({
      code: 0,
      out: `wrote ./hall-way.mjs and ./hall-way.yaml
  losscope envs check-contract ./hall-way.mjs
  losscope run ./hall-way.yaml --plugin ./hall-way.mjs
and package.json, jsconfig.json, hall-way.test.mjs
  npm install, then npm test
`,
      err: '',
    });
  });

  it('passes every rule of the contract as it is written', async () => {
    const { code, out } = await losscope('envs', 'check-contract', './hall-way.mjs');
    expect(out.split('\n').filter((line) => /^(FAIL|skip)/.test(line))).toEqual([]);
    expect(out).toMatch(/^hall-way {2}the contract of an environment\n/);
    expect(out).toMatch(/\n16 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('has a page with its exact optimum', async () => {
    const plugin = ['--plugin', './hall-way.mjs'];
    const { code, out } = await losscope('envs', 'hall-way', ...plugin, '--set', 'length=4', '--set', 'slip=0');
    expect(code).toBe(0);
    expect(out).toContain('\nStart\n  @..G\n');
    expect(out).toContain('\n  → 7.811 → 8.900 →10.000 G\n');
  });

  it('is trained to its optimum by the scenario beside it', async () => {
    const { code, out } = await losscope('run', 'hall-way.yaml', '--plugin', './hall-way.mjs', '--plain');
    expect(out).toMatch(/\npass +hall-way +3 of 3 seeds +the greedy policy is the best one\n$/);
    expect(code).toBe(0);
  });

  it('is not overwritten', async () => {
    expect(await losscope('new', 'env', 'hall-way')).toEqual({
      code: 2,
      out: '',
      err: 'hall-way.mjs: is there already\nhall-way.yaml: is there already\n',
    });
  });

  it('with a fault is reported, with exit code 1', async () => {
    const module = file(
      'faulty.mjs',
      `import env from './hall-way.mjs';
       export default { ...env, create(params) {
         const made = env.create(params);
         made.render = () => ['one', 2];
         return made;
       } };`,
    );
    const { code, out } = await losscope('envs', 'check-contract', module);
    expect(code).toBe(1);
    expect(out).toContain('\nFAIL  it can be drawn\n      render gives ["one",2], no lines of text\n');
    expect(out).toMatch(/\n15 passed, 1 failed\n$/);
  });

  it('is reported as JSON, each one that a module registers', async () => {
    const module = file(
      'several.mjs',
      `import env from './hall-way.mjs';
       export function register({ envs }) {
         envs.add({ ...env, create: () => { throw new Error('no map'); } });
         envs.add({ ...env, name: 'second' });
       }`,
    );
    const { code, out } = await losscope('envs', 'check-contract', module, '--json');
    const { reports: envs } = JSON.parse(out);
    expect(code).toBe(1);
    expect(envs.map(({ env }: { env: string }) => env)).toEqual(['hall-way', 'second']);
    expect(envs[0].checks[1]).toEqual({ rule: 'create gives an env', outcome: 'fail', seen: 'threw no map' });
    expect(envs[0].checks[2]).toMatchObject({ outcome: 'skip' });
    expect(envs[1].checks[1].seen).toBe('its name is "hall-way", not second');
  });

  it('that is hardly one is still looked at', async () => {
    const { code, out } = await losscope('envs', 'check-contract', file('empty.mjs', 'export default {};'));
    expect(code).toBe(1);
    expect(out).toContain('FAIL  the definition is complete\n      name is undefined; allowed: small letters');
  });

  it('that throws is not called a mistake of the program', async () => {
    const text =
      "import env from './hall-way.mjs'; export default { ...env, create: () => { throw new Error('no map'); } };";
    const { code, err } = await losscope('envs', 'hall-way', '--plugin', file('throws.mjs', text));
    expect({ code, err }).toEqual({ code: 2, err: 'hall-way: threw no map\n' });
  });

  it.each([
    ['export const x = 1;', /: exports nothing to add/],
    ['export default {', /: cannot be loaded: SyntaxError: Unexpected end of input/],
  ])('in a module with %s is refused', async (text, message) => {
    const module = file(`broken-${text.length}.mjs`, text);
    const { code, out, err } = await losscope('envs', 'check-contract', module);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(join(folder, module));
    expect(err).toMatch(message);
  });
});
