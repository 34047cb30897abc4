import { linkSync, readFileSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import { append, attempt, codeOf, io } from './disk.js';

/** Who is at work on a run folder. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's own units; null where that is not known. Tells a reused pid apart. */
  readonly processStart: string | null;
  readonly since: string;
}

const FILE = 'lock.json';

/**
 * Claims a run folder for this process. Throws a {@link UserError} when another process is at work on it. A lock whose
 * process is gone is taken over; of a process on another host nobody can know.
 */
export function lock(folder: string): void {
  const path = join(folder, FILE);
  for (;;) {
    if (create(path)) return;
    const text = readText(path);
    // It was given back in between.
    if (text === null) continue;
    const owner = parseOwner(text);
    if (owner !== null && isAlive(owner)) throw inUse(folder, owner);
    takeAway(path, text, folder);
  }
}

/** Gives the folder back. */
export function unlock(folder: string): void {
  attempt(() => io.unlink(join(folder, FILE)));
}

/** The sign of life of a lock that this process holds: the time of its file. */
export function beat(folder: string): void {
  const now = new Date();
  attempt(() => utimesSync(join(folder, FILE), now, now));
}

/** The process that is at work on a folder, or null. */
export function ownerOf(folder: string): Owner | null {
  const text = readText(join(folder, FILE));
  const owner = text === null ? null : parseOwner(text);
  return owner !== null && isAlive(owner) ? owner : null;
}

/** Creation is exclusive: of several processes one wins. */
function create(path: string): boolean {
  const owner: Owner = {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    since: new Date().toISOString(),
  };
  // Written first and linked then, so that nobody reads half of it.
  const own = `${path}.${process.pid}`;
  const file = io.open(own, 'w');
  try {
    append(file, `${JSON.stringify(owner)}\n`);
  } finally {
    io.close(file);
  }
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    attempt(() => io.unlink(own));
  }
}

/** Moves a dead lock aside; when it was another one after all, puts it back. */
function takeAway(path: string, dead: string, folder: string): void {
  const aside = `${path}.${process.pid}.dead`;
  try {
    io.rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readText(aside);
  if (moved !== dead) attempt(() => linkSync(aside, path));
  io.unlink(aside);
  const owner = moved === null ? null : parseOwner(moved);
  if (moved !== dead && owner !== null) throw inUse(folder, owner);
}

function inUse(folder: string, { pid, host, since }: Owner): UserError {
  const elsewhere = host === hostname() ? '' : ` on ${host}`;
  return new UserError({
    path: '',
    file: folder,
    message: `another process is at work on this run: ${pid}${elsewhere}, since ${since}`,
    ...(elsewhere === '' ? {} : { hint: `when that process is gone, remove ${FILE} in the folder` }),
  });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Null for a text that no process of this program wrote whole: nobody is behind it. */
function parseOwner(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isSafeInteger(owner.pid) && owner.pid > 0 && typeof owner.host === 'string' ? owner : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, host, processStart: start }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if (codeOf(error) === 'ESRCH') return false;
  }
  const now = processStart(pid);
  return start === null || now === null || start === now;
}

/** Field 22 of Linux's /proc/<pid>/stat, behind the name, which may hold spaces and parentheses. A zombie is gone. */
function processStart(pid: number): string | null {
  const text = process.platform === 'linux' ? readText(`/proc/${pid}/stat`) : null;
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'gone' : (fields[19] ?? null);
}
