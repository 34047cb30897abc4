import { randomBytes } from 'node:crypto';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { append, attempt, codeOf, io, sync, syncFolder } from './disk.js';

type Content = string | Uint8Array;

/** Mode bits of a file that are kept when another takes its place. */
const MODE = 0o777;

/**
 * A file that is written aside, in pieces, and gets its name when it is whole: whoever looks meanwhile, or after a kill,
 * finds what was there before. A failure removes what was written aside.
 */
export class WholeFile {
  readonly #aside: string;
  readonly #file: number;
  #open = true;

  /** `aside`: where it is written, in the folder that it will stand in; what an earlier process left there goes. */
  constructor(aside: string, mode?: number) {
    this.#aside = aside;
    this.#file = create(aside, mode);
  }

  write(content: Content): void {
    try {
      append(this.#file, content);
    } catch (error) {
      // On a full disk the torn file would take the space that the next one needs.
      this.discard();
      throw error;
    }
  }

  /** Takes the place of `path`. With `durable` also after a power cut. */
  replace(path: string, durable = true): void {
    this.#place(path, durable, () => io.rename(this.#aside, path));
  }

  /** Becomes `path`, which must not be there: else it throws `EEXIST` and stays aside, for another name to be tried. */
  become(path: string): void {
    this.#end(true);
    try {
      io.link(this.#aside, path);
      attempt(() => io.unlink(this.#aside));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw error;
      this.#place(path, true, () => {
        if (!NO_LINKS.has(codeOf(error))) throw error;
        if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw taken(path);
        io.rename(this.#aside, path);
      });
      return;
    }
    syncFolder(dirname(path));
  }

  /** Removes what was written, unless it has its name. */
  discard(): void {
    if (this.#open) attempt(() => io.close(this.#file));
    this.#open = false;
    attempt(() => io.unlink(this.#aside));
  }

  #place(path: string, durable: boolean, move: () => void): void {
    try {
      this.#end(durable);
      move();
    } catch (error) {
      this.discard();
      throw error;
    }
    if (durable) syncFolder(dirname(path));
  }

  #end(durable: boolean): void {
    if (!this.#open) return;
    try {
      if (durable) sync(this.#file);
      this.#open = false;
      io.close(this.#file);
    } catch (error) {
      this.discard();
      throw error;
    }
  }
}

/** What a file system without hard links answers. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES']);

function taken(path: string): Error {
  return Object.assign(new Error(`EEXIST: file already exists, '${path}'`), { code: 'EEXIST' });
}

/** A new file: what stands under the name is removed, never followed and never truncated, since it may be a link. */
function create(path: string, mode?: number): number {
  try {
    return io.open(path, 'wx', mode);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  io.unlink(path);
  return io.open(path, 'wx', mode);
}

/** The file is there whole or not at all, also after a power cut. A failure leaves what was there before. */
export function writeWhole(path: string, ...content: readonly Content[]): void {
  const file = new WholeFile(`${path}.tmp`);
  for (const part of content) file.write(part);
  file.replace(path);
}

/** The file is there whole or not at all, unless the power is cut. */
export function writeQuickly(path: string, content: string): void {
  const file = new WholeFile(`${path}.tmp`);
  file.write(content);
  file.replace(path, false);
}

/** A whole file unless one is there. True when this call has made it. */
export function createWhole(path: string, content: Content): boolean {
  const file = new WholeFile(asideOf(path));
  file.write(content);
  try {
    file.become(path);
    return true;
  } catch (error) {
    file.discard();
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

/** A name beside `path` for a file that is not whole yet. No two processes get the same, on one machine or several. */
export function asideOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/** Somewhere that a user wants a document written to. */
export interface Target {
  write(content: Content): void;
  /** All is written. */
  finish(): void;
  /** Nothing more comes: a regular file stays as it was before. */
  discard(): void;
}

/**
 * Opens what a user names for a document. A regular file, also behind a link, is replaced when all is written; devices and
 * pipes (`/dev/stdout`) are written into, since a file renamed over one of them would take it away from everyone.
 */
export function openTarget(path: string): Target {
  // Of the path itself: the link /dev/stdout leads to a pipe that has no path.
  const before = statSync(path, { throwIfNoEntry: false });
  const real = behindLinks(path);
  if (before === undefined || before.isFile()) {
    const file = new WholeFile(asideOf(real), before === undefined ? undefined : before.mode & MODE);
    return {
      write: (content) => file.write(content),
      finish: () => file.replace(real),
      discard: () => file.discard(),
    };
  }
  const file = io.open(path, 'w');
  return { write: (content) => append(file, content), finish: () => io.close(file), discard: () => io.close(file) };
}

/** Writes a document where a user wants it: {@link openTarget}. */
export function writeDocument(path: string, ...content: readonly Content[]): void {
  const target = openTarget(path);
  try {
    for (const part of content) target.write(part);
  } catch (error) {
    attempt(() => target.discard());
    throw error;
  }
  target.finish();
}

/** The file that a link leads to; a path whose links lead nowhere yet stays as it is. */
function behindLinks(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
