import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-stored-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The built program in a process of its own, since runs are threads. */
function start(...args: readonly string[]) {
  const env = { ...process.env, CI: '', NO_COLOR: '1', LOSSCOPE_DEBUG: '' };
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((done) => {
    child.once('close', (code) => done({ code, ...text }));
  });
  return { child, text, ended };
}

const losscope = (...args: readonly string[]) => start(...args).ended;

/** Resolves when a checkpoint of the run stands in its folder. */
async function checkpointed(out: string, id: string): Promise<void> {
  const path = join(folder, out, id, 'checkpoints');
  while (!existsSync(path) || readdirSync(path).every((name) => name.endsWith('.tmp'))) {
    await new Promise((done) => setTimeout(done, 10));
  }
}

function scenario(name: string, steps: number): string {
  writeFileSync(join(folder, `${name}.yaml`), `env: gridworld\nagent: sarsa\nsteps: ${steps}\nseeds: 0\n`);
  return `${name}.yaml`;
}

const digestOf = (document: string): string => JSON.parse(document).scenarios[0].runs[0].digest;

async function killed(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await new Promise((done) => child.once('close', done));
}

describe.skipIf(!existsSync(main))('a recorded run', () => {
  it('is listed, shown, replayed, exported, taken as a start, and removed', async () => {
    const { out, code } = await losscope('run', scenario('whole', 20_000), '--json');
    expect(code).toBe(0);
    const listed = JSON.parse((await losscope('runs', '--json')).out);
    expect(listed.runs).toMatchObject([{ id: 'whole-0', status: 'done', step: 20_000, digest: digestOf(out) }]);
    expect((await losscope('runs')).out).toMatch(/^run +status +steps +age +size\nwhole-0 {2}done +20,000 of 20,000 /);
    expect((await losscope('runs', 'show', 'wh')).out).toContain(`digest          ${digestOf(out)}`);
    expect(await losscope('replay', 'whole')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^whole-0: every bit agrees \([\d,]+ points, 20,000 steps\)\n$/),
    });
    expect((await losscope('export', 'whole', '--weights', 'q.safetensors')).out).toContain('2 arrays as of the end');
    expect(await losscope('resume', 'whole', '--json')).toMatchObject({ code: 0, out });

    const begun = await losscope('run', 'whole.yaml', '--init', 'q.safetensors', '--json', '--out', 'begun');
    expect(digestOf(begun.out)).not.toBe(digestOf(out));
    expect(await losscope('replay', 'whole', '--out', 'begun')).toMatchObject({ code: 0 });
    const other = await losscope('run', 'gridworld-dqn', '--init', 'q.safetensors', '--no-save');
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('init.q: is none of the weights') });

    expect(await losscope('runs', 'rm', 'whole')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(await losscope('runs', 'rm', 'whole', '--yes')).toMatchObject({ code: 0, out: 'removed whole-0\n' });
    expect(existsSync(join(folder, 'runs', 'whole-0'))).toBe(false);
  });

  it('of which a bit was changed is found out by a replay', async () => {
    await losscope('run', scenario('bit', 5000), '--json', '--out', 'bits');
    const file = join(folder, 'bits', 'bit-0', 'result.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"digest":"../, '"digest":"zz'));
    const { code, out } = await losscope('replay', 'bit-0', '--out', 'bits');
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/digest differs at step 5,000: recorded zz/) });
  });

  it('stopped by a signal says how to resume, and does so to the same bits', async () => {
    const expected = await losscope('run', scenario('signal', 2_000_000), '--json', '--no-save');
    const { child, ended } = start('run', 'signal.yaml', '--checkpoint', '0.05', '--out', 'with space');
    await checkpointed('with space', 'signal-0');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      err: expect.stringContaining("resume with: losscope resume signal-0 --out 'with space'"),
    });
    const { code, out, err } = await losscope('resume', 'signal', '--json', '--out', 'with space');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^signal-0: from step \d+\n/) });
    expect(digestOf(out)).toBe(digestOf(expected.out));
  });

  it('is let alone while a process is at work on it, and taken over when that was killed', async () => {
    const { child } = start('run', scenario('busy', 1_000_000_000), '--checkpoint', '0.05');
    await checkpointed('runs', 'busy-0');
    for (const command of [
      ['resume', 'busy'],
      ['runs', 'rm', 'busy', '--yes'],
    ]) {
      const { code, err } = await losscope(...command);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`another process is at work`) });
      expect(err).toContain(String(child.pid));
    }
    expect((await losscope('runs')).out).toMatch(/^busy-0 +running /m);
    await killed(child, 'SIGKILL');
    expect((await losscope('runs')).out).toMatch(/^busy-0 +interrupted /m);
    const again = start('resume', 'busy', '--plain');
    await new Promise((done) => again.child.stderr.once('data', done));
    await killed(again.child, 'SIGTERM');
    expect(again.text.err).toMatch(/^busy-0: from step [1-9]/);
  });

  it('whose newest checkpoint is damaged goes on from the one before, and says so', async () => {
    const expected = await losscope('run', scenario('damaged', 2_000_000), '--json', '--no-save');
    const { child } = start('run', 'damaged.yaml', '--checkpoint', '0.05');
    const path = join(folder, 'runs', 'damaged-0', 'checkpoints');
    while (!existsSync(path) || readdirSync(path).filter((name) => !name.endsWith('.tmp')).length < 2) {
      await new Promise((done) => setTimeout(done, 10));
    }
    await killed(child, 'SIGKILL');
    const newest = readdirSync(path)
      .filter((name) => !name.endsWith('.tmp'))
      .sort()
      .at(-1)!;
    const bytes = readFileSync(join(path, newest));
    bytes[bytes.length - 3]! ^= 4;
    writeFileSync(join(path, newest), bytes);
    const { code, out, err } = await losscope('resume', 'damaged', '--json');
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringContaining(`${newest} is damaged: its sha256 differs; the one before is used`),
    });
    expect(digestOf(out)).toBe(digestOf(expected.out));
  });

  it('whose settings were changed is refused, with each of them', async () => {
    await losscope('run', scenario('changed', 5000), '--json', '--out', 'edited');
    const run = join(folder, 'edited', 'changed-0');
    rmSync(join(run, 'result.json'));
    const config = readFileSync(join(run, 'config.json'), 'utf8');
    writeFileSync(join(run, 'config.json'), config.replace('"steps":5000', '"steps":6000'));
    for (const command of ['resume', 'replay']) {
      const { code, err } = await losscope(command, 'changed', '--out', 'edited');
      expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/config.json: .*(changed|not what)/) });
    }
  });

  it('with a plug-in runs its code only when that is allowed', async () => {
    const plugin = join(folder, 'mark.mjs');
    writeFileSync(plugin, "console.error('plug-in code');\nexport function register() {}\n");
    await losscope('run', scenario('plugged', 2000), '--json', '--out', 'plugged', '--plugin', plugin);
    rmSync(join(folder, 'plugged', 'plugged-0', 'result.json'));
    for (const command of ['resume', 'replay']) {
      const { code, err } = await losscope(command, 'plugged', '--out', 'plugged');
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(plugin) });
      expect(err).not.toContain('plug-in code');
    }
    expect(await losscope('replay', 'plugged', '--out', 'plugged', '--allow-plugins')).toMatchObject({ code: 0 });
  });

  it.each(['../x', '/etc', 'a/b', 'nothing'])('is refused by the name %s', async (id) => {
    for (const command of [
      ['resume', id],
      ['replay', id],
      ['runs', 'show', id],
      ['runs', 'rm', id, '--yes'],
    ]) {
      expect(await losscope(...command)).toMatchObject({ code: 2, out: '' });
    }
  });
});

/** Mounts a file system of 256 kB; false where that is not allowed. */
function mount(at: string): boolean {
  try {
    mkdirSync(at);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!existsSync(main))('a disk that is full', () => {
  it('fails the run as disk-full with its folder, and leaves its checkpoint whole', async ({ skip }) => {
    const tiny = join(folder, 'tiny');
    if (!mount(tiny)) return skip('nothing may be mounted here');
    onTestFinished(() => void execFileSync('umount', [tiny]));
    const expected = await losscope('run', scenario('full', 100_000), '--json', '--no-save');
    const { code, out, err } = await losscope('run', 'full.yaml', '--json', '--checkpoint', '0.02', '--out', tiny);
    expect(code).toBe(3);
    const { status, reason } = JSON.parse(out).scenarios[0].runs[0];
    expect({ status, reason }).toEqual({ status: 'failed', reason: `disk-full: ${join(tiny, 'full-0')}` });
    expect(err).not.toMatch(/^ {4}at /m);
    execFileSync('mount', ['-o', 'remount,size=64m', tiny]);
    const again = await losscope('resume', 'full', '--json', '--out', tiny);
    expect(again.code).toBe(0);
    expect(digestOf(again.out)).toBe(digestOf(expected.out));
  });
});
