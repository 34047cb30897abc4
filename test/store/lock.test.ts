import { spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { checkToken, isLost, lock, ownerOf, settled, tokenOf, unlock } from '../../src/store/lock.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'losscope-'));
});
afterEach(() => {
  unlock(folder);
  rmSync(folder, { recursive: true });
});

/** Heartbeats of so many milliseconds make a lock stale after six of them. */
const BEAT = 100;
const boot = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const owner = {
  pid: 1,
  host: 'elsewhere',
  boot: 'b',
  pidNamespace: 'n',
  processStart: '1',
  since: 'then',
  beatMs: BEAT,
};
const files = () => readdirSync(join(folder, 'lock'));

/** The lock of another process; returns its file. */
function write(changes: object, token = 'a1'): string {
  mkdirSync(join(folder, 'lock'), { recursive: true });
  const file = join(folder, 'lock', `${token}.json`);
  writeFileSync(file, JSON.stringify({ token, ...owner, ...changes, beats: '000000000' }));
  return file;
}

/** Shows its heartbeat until it is told to end. */
function beat(file: string) {
  let beats = 0;
  const timer = setInterval(() => {
    beats++;
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/"beats":"\d+"/, `"beats":"${String(beats).padStart(9, '0')}"`),
    );
  }, BEAT / 4);
  return { end: () => clearInterval(timer) };
}

const old = (file: string, seconds = 3600) =>
  utimesSync(file, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);

describe('the lock of a run folder', () => {
  it('lets one in, and the next when it was given back', () => {
    lock(folder);
    expect(ownerOf(folder)).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => lock(folder)).toThrow(UserError);
    expect(() => lock(folder)).toThrow(`another process is at work on this run: ${process.pid}, since`);
    unlock(folder);
    expect(ownerOf(folder)).toBe(null);
    expect(readdirSync(folder)).toEqual([]);
    lock(folder);
  });

  it.skipIf(process.platform !== 'linux')('is taken over at once when its process is gone', () => {
    lock(folder);
    const text = readFileSync(join(folder, 'lock', files()[0]!), 'utf8');
    unlock(folder);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    write({ ...JSON.parse(text), token: 'a1', pid });
    expect(ownerOf(folder)).toBe(null);
    lock(folder);
    expect(ownerOf(folder)?.pid).toBe(process.pid);
    expect(files()).toHaveLength(1);
    unlock(folder);
    // The number of a later process.
    write({ ...JSON.parse(text), token: 'a1', processStart: '1' });
    lock(folder);
  });

  it('of another host is held as long as its heart beats, however its clock stands', async () => {
    for (const { host, at } of [
      { host: 'elsewhere', at: 0 },
      { host: 'elsewhere', at: 3600 },
      { host: hostname(), at: -3600 },
    ]) {
      const file = write({ host });
      expect(() => lock(folder)).toThrow(/at work on this run: 1.*since then/);
      const beating = beat(file);
      const skewed = setInterval(() => old(file, at), BEAT / 8);
      try {
        expect(await settled([folder])).toEqual([folder]);
        await new Promise((done) => setTimeout(done, 8 * BEAT));
        expect(() => lock(folder)).toThrow('at work on this run');
      } finally {
        clearInterval(skewed);
        beating.end();
      }
    }
  });

  it('of another host is taken over when it was watched long enough without a heartbeat, by one alone', async () => {
    write({});
    expect(() => lock(folder)).toThrow(/on elsewhere, since then.*without a heartbeat for 1 s its lock is taken over/);
    expect(await settled([folder])).toEqual([]);
    lock(folder);
    expect(() => lock(folder)).toThrow(`at work on this run: ${process.pid}`);
  });

  it('of another pid namespace is not judged by pid: this one has a process of the same number', async () => {
    if (process.platform !== 'linux') return;
    write({ pid: 999_999_999, host: hostname(), boot: boot(), pidNamespace: 'pid:[1]' });
    expect(() => lock(folder)).toThrow('at work on this run: 999999999');
    expect(await settled([folder])).toEqual([]);
    lock(folder);
  });

  it('that looks old by the clock alone is watched before it is taken over', async () => {
    const file = write({});
    old(file);
    expect(ownerOf(folder)).toBe(null);
    expect(() => lock(folder)).toThrow('at work on this run');
    expect(await settled([folder])).toEqual([]);
    lock(folder);
  });

  it('that was taken over stops its process: at the next heartbeat, and before the next write', () => {
    lock(folder);
    const token = tokenOf(folder);
    checkToken(folder, token);
    expect(isLost(folder)).toBe(false);
    renameSync(join(folder, 'lock', files()[0]!), join(folder, 'lock', 'another.json'));
    expect(isLost(folder)).toBe(true);
    expect(() => checkToken(folder, token)).toThrow('another process has taken over this run');
    // What it gives back is not the lock of the other.
    unlock(folder);
    expect(files()).toEqual(['another.json']);
  });

  it.each(['', '{', '{}', '{"pid":-1,"host":"x"}', '[]', 'null'])(
    'that nobody has written whole is taken over when nothing moves it: %s',
    async (text) => {
      const file = write({});
      writeFileSync(file, text);
      old(file);
      expect(() => lock(folder)).toThrow('its name cannot be read');
      expect(ownerOf(folder)).toBe(null);
    },
  );

  it('that a process left half-made or half-removed stops nobody', () => {
    mkdirSync(join(folder, 'lock'));
    lock(folder);
    expect(files()).toHaveLength(1);
  });

  it('is no link out of the folder', () => {
    symlinkSync(tmpdir(), join(folder, 'lock'));
    expect(() => lock(folder)).toThrow('must be a folder, which holds the lock of the run');
  });

  it('belongs to one of many processes that want it at once, also when they find one whose process is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    lock(folder);
    const dead = JSON.parse(readFileSync(join(folder, 'lock', files()[0]!), 'utf8'));
    unlock(folder);
    const module = await lockModule();
    for (const found of ['nothing', 'a dead lock', 'an empty lock folder']) {
      if (found === 'a dead lock') write({ ...dead, token: 'a1', pid });
      if (found === 'an empty lock folder') mkdirSync(join(folder, 'lock'));
      const children = Array.from({ length: 6 }, () => contend(module, folder));
      // All are ready before any begins.
      await Promise.all(children.map(({ ready }) => ready));
      for (const { child } of children) child.stdin.write('go\n');
      const said = await Promise.all(children.map(({ tried }) => tried));
      expect(said.toSorted(), found).toEqual(['has it', ...Array(5).fill('in use')]);
      for (const { child } of children) child.stdin.end();
      await Promise.all(children.map(({ gone }) => gone));
      rmSync(join(folder, 'lock'), { recursive: true });
    }
  }, 60_000);
});

/** The lock as a module that a process of its own can load. */
async function lockModule(): Promise<string> {
  const bundle = await rolldown({ input: resolve(import.meta.dirname, '../../src/store/lock.ts'), platform: 'node' });
  await bundle.write({ file: join(folder, 'lock.mjs'), format: 'esm' });
  return join(folder, 'lock.mjs');
}

/** A process that tries to get the lock when it is told to, and keeps it until its input ends. */
function contend(module: string, where: string) {
  const code = `
    import { lock } from ${JSON.stringify(module)};
    process.stdin.once('data', () => {
      try { lock(${JSON.stringify(where)}); console.log('has it'); } catch { console.log('in use'); }
    }).resume();
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ready = lines.next();
  const tried = ready.then(() => lines.next()).then(({ value }) => value as string);
  return { child, ready, tried, gone: new Promise((done) => child.once('close', done)) };
}
