import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolders } from '../../src/store/disk.js';
import { reserveFolder } from '../../src/store/run-folder.js';

const root = mkdtempSync(join(tmpdir(), 'losscope-disk-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('folders that are made', () => {
  it('stand with those around them, and may be there already, also behind a link', () => {
    makeFolders(join(root, 'a/b/c'));
    makeFolders(join(root, 'a/b/c'));
    symlinkSync(join(root, 'a'), join(root, 'link'));
    makeFolders(join(root, 'link'));
    makeFolders(join(root, 'link/b/d'));
    expect(existsSync(join(root, 'a/b/d'))).toBe(true);
  });

  it('are refused below a file and in place of one', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolders(join(root, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolders(join(root, 'file/x/y'))).toThrow(/ENOTDIR/);
  });

  // Node's recursive mkdir spins for ever there: without ours this test would never end.
  it.skipIf(!existsSync('/proc/self'))('are refused at once where nothing can be created', () => {
    expect(() => makeFolders('/proc/x')).toThrow(/ENOENT/);
    expect(() => makeFolders('/proc/x/y/z')).toThrow(/ENOENT/);
    expect(() => reserveFolder('/proc/x', 'run')).toThrow(/out: cannot hold run folders: .* \(given \/proc\/x\)/);
  });
});
