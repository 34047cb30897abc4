import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import { append, attempt, codeOf, io } from './disk.js';
import { lifeOf, type Owner, parseOwner, thisProcess } from './lock-owner.js';

/**
 * The lock of a run folder is a folder `lock/` inside it, which mkdir creates for one process alone, on every file system. In
 * it stands one file named after the lock's random token. The owner rewrites the file every few seconds: its heartbeat.
 * Whoever takes over a lock renames that file to a token of its own: the old name exists once, so that one process wins. The
 * process that lost finds its file gone at its next heartbeat, and before its next write.
 */
const LOCK = 'lock';

/** Milliseconds between two heartbeats. A lock is stale after 6 of them without one: 30 seconds. */
const BEAT_MS = beatSetting();
const STALE_BEATS = 6;
/** So many beats a lock must be watched before it counts as stale, whatever the clocks say: they jump. */
const WATCHED_BEATS = 1.6;
/** Half-made locks, of a process that is just coming or going, are looked at so often. */
const TRIES = 200;

/** Another process holds the folder. */
export class InUseError extends UserError {
  /** Whether no heartbeat was seen yet: it may be gone, and waiting tells ({@link settled}). */
  readonly isSilent: boolean;

  constructor(folder: string, owner: Owner | null, isSilent: boolean) {
    const elsewhere = owner === null || owner.host === hostname() ? '' : ` on ${owner.host}`;
    const who = owner === null ? 'its name cannot be read' : `${owner.pid}${elsewhere}, since ${owner.since}`;
    const seconds = Math.ceil((STALE_BEATS * (owner?.beatMs ?? BEAT_MS)) / 1000);
    super({
      path: '',
      file: folder,
      message: `another process is at work on this run: ${who}`,
      ...(isSilent ? { hint: `without a heartbeat for ${seconds} s its lock is taken over` } : {}),
    });
    this.isSilent = isSilent;
  }
}

/** The lock on a folder is no longer this process's: nothing may be written there any more. */
export class LockLostError extends UserError {
  constructor(folder: string) {
    super({ path: '', file: folder, message: LOST });
  }
}

export const LOST = 'another process has taken over this run: this one stops and writes no more';

interface Held {
  readonly file: string;
  readonly owner: Owner;
  beats: number;
  lost: boolean;
}

const held = new Map<string, Held>();
let beating: NodeJS.Timeout | null = null;

/**
 * Claims a run folder for this process, which shows its heartbeat there until {@link unlock}. Throws an {@link InUseError}
 * when another process holds it. A lock whose process is gone, or that was watched long enough without a heartbeat, is taken
 * over. Never waits; {@link settled} does.
 */
export function lock(folder: string): void {
  const path = join(folder, LOCK);
  for (let tries = 0; tries < TRIES; tries++) {
    if (create(folder, path)) return;
    const found = examine(path);
    const other = found.find(({ verdict }) => verdict === 'held' || verdict === 'silent');
    if (other !== undefined) throw new InUseError(folder, other.owner, other.verdict === 'silent');
    if (found.length === 0) attempt(() => io.removeEmpty(path));
    else if (found.length === 1 && takeOver(folder, found[0]!)) return;
    else if (found.length > 1) for (const { file } of found) attempt(() => io.unlink(file));
    if (tries > 1) pause();
  }
  throw new InUseError(folder, null, false);
}

/** Gives the folder back. */
export function unlock(folder: string): void {
  const key = resolve(folder);
  const own = held.get(key);
  held.delete(key);
  if (held.size === 0 && beating !== null) {
    clearInterval(beating);
    beating = null;
  }
  if (own === undefined) return;
  attempt(() => io.unlink(own.file));
  // Fails where another process has taken over.
  attempt(() => io.removeEmpty(join(folder, LOCK)));
}

/**
 * Does something short under the lock of a folder; waits while another process does. Throws an {@link InUseError} when that
 * takes longer than a lock can be stale.
 */
export function withLock<T>(folder: string, act: () => T): T {
  const until = performance.now() + 2 * STALE_BEATS * BEAT_MS;
  for (let beaten = performance.now(); ; ) {
    try {
      lock(folder);
      break;
    } catch (error) {
      if (!(error instanceof InUseError) || performance.now() > until) throw error;
    }
    pause();
    // Timers wait for this too.
    if (performance.now() - beaten < BEAT_MS) continue;
    beatAll();
    beaten = performance.now();
  }
  try {
    return act();
  } finally {
    unlock(folder);
  }
}

/** What tells another thread of this process which lock is its own; null without one. */
export function tokenOf(folder: string): string | null {
  return held.get(resolve(folder))?.file ?? null;
}

/** Throws a {@link LockLostError} when the lock with this {@link tokenOf} was taken over. For any thread. */
export function checkToken(folder: string, token: string | null): void {
  if (token !== null && lstatSync(token, { throwIfNoEntry: false }) === undefined) throw new LockLostError(folder);
}

/** Whether this process held the folder and another has taken it over. */
export function isLost(folder: string): boolean {
  const own = held.get(resolve(folder));
  if (own !== undefined && !own.lost) own.lost = lstatSync(own.file, { throwIfNoEntry: false }) === undefined;
  return own?.lost === true;
}

/** The process that is at work on a folder, or null. A quick look: a lock without a heartbeat for long counts as nobody's. */
export function ownerOf(folder: string): Owner | null {
  for (const { verdict, owner, file } of examine(join(folder, LOCK))) {
    if (verdict === 'held') return owner ?? UNKNOWN;
    if (verdict === 'silent' && ageOf(file) < STALE_BEATS * (owner?.beatMs ?? BEAT_MS)) return owner ?? UNKNOWN;
  }
  return null;
}

const UNKNOWN: Owner = {
  ...{
    token: '',
    pid: 0,
    host: 'unknown',
    boot: null,
    pidNamespace: null,
    processStart: null,
    since: 'unknown',
    beatMs: BEAT_MS,
  },
};

/**
 * Waits until of each folder it is known whether its lock is at work: it has shown a heartbeat, or is free, or may be taken
 * over. At most the time after which a lock is stale. Returns the folders that are held.
 */
export async function settled(folders: readonly string[], onWait: (silent: readonly string[]) => void = () => {}) {
  for (let first = true; ; first = false) {
    const verdicts = folders.map((folder) => examine(join(folder, LOCK)).map(({ verdict }) => verdict));
    const silent = folders.filter((_, i) => verdicts[i]!.includes('silent'));
    if (silent.length === 0) return folders.filter((_, i) => verdicts[i]!.includes('held'));
    if (first) onWait(silent);
    await new Promise((done) => setTimeout(done, Math.min(250, BEAT_MS / 4)));
  }
}

/** Creation is exclusive: of several processes one wins. False when there is a lock already. */
function create(folder: string, path: string): boolean {
  try {
    io.makeFolder(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
  const own = newLock(path);
  try {
    write(own, 'wx');
  } catch (error) {
    // Taken for a remainder and removed by another process before the file was there.
    if (codeOf(error) === 'ENOENT') return false;
    attempt(() => io.unlink(own.file));
    attempt(() => io.removeEmpty(path));
    throw error;
  }
  // The folder may have been removed as a remainder and created again by another process, before the file was there.
  if (names(path).length === 1) return hold(folder, own);
  attempt(() => io.unlink(own.file));
  return false;
}

function newLock(path: string): Held {
  const token = randomBytes(12).toString('hex');
  return { file: join(path, `${token}.json`), owner: thisProcess(token, BEAT_MS), beats: 0, lost: false };
}

/** True when this process now has the lock that it found dead. */
function takeOver(folder: string, { file }: Found): boolean {
  const own = newLock(join(folder, LOCK));
  try {
    io.rename(file, own.file);
    write(own, 'r+');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  // Whoever slept in between may have been taken over itself.
  return lstatSync(own.file, { throwIfNoEntry: false }) !== undefined && hold(folder, own);
}

function hold(folder: string, own: Held): true {
  held.set(resolve(folder), own);
  // It keeps no program alive.
  beating ??= setInterval(beatAll, BEAT_MS).unref();
  return true;
}

function beatAll(): void {
  for (const own of held.values()) {
    if (own.lost) continue;
    own.beats++;
    try {
      write(own, 'r+');
    } catch (error) {
      // Any other failure, such as a full disk, may pass; the lock is stale when it does not.
      if (codeOf(error) === 'ENOENT') own.lost = true;
    }
  }
}

/** Always the same length, so that the file can be rewritten in its place. */
function write({ file, owner, beats }: Held, flags: 'wx' | 'r+'): void {
  const handle = io.open(file, flags);
  try {
    append(handle, `${JSON.stringify({ ...owner, beats: String(beats).padStart(9, '0') })}\n`);
  } finally {
    io.close(handle);
  }
}

interface Found {
  readonly file: string;
  readonly owner: Owner | null;
  /** `silent`: nobody can know yet; it has to be watched. */
  readonly verdict: 'held' | 'dead' | 'silent';
}

/** The locks in a lock folder: one, but for those that are half-made. */
function examine(path: string): readonly Found[] {
  return names(path).flatMap((name): Found[] => {
    const file = join(path, name);
    const text = readText(file);
    if (text === null) return [];
    const written = parseOwner(text);
    // Between a take-over and its first heartbeat the file still names the process before.
    const owner = written !== null && name === `${written.token}.json` ? written : null;
    return [{ file, owner, verdict: judge(file, text, owner) }];
  });
}

/** What was seen of the lock of another process. */
interface Watch {
  /** The last heartbeat. */
  readonly text: string;
  /** Milliseconds that it was watched without another one, by a clock that never jumps. */
  readonly still: number;
  /** Whether an earlier one was seen. */
  readonly changed: boolean;
  readonly at: number;
}

const watched = new Map<string, Watch>();

function watch(file: string, text: string, beatMs: number): Watch {
  const at = performance.now();
  const before = watched.get(file);
  // A gap between two looks counts as one beat at most: the machine may have slept, with both processes.
  const still = before?.text === text ? before.still + Math.min(beatMs, at - before.at) : 0;
  const changed = before !== undefined && (before.changed || before.text !== text);
  const now = { text, still, changed, at };
  watched.set(file, now);
  return now;
}

function judge(file: string, text: string, owner: Owner | null): Found['verdict'] {
  const life = owner === null ? 'unknown' : lifeOf(owner);
  if (life === 'gone') return 'dead';
  const beat = owner?.beatMs ?? BEAT_MS;
  const { still, changed } = watch(file, text, beat);
  const age = ageOf(file);
  const stale = STALE_BEATS * beat;
  // The time of the file alone decides nothing: clocks differ, and jump.
  if (still >= stale || (age >= stale && still >= WATCHED_BEATS * beat)) return 'dead';
  const isFresh = (changed && still < WATCHED_BEATS * beat) || (life === 'alive' && age < stale);
  return isFresh ? 'held' : 'silent';
}

/** Milliseconds since the last heartbeat by the clocks; negative when they disagree. */
function ageOf(file: string): number {
  const written = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return performance.timeOrigin + performance.now() - written;
}

function names(path: string): readonly string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  // A link would lead out of the run folder.
  if (!found.isDirectory()) {
    throw new UserError({
      path: '',
      file: path,
      message: 'must be a folder, which holds the lock of the run: remove it',
    });
  }
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + (randomBytes(1)[0]! % 8));
}

/** A test cannot wait for half a minute. */
function beatSetting(): number {
  const given = Number(process.env.LOSSCOPE_LOCK_BEAT_MS);
  return Number.isFinite(given) && given >= 10 ? given : 5000;
}
