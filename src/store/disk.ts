import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../core/errors.js';
import { openRegular, renameFile } from '../core/regular-file.js';

/**
 * Every call that changes a file goes through this one table, so that a test can let the n-th of them fail. It is not for
 * anything else to change.
 */
export const io = {
  open: (path: string, flags: string | number, mode?: number): number => openSync(path, flags, mode),
  write: (file: number, bytes: Uint8Array, from: number): number => writeSync(file, bytes, from),
  truncate: (file: number, size: number): void => ftruncateSync(file, size),
  fsync: (file: number): void => fsyncSync(file),
  close: (file: number): void => closeSync(file),
  rename: (from: string, to: string): void => renameFile(from, to, renameSync),
  link: (from: string, to: string): void => linkSync(from, to),
  unlink: (path: string): void => unlinkSync(path),
  makeFolder: (path: string): void => void mkdirSync(path),
  removeFolder: (path: string): void => rmSync(path, { recursive: true }),
  /** Fails when something is in it. */
  removeEmpty: (path: string): void => rmdirSync(path),
};

/** The run folder cannot be written; the message says why and where. */
export class FolderError extends Error {
  constructor(folder: string, cause: unknown) {
    super(`${problemOf(cause)}: ${folder}`, { cause });
    this.name = 'FolderError';
  }
}

/**
 * Creates a folder with those around it, as far as they are not there. Node's own way of doing so never returns where nothing
 * can be created, as in /proc.
 */
export function makeFolders(path: string): void {
  try {
    io.makeFolder(path);
    syncFolder(dirname(path));
    return;
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && isFolder(path)) return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path || existsSync(dirname(path))) throw error;
  }
  makeFolders(dirname(path));
  makeFolders(path);
}

/** Also through a link. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What a failed call to the file system means to a user. */
export function problemOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EACCES':
    case 'EPERM':
      return 'no right to write there';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Turns what goes wrong in `write` into a {@link FolderError}. */
export function guard<R>(folder: string, write: () => R): R {
  try {
    return write();
  } catch (error) {
    throw error instanceof FolderError || error instanceof UserError ? error : new FolderError(folder, error);
  }
}

/** What a file system answers that has nothing to sync, such as some that are mounted over a network. */
const NO_SYNC: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);
let refused: string | null = null;

/** Puts an open file on the disk. A file system that cannot is remembered by {@link syncRefusal}, and is no failure. */
export function sync(file: number): void {
  try {
    io.fsync(file);
  } catch (error) {
    if (!NO_SYNC.has(codeOf(error))) throw error;
    refused ??= codeOf(error);
  }
}

/** What a file system of this thread has answered in place of syncing; null when all did sync. */
export function syncRefusal(): string | null {
  return refused;
}

/** {@link syncRefusal} in words; none when all did sync. */
export function syncNotes(): readonly string[] {
  if (refused === null) return [];
  return [`the file system cannot sync (${refused}): what is recorded may be lost when the power fails`];
}

/** Makes the entries of a folder last: files that were created in it, renamed or removed. */
export function syncFolder(path: string): void {
  // Windows opens no directory as a file; there a rename is as durable as it gets.
  if (process.platform === 'win32') return;
  const folder = io.open(path, 'r');
  try {
    sync(folder);
  } finally {
    io.close(folder);
  }
}

export function append(file: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let written = 0; written < bytes.length; ) written += io.write(file, bytes, written);
}

const CHUNK_BYTES = 1 << 20;

/** Copies the first `size` bytes of a file into a new one. Throws when there are fewer. */
export function copyHead(from: string, to: string, size: number): void {
  const source = openRegular(from, { follow: false });
  try {
    const target = io.open(to, 'wx');
    try {
      const chunk = new Uint8Array(CHUNK_BYTES);
      for (let left = size; left > 0; ) {
        const count = readSync(source, chunk, 0, Math.min(left, chunk.length), null);
        if (count === 0) throw new Error(`${from} is shorter than ${size} bytes`);
        append(target, chunk.subarray(0, count));
        left -= count;
      }
      sync(target);
    } finally {
      io.close(target);
    }
  } finally {
    closeSync(source);
  }
}

/** Tries what is good to have and changes nothing when it fails. */
export function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // The error that led here, or the work that follows, is worth more.
  }
}

/** Removes files that may not be there. */
export function removeFiles(...paths: readonly string[]): void {
  for (const path of paths) {
    try {
      io.unlink(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
}
