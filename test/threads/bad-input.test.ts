import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main, start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-bad-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A second of the processor, which is what a start takes at most and what a bomb would exceed; the clock depends on others. */
const MOST_SECONDS = 1;

/** The program with the processor's seconds that it took. */
function timed(...args: readonly string[]) {
  const command = 'TIMEFORMAT="took %U %S"; time "$@"';
  const all = ['-c', command, 'bash', process.execPath, main, ...args];
  const { status, stdout, stderr } = spawnSync('bash', all, { cwd: folder, encoding: 'utf8' });
  const [line, user, system] = /took ([\d.]+) ([\d.]+)\n$/.exec(stderr)!;
  return { code: status, out: stdout, err: stderr.replace(line, ''), seconds: Number(user) + Number(system) };
}

const nines = Array.from({ length: 9 }, () => '*a').join();
const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, i) => {
    const before = String.fromCharCode('a'.charCodeAt(0) + i);
    return `${name}: &${name} [${nines.replaceAll('*a', `*${before}`)}]`;
  }),
].join('\n');

describe('a scenario file', () => {
  it.each([
    ['broken', 'env: gridworld\nagent: {name: dqn\nsteps: 10\n', /bad\.yaml:\d+:\d+: /],
    ['with a key twice', 'steps: 1\nsteps: 2\n', /bad\.yaml:2:1: has this key twice\n +2 \| steps: 2\n/],
    ['of two documents', 'steps: 1\n---\nsteps: 2\n', /bad\.yaml:2:1: has more than one document/],
    ['of an unknown tag', 'a: !!js/function "x"\n', /bad\.yaml:1:4: has an unknown tag/],
    ['of more than 1 MB', `# ${'x'.repeat(1_100_000)}\n`, /bad\.yaml: is too large/],
    ['that grows by its aliases', bomb, /bad\.yaml:\d+:\d+: uses its anchors too often/],
    ['nested too deep', `a: ${'['.repeat(200)}${']'.repeat(200)}`, /bad\.yaml:\d+:\d+: /],
    ['of braces', '{'.repeat(400_000), /bad\.yaml(:\d+:\d+)?: /],
    ['with the key __proto__', '__proto__: {polluted: 1}\nsteps: 1\n', /bad\.yaml:1:1: has the key __proto__/],
    [
      'with the key constructor',
      'task: {name: regression, constructor: 1}\nsteps: 1\n',
      /1:26: has the key constructor/,
    ],
    ['of NUL', 'env: \0\n', /bad\.yaml/],
    ['of noise', Buffer.from([0xff, 0xfe, 0, 1, 2, 3]), /is not UTF-8 text: the byte at 0/],
  ])('%s is refused at its place, within a second', (_, text, message) => {
    writeFileSync(join(folder, 'bad.yaml'), text);
    const { code, out, err, seconds } = timed('run', 'bad.yaml');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at |internal error/m);
    expect(err.length).toBeLessThan(5000);
    expect(seconds).toBeLessThan(MOST_SECONDS);
  });

  it.each([
    ['steps: 1e12', /steps: must be a whole number from 1 to 1000000000 \(given 1000000000000\)/],
    ['steps: .nan', /steps: must be a whole number/],
    ['steps: 5\nseeds: []', /seeds: must be/],
    ['steps: 5\nseeds: 0-99999999999', /seeds: must name at most 10000 seeds/],
  ])('that says %j is refused with what is allowed', (line, message) => {
    writeFileSync(join(folder, 'range.yaml'), `env: gridworld\nagent: dqn\n${line}\n`);
    expect(timed('run', 'range.yaml')).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });

  it.each([
    'agent.lr=-1',
    'agent.lr=.nan',
    'agent.batch=0',
    'agent.buffer=1e12',
    'agent.hidden=[1e9]',
    'agent.__proto__=1',
    '__proto__.x=1',
    'agent.constructor=1',
    'agent={name: dqn, __proto__: {a: 1}}',
    'agent={name: constructor}',
    'env=__proto__',
    'loss=toString',
  ])('is not overridden by --set %s: refused before anything is allocated', (set) => {
    const { code, out, err, seconds } = timed('run', 'gridworld-dqn', '--no-save', '--set', set);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`--set ${set}: `);
    expect(err).not.toMatch(/^\s+at |internal error/m);
    expect(seconds).toBeLessThan(MOST_SECONDS);
  });
});

describe('the name of a run', () => {
  mkdirSync(join(folder, 'runs'));
  mkdirSync(join(folder, 'elsewhere'));
  writeFileSync(join(folder, 'elsewhere', 'config.json'), '{}');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'runs', 'linked'));

  it.each(['../elsewhere', join(folder, 'elsewhere'), 'linked', 'x'.repeat(4000)])(
    '%s leads nowhere else',
    async (name) => {
      for (const args of [
        ['resume', '--', name],
        ['replay', '--', name],
        ['play', '--plain', '--', name],
        ['runs', 'show', '--', name],
        ['runs', 'rm', '--yes', '--', name],
        ['export', '--weights', 'w.safetensors', '--', name],
      ]) {
        const { code, out, err } = await start(folder, args).ended;
        expect({ code, out }, args.join(' ')).toEqual({ code: 2, out: '' });
        expect(err).not.toMatch(/^\s+at |internal error/m);
      }
    },
  );
});

describe.runIf(process.platform === 'linux')('an argument whose bytes are not UTF-8', () => {
  const shell = (script: string, ...args: readonly string[]) =>
    spawnSync('sh', ['-c', script, process.execPath, main, ...args], { cwd: folder, encoding: 'utf8' });

  it.each([
    ['runs', '--out'],
    ['report', 'runs', '-o'],
    ['losses', 'focal', '--svg'],
    ['new', 'env', 'mine', '--out'],
    ['train', 'table.csv', '--save-scenario'],
  ])('is refused by its place and name: %s %s %s %s', (...args) => {
    const { status, stderr } = shell('exec "$0" "$@" "$(printf "b\\377d")"', ...args);
    const place = `argument ${args.length + 1}: is not valid UTF-8 (given "b\ufffdd"). Rename the file or folder\n`;
    expect({ status, stderr }).toEqual({ status: 2, stderr: place });
  });

  it('is not confused with one that has the replacement sign, and a current folder is refused as well', () => {
    expect(shell('exec "$0" "$@"', 'runs', '--out', 'b\ufffdd').stdout).toBe('no runs in b\ufffdd\n');
    const { status, stderr } = shell('mkdir "$(printf "c\\377d")"; cd "$(printf "c\\377d")"; exec "$0" "$@"', 'runs');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^the current folder: has a name that is not valid UTF-8 \(given .*Rename it\n$/),
    });
  });
});
