import { describe, expect, it } from 'vitest';
import { renameFile } from '../../src/core/regular-file.js';
import { shellWord } from '../../src/report/shell-command.js';

const failing = (times: number, code: string) => {
  const calls: string[] = [];
  const rename = (from: unknown, to: unknown): void => {
    calls.push(`${from} ${to}`);
    if (calls.length <= times) throw Object.assign(new Error(code), { code });
  };
  return { calls, rename };
};

describe('a rename on Windows', () => {
  it('is tried again while somebody else has the file open', () => {
    const { calls, rename } = failing(3, 'EBUSY');
    renameFile('a', 'b', rename, 'win32');
    expect(calls).toEqual(['a b', 'a b', 'a b', 'a b']);
  });

  it('gives up after eight times, and at once for another reason or on another system', () => {
    for (const [times, code, platform, tries] of [
      [9, 'EPERM', 'win32', 8],
      [1, 'ENOSPC', 'win32', 1],
      [1, 'EBUSY', 'linux', 1],
    ] as const) {
      const { calls, rename } = failing(times, code);
      expect(() => renameFile('a', 'b', rename, platform)).toThrow(code);
      expect(calls).toHaveLength(tries);
    }
  });
});

describe('a command to copy', () => {
  it('is quoted for PowerShell on Windows, else for a POSIX shell', () => {
    expect(['C:\\runs\\a', 'a b', "it's", 'a,b'].map((word) => shellWord(word, 'win32'))).toEqual([
      'C:\\runs\\a',
      "'a b'",
      "'it''s'",
      "'a,b'",
    ]);
    expect(['/runs/a', 'a b', "it's", 'C:\\a'].map((word) => shellWord(word, 'linux'))).toEqual([
      '/runs/a',
      "'a b'",
      "'it'\\''s'",
      "'C:\\a'",
    ]);
  });
});
