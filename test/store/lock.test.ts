import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { lock, ownerOf, unlock } from '../../src/store/lock.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'losscope-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (owner: unknown) =>
  writeFileSync(join(folder, 'lock.json'), typeof owner === 'string' ? owner : JSON.stringify(owner));
const mine = { pid: process.pid, host: hostname(), processStart: null, since: 'then' };

describe('the lock of a run folder', () => {
  it('lets one in, and the next when it was given back', () => {
    lock(folder);
    expect(ownerOf(folder)).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => lock(folder)).toThrow(UserError);
    expect(() => lock(folder)).toThrow(`another process is at work on this run: ${process.pid}, since`);
    unlock(folder);
    expect(ownerOf(folder)).toBe(null);
    lock(folder);
  });

  it('is taken over when its process is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    write({ ...mine, pid });
    expect(ownerOf(folder)).toBe(null);
    lock(folder);
    expect(JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')).pid).toBe(process.pid);
  });

  it.skipIf(process.platform !== 'linux')('is taken over when its number belongs to a later process', () => {
    write({ ...mine, processStart: '1' });
    lock(folder);
  });

  it('of a process that lives is respected', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    write({ ...mine, pid: child.pid });
    expect(() => lock(folder)).toThrow(`at work on this run: ${child.pid}`);
    child.kill('SIGKILL');
    await new Promise((done) => child.once('exit', done));
    lock(folder);
  });

  it('of another host is respected, and says what to do', () => {
    write({ ...mine, host: 'elsewhere', pid: 1 });
    expect(() => lock(folder)).toThrow(/on elsewhere, since then.*remove lock.json/);
  });

  it.each(['', '{', '{}', '{"pid":-1,"host":"x"}', '[]', 'null'])(
    'that nobody has written whole is taken over: %s',
    (text) => {
      write(text);
      lock(folder);
    },
  );
});
