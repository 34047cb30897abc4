import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../core/errors.js';

/**
 * Every call that changes a run folder goes through this one table, so that a test can let the n-th of them fail. It is
 * not for anything else to change.
 */
export const io = {
  open: (path: string, flags: string): number => openSync(path, flags),
  write: (file: number, bytes: Uint8Array, from: number): number => writeSync(file, bytes, from),
  truncate: (file: number, size: number): void => ftruncateSync(file, size),
  fsync: (file: number): void => fsyncSync(file),
  close: (file: number): void => closeSync(file),
  rename: (from: string, to: string): void => renameSync(from, to),
  unlink: (path: string): void => unlinkSync(path),
  makeFolder: (path: string): void => void mkdirSync(path),
  removeFolder: (path: string): void => rmSync(path, { recursive: true }),
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
    mkdirSync(path);
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

/** The file is there whole or not at all, also after a power cut. A failure leaves what was there before. */
export function writeWhole(path: string, ...content: readonly (string | Uint8Array)[]): void {
  replace(path, content, true);
  syncFolder(dirname(path));
}

/**
 * Whether a new file may take the place of what is at this path. Devices, pipes and links (`/dev/stdout`) are written into:
 * a file renamed over one of them would take it away from everyone.
 */
export function isReplaceable(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

/** The file is there whole or not at all, unless the power is cut. */
export function writeQuickly(path: string, content: string): void {
  replace(path, [content], false);
}

function replace(path: string, content: readonly (string | Uint8Array)[], durable: boolean): void {
  const temporary = `${path}.tmp`;
  try {
    const file = io.open(temporary, 'w');
    try {
      for (const part of content) append(file, part);
      if (durable) io.fsync(file);
    } finally {
      io.close(file);
    }
    io.rename(temporary, path);
  } catch (error) {
    // On a full disk the torn file would take the space that the next one needs.
    attempt(() => io.unlink(temporary));
    throw error;
  }
}

export function syncFolder(path: string): void {
  // Windows opens no directory as a file; there a rename is as durable as it gets.
  if (process.platform === 'win32') return;
  const folder = io.open(path, 'r');
  try {
    io.fsync(folder);
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
  const source = openSync(from, 'r');
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
      io.fsync(target);
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
