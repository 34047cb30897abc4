import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spool, spoolFolder } from '../../../src/tasks/readers/spool.js';

let root = '';
const before = process.env.TMPDIR;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'losscope-'));
  process.env.TMPDIR = root;
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(root, { recursive: true });
});

const own = () => join(root, `losscope-${userInfo().uid}`);

describe.skipIf(process.platform === 'win32')('the folder for input that cannot be read twice', () => {
  it('is of this user alone, and its files are whole', () => {
    const file = spool('a.data', Buffer.from('abc'));
    expect(file).toBe(join(own(), 'a.data'));
    expect(lstatSync(own()).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).toBe('abc');
    expect(readdirSync(own())).toEqual(['a.data']);
  });

  it('mends a file of which a kill has left a part', () => {
    mkdirSync(own(), { mode: 0o700 });
    writeFileSync(join(own(), 'a.data'), 'ab');
    expect(readFileSync(spool('a.data', Buffer.from('abc')), 'utf8')).toBe('abc');
  });

  it('replaces a link in place of a file and leaves what it leads to', () => {
    mkdirSync(own(), { mode: 0o700 });
    writeFileSync(join(root, 'other'), 'abc');
    symlinkSync(join(root, 'other'), join(own(), 'a.data'));
    spool('a.data', Buffer.from('xyz'));
    expect(readFileSync(join(root, 'other'), 'utf8')).toBe('abc');
    expect(lstatSync(join(own(), 'a.data')).isFile()).toBe(true);
  });

  it('is refused when others may write to it, or when it is a link', () => {
    mkdirSync(own());
    chmodSync(own(), 0o777);
    expect(() => spoolFolder()).toThrow('not a folder of this user alone');
    rmSync(own(), { recursive: true });
    mkdirSync(join(root, 'theirs'), { mode: 0o700 });
    symlinkSync(join(root, 'theirs'), own());
    expect(() => spool('a.data', Buffer.from('abc'))).toThrow('not a folder of this user alone');
    expect(existsSync(join(root, 'theirs', 'a.data'))).toBe(false);
  });

  it('that cannot be made is told with what to do', () => {
    process.env.TMPDIR = join(root, 'nowhere');
    expect(() => spool('a.data', Buffer.from('abc'))).toThrow(/cannot keep temporary files: .*TMPDIR/s);
  });
});
