import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
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
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { main, start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-disk-'));
afterAll(() => rmSync(folder, { recursive: true }));

const losscope = (...args: readonly string[]) => start(folder, args).ended;
const learner = 'env: frozen-lake\nagent: q-learning\nseeds: 0\n';

beforeAll(async () => {
  writeFileSync(join(folder, 'short.yaml'), `${learner}steps: 3000\n`);
  const { code, err } = await losscope('run', 'short.yaml', '--json');
  if (code !== 0) throw new Error(err);
});

/** False where the system does not allow it. */
function allowed(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A small file system of its own, taken away when the test ends; null where mounting is not allowed. */
function mounted(name: string): string | null {
  const at = join(folder, name);
  mkdirSync(at);
  if (!allowed('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', at)) return null;
  onTestFinished(() => void execFileSync('umount', ['-l', at]));
  return at;
}

describe('a folder that cannot be written', () => {
  it('that is read-only is named, with what to do, before anything is trained', async ({ skip }) => {
    const at = mounted('read-only');
    if (at === null || !allowed('mount', '-o', 'remount,ro', at)) return skip('nothing may be mounted here');
    const { code, out, err } = await losscope('run', 'short.yaml', '--out', at);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/read-only/);
    expect(err).toContain(at);
    expect(err).toContain('--no-save');
  });

  it('in which no file may grow further fails the run with its folder named, and it goes on later to the same bits', async () => {
    writeFileSync(join(folder, 'long.yaml'), `${learner}steps: 400000\n`);
    const whole = await losscope('run', 'long.yaml', '--json', '--no-save');
    const run = `exec ${process.execPath} ${main} run long.yaml --json --checkpoint 0.02 --out limited`;
    const limited = spawnSync('bash', ['-c', `ulimit -f 400; ${run}`], { cwd: folder, encoding: 'utf8' });
    const { status, reason } = JSON.parse(limited.stdout).scenarios[0].runs[0];
    expect({ code: limited.status, status, reason }).toEqual({
      code: 3,
      status: 'failed',
      reason: 'EFBIG: file too large, write: limited/long-0',
    });
    expect(limited.stderr).not.toMatch(/^\s+at |internal error/m);
    const { code, out, err } = await losscope('resume', 'long', '--json', '--out', 'limited');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^long-0: from step [1-9]/) });
    const digest = (text: string) => JSON.parse(text).scenarios[0].runs[0].digest;
    expect(digest(out)).toBe(digest(whole.out));
  });

  it.each([
    ['a file', 'short.yaml'],
    ['below a file', 'short.yaml/runs'],
    ['below a device', '/dev/null/runs'],
  ])('that is %s is refused', async (_, out) => {
    const { code, err } = await losscope('run', 'short.yaml', '--out', out);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^out: cannot hold run folders: .*--no-save/),
    });
  });
});

describe('a file that is written for the user', () => {
  const writers: readonly (readonly [string, (file: string) => readonly string[]])[] = [
    ['export --csv', (file) => ['export', 'short-0', '--csv', file]],
    ['export --jsonl', (file) => ['export', 'short-0', '--jsonl', file]],
    ['export --weights', (file) => ['export', 'short-0', '--weights', file]],
    ['report', (file) => ['report', 'short-0', '-o', file]],
  ];

  it.each(writers)('by %s on a full device is refused, and the device stays one', async (name, args) => {
    // A device of its own: a mistake here must not take away that of the machine.
    const device = join(folder, `full ${name}`);
    if (!allowed('mknod', device, 'c', '1', '7')) return;
    const { code, err } = await losscope(...args(device));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/cannot be written: .*full/) });
    expect(lstatSync(device).isCharacterDevice()).toBe(true);
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it.each(writers)('by %s goes through a link to the file behind it', async (name, args) => {
    const target = join(folder, `target ${name}`);
    const link = join(folder, `link ${name}`);
    writeFileSync(target, 'old');
    symlinkSync(target, link);
    expect(await losscope(...args(link))).toMatchObject({ code: 0 });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target).length).toBeGreaterThan(100);
  });

  it('by export --csv may be the standard output', () => {
    const command = `${process.execPath} ${main} export short-0 --csv /dev/stdout 2> told | cat`;
    const out = execFileSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    const [head, first] = out.split('\r\n');
    expect([head, first]).toEqual([
      'run,scenario,variant,seed,metric,step,value',
      expect.stringMatching(/^short-0,short,,0,\w+,\d+,/),
    ]);
  });
});

describe('two processes in one folder', () => {
  it('that start the same run at once get a run folder each', async () => {
    const both = [1, 2, 3].map(() => losscope('run', 'short.yaml', '--json', '--out', 'shared'));
    const ended = await Promise.all(both);
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readdirSync(join(folder, 'shared')).sort()).toEqual(['short-0', 'short-0-2', 'short-0-3']);
    expect(new Set(ended.map(({ out }) => JSON.parse(out).scenarios[0].runs[0].digest)).size).toBe(1);
  });

  it('that go on with the same run at once: one does, the others are refused', async () => {
    cpSync(join(folder, 'runs'), join(folder, 'cut'), { recursive: true });
    rmSync(join(folder, 'cut', 'short-0', 'result.json'));
    const file = join(folder, 'cut', 'short-0', 'config.json');
    const { digest } = JSON.parse(readFileSync(join(folder, 'runs', 'short-0', 'result.json'), 'utf8'));
    expect(readFileSync(file, 'utf8')).toContain('"steps":3000');
    const ended = await Promise.all([1, 2, 3].map(() => losscope('resume', 'short-0', '--json', '--out', 'cut')));
    for (const { code, out, err } of ended) {
      if (code === 0) expect(JSON.parse(out).scenarios[0].runs[0].digest).toBe(digest);
      else expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('another process is at work') });
    }
    expect(ended.some(({ code }) => code === 0)).toBe(true);
  });
});
