import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Issue, UserError } from '../../src/core/errors.js';

/** Writes files into a folder of its own, which is removed after the test file's last test. */
export function temporaryFiles(): (content: string | Uint8Array, name?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (content, name = 'data.csv') => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
}

/** The issues of the UserError that `body` throws; fails on anything else, and on no error. */
export function issuesOf(body: () => unknown): readonly Issue[] {
  try {
    body();
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
  throw new Error('expected a UserError');
}
