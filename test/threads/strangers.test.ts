import { execFileSync } from 'node:child_process';
import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-strangers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: readonly string[]) => join(folder, ...names);
const losscope = (...args: readonly string[]) => start(folder, args).ended;

beforeAll(async () => {
  writeFileSync(at('small.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 300\nevaluateEvery: 100\nseeds: 0-1\n');
  const { code, err } = await losscope('run', 'small.yaml', '--json', '--out', 'kept', '--checkpoint', '0');
  if (code !== 0) throw new Error(err);
  mkdirSync(at('outside'));
});

beforeEach(() => {
  rmSync(at('runs'), { recursive: true, force: true });
  cpSync(at('kept'), at('runs'), { recursive: true });
  rmSync(at('runs', 'small-0', 'result.json'));
  rmSync(at('outside'), { recursive: true });
  mkdirSync(at('outside'));
  writeFileSync(at('outside', 'file'), 'the content of somebody else\n');
});

/** Files of a run folder that a program reads, and what a stranger may have put in their places. */
const files = ['config.json', 'metrics.jsonl', 'result.json', 'checkpoints'];
const kinds: Readonly<Record<string, (path: string) => void>> = {
  'a link to a file': (path) => symlinkSync(at('outside', 'file'), path),
  'a link to a folder': (path) => symlinkSync(at('outside'), path),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a file with another name': (path) => linkSync(at('outside', 'file'), path),
};
const reading: readonly (readonly string[])[] = [
  ['runs', '--json'],
  ['report', 'runs', '-o', 'report.html'],
  ['resume', 'small-0', '--json'],
];

describe.skipIf(process.platform === 'win32')('a run folder of a stranger', () => {
  it.each(files.flatMap((file) => Object.keys(kinds).map((kind) => [kind, file] as const)))(
    'with %s in place of %s is read to an end, and nothing outside is changed',
    { timeout: 60_000 },
    async (kind, file) => {
      rmSync(at('runs', 'small-0', file), { recursive: true, force: true });
      kinds[kind]!(at('runs', 'small-0', file));
      // A link to a folder of checkpoints would have the old ones there removed.
      for (const n of [1, 2, 3]) writeFileSync(at('outside', `step-00000000000000${n}.safetensors`), 'not ours');
      const before = readdirSync(at('outside')).sort();
      for (const args of reading) {
        const { code, signal, err } = await losscope(...args);
        expect({ args, signal }).toEqual({ args, signal: null });
        expect([0, 1, 2, 3, 4], err).toContain(code);
        expect(err).not.toMatch(/internal error|^\s+at /m);
      }
      expect(readdirSync(at('outside')).sort()).toEqual(before);
      expect(readFileSync(at('outside', 'file'), 'utf8')).toBe('the content of somebody else\n');
      // Its sibling is listed whatever stands here.
      const { runs } = JSON.parse((await losscope('runs', '--json')).out);
      expect(runs.find(({ id }: { id: string }) => id === 'small-1')).toMatchObject({ status: 'done' });
    },
  );

  it.each([
    ['compare', 'PIPE', 'runs'],
    ['losses', 'check', 'PIPE'],
    ['envs', 'check', 'PIPE'],
    ['run', 'small.yaml', '--json', '--no-save', '--init', 'PIPE'],
    ['compare', '/dev/zero', 'runs'],
    ['losses', 'check', '/dev/zero'],
    ['run', 'small.yaml', '--json', '--no-save', '--init', '/dev/zero'],
    ['sweep', 'show', '/dev/zero'],
  ])('does not wait for a pipe or a device: %s %s %s %s %s %s', { timeout: 60_000 }, async (...args) => {
    rmSync(at('PIPE'), { force: true });
    execFileSync('mkfifo', [at('PIPE')]);
    const given = args.filter((arg): arg is string => arg !== undefined);
    const { code, signal, err } = await losscope(...given);
    expect({ code, signal }, err).toEqual({ code: 2, signal: null });
  });

  it('that is half removed is not listed, and its removal leaves what links in it lead to', async () => {
    symlinkSync(at('outside'), at('runs', 'small-0', 'linked'));
    cpSync(at('runs', 'small-0'), at('runs', 'small-0.removed-4711'), { recursive: true });
    const { runs } = JSON.parse((await losscope('runs', '--json')).out);
    expect(runs.map(({ id }: { id: string }) => id).sort()).toEqual(['small-0', 'small-1']);
    expect((await losscope('runs', 'rm', 'small-0', '--yes')).code).toBe(0);
    expect(readdirSync(at('outside'))).toEqual(['file']);
  });
});
