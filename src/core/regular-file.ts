import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';

/** What stands under a name is no regular file, so that reading it might never end, or lead elsewhere. */
export class IrregularFileError extends Error {
  readonly code = 'EIRREGULAR';

  constructor(path: string, what: string) {
    super(`${path} is ${what}, not a regular file`);
    this.name = 'IrregularFileError';
  }
}

interface Kind {
  isFile(): boolean;
  isSymbolicLink(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

function check(path: string, kind: Kind): void {
  if (kind.isFile()) return;
  const what = kind.isSymbolicLink()
    ? 'a link'
    : kind.isDirectory()
      ? 'a folder'
      : kind.isFIFO()
        ? 'a pipe'
        : kind.isSocket()
          ? 'a socket'
          : 'a device';
  throw new IrregularFileError(path, what);
}

/** Not on Windows. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NO_BLOCK = constants.O_NONBLOCK ?? 0;

export interface RegularOptions {
  /** Whether a link is followed: true for what a user names, false for what stands in a folder that may be a stranger's. */
  readonly follow: boolean;
}

/**
 * Opens a regular file for reading. Throws an {@link IrregularFileError} for a link, a pipe, a device or a folder: before
 * opening, which may wait for ever, and once more on what was opened.
 */
export function openRegular(path: string, { follow }: RegularOptions): number {
  check(path, follow ? statSync(path) : lstatSync(path));
  return checked(path, constants.O_RDONLY | (follow ? 0 : NO_FOLLOW));
}

/** {@link openRegular} for writing at the end of a file of our own; a file that has other names too would be changed under them. */
export function openForAppending(path: string): number {
  check(path, lstatSync(path));
  const file = checked(path, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW);
  if (fstatSync(file).nlink <= 1) return file;
  closeSync(file);
  throw new IrregularFileError(path, 'a file with several names (hard links)');
}

function checked(path: string, flags: number): number {
  const file = openSync(path, flags | NO_BLOCK);
  try {
    check(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The bytes of a regular file: {@link openRegular}. */
export function readRegular(path: string, options: RegularOptions): Buffer {
  const file = openRegular(path, options);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Text of a small file that stands in a run folder. Throws when it is longer than `most` bytes. */
export function readFolderText(path: string, most = 1 << 28): string {
  const file = openRegular(path, { follow: false });
  try {
    const { size } = fstatSync(file);
    if (size > most) throw new Error(`${path} has ${size} bytes, which is too many`);
    const bytes = Buffer.alloc(size);
    let at = 0;
    for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes, at, size - at, null)) {
      at += read;
      if (at === size) break;
    }
    return bytes.toString('utf8', 0, at);
  } finally {
    closeSync(file);
  }
}

/** What Windows answers while a virus scanner or an indexer has one of the files open, for a moment. */
const HELD: ReadonlySet<unknown> = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** Pauses before a rename is tried again, in milliseconds: 1.3 s in all. */
const PAUSES = [10, 20, 40, 80, 160, 320, 640];

/** Renames a file or a folder; on Windows again while somebody else has it open. */
export function renameFile(from: string, to: string, rename = renameSync, platform = process.platform): void {
  for (const pause of platform === 'win32' ? PAUSES : []) {
    try {
      rename(from, to);
      return;
    } catch (error) {
      if (!HELD.has((error as NodeJS.ErrnoException).code)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
  rename(from, to);
}
