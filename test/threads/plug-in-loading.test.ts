import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-loading-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'small.yaml'),
  'env: gridworld\nagent: q-learning\nsteps: 200\nevaluateEvery: 100\nseeds: 0\n',
);

const register = '\nexport function register() {}\n';

/** A plug-in with this at its top, and the program that is given it. */
async function withPlugin(name: string, top: string, ...args: readonly string[]) {
  writeFileSync(join(folder, name), `${top}${register}`);
  const command = args.length > 0 ? args : ['run', 'small.yaml', '--json', '--no-save', '--plugin', name];
  const seconds = /ever/.test(name) ? '1.5' : '30';
  return start(folder, command, [process.execPath], { LOSSCOPE_PLUGIN_SECONDS: seconds }).ended;
}

describe('a plug-in that misbehaves while it is loaded', () => {
  it.each([
    ['waits for nothing', 'await new Promise(() => {});', /never ends loading/],
    ['waits for ever', 'setInterval(() => {}, 1000); await new Promise(() => {});', /not loaded within 1.5 s/],
    ['loops for ever', 'for (;;) {}', /not loaded within 1.5 s/],
    ['ends the process with 0', 'process.exit(0);', /ends the process while it is loaded \(exit code 0\)/],
    ['rejects a promise', "Promise.reject(new Error('late'));", /fails after it is loaded: Error: late/],
    [
      'throws a moment later',
      "setTimeout(() => { throw new Error('later'); }, 5);",
      /fails after it is loaded: Error: later/,
    ],
    [
      'fills the memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(0.5));',
      /out of memory|not loaded within/,
    ],
  ])('and %s ends with 2 and its name, and trains nothing', { timeout: 60_000 }, async (what, top, message) => {
    const name = `${what.replaceAll(' ', '-')}.mjs`;
    const { code, signal, out, err } = await withPlugin(name, top);
    expect({ code, signal, out }, err).toEqual({ code: 2, signal: null, out: '' });
    expect(err).toMatch(message);
    expect(err).toContain(name);
    expect(err).not.toMatch(/internal error|^\s+at /m);
  });

  it('and prints leaves --json one document; what it says goes to the error stream', async () => {
    const top = "console.log('said'); process.stdout.write('written\\n');";
    const { code, out, err } = await withPlugin('speaks.mjs', top);
    expect(code).toBe(0);
    expect(JSON.parse(out).scenarios).toHaveLength(1);
    expect(err).toContain('said\n');
    expect(err).toContain('written\n');
  });

  it.each([
    ['a timer', 'setTimeout(() => process.exit(0), 60);'],
    ['the end', "process.on('exit', () => { process.exitCode = 0; }); process.exitCode = 0;"],
  ])('and would decide the exit code by %s does not', async (_, top) => {
    const claim = 'expect: [{text: none, metric: regret, op: "<=", value: -1, hold: 1, seeds: 1}]\n';
    writeFileSync(join(folder, 'failing.yaml'), `env: gridworld\nagent: q-learning\nsteps: 200\nseeds: 0\n${claim}`);
    const sound = await withPlugin('sound.mjs', '', 'run', 'failing.yaml', '--json', '--no-save');
    expect(sound.code, sound.err).toBe(1);
    const { code, err } = await withPlugin(
      'decides.mjs',
      top,
      'run',
      'failing.yaml',
      '--json',
      '--no-save',
      '--plugin',
      'decides.mjs',
    );
    expect([1, 2], err).toContain(code);
  });

  it.each([
    ['losses', 'check-gradient'],
    ['envs', 'check-contract'],
  ])('is named by %s %s too', async (...command) => {
    const { code, out, err } = await withPlugin('silent.mjs', 'process.exit(0);', ...command, 'silent.mjs');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('silent.mjs');
  });
});
