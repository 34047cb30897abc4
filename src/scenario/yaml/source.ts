import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Issue, UserError } from '../../core/errors.js';

/** Scenario files larger than this are refused. */
export const MOST_BYTES = 1_000_000;

/** The text of a UTF-8 file of at most {@link MOST_BYTES}; a {@link UserError} in every other case. */
export function readSource(file: string): string {
  const text = readSourceText(file, 'a scenario');
  if (text.trim() === '') throw new UserError({ path: '', file, message: 'is empty' });
  return text;
}

/** The same of a file that may be empty; `what` it is, for messages. */
export function readSourceText(file: string, what: string): string {
  const bytes = readAtMost(file, MOST_BYTES + 1);
  const refuse = (issue: Omit<Issue, 'path' | 'file'>) => new UserError({ path: '', file, ...issue });
  if (bytes.length > MOST_BYTES) {
    throw refuse({ message: `is too large for ${what}`, given: 'more than 1 MB', allowed: 'at most 1 MB' });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse({ message: `is not UTF-8 text: the byte at ${firstBadByte(bytes)} is not legal there` });
  }
  return text;
}

function readAtMost(file: string, most: number): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new UserError({ path: '', file, message: fileProblem(error) });
  }
  try {
    if (fstatSync(descriptor).isDirectory()) throw new UserError({ path: '', file, message: 'is a directory' });
    const bytes = new Uint8Array(most);
    let length = 0;
    while (length < most) {
      const read = readSync(descriptor, bytes, length, most - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw error instanceof UserError ? error : new UserError({ path: '', file, message: fileProblem(error) });
  } finally {
    closeSync(descriptor);
  }
}

/** A failed file operation as a clause. */
function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'file not found';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read (permission denied)';
    case 'EISDIR':
      return 'is a directory';
    case 'ENAMETOOLONG':
      return 'the file name is too long';
    case 'ELOOP':
      return 'is a loop of symbolic links';
    default:
      return `cannot be read (${code === '' ? String(error) : code})`;
  }
}

/** Decoding replaces what is illegal, so encoding it again differs first where the first illegal byte stands. */
function firstBadByte(bytes: Uint8Array): number {
  const again = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const at = bytes.findIndex((byte, i) => byte !== again[i]);
  return at === -1 ? bytes.length : at;
}
