import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that holds a lock. */
export interface Owner {
  /** Random: no two locks have the same. */
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Id of this start of the machine's kernel; null where that is not known. */
  readonly boot: string | null;
  /** The namespace in which `pid` counts: two containers have the same numbers. Null where there is none. */
  readonly pidNamespace: string | null;
  /** When the process started, in the kernel's own units; null where that is not known. Tells a reused pid apart. */
  readonly processStart: string | null;
  readonly since: string;
  /** Milliseconds between two heartbeats. */
  readonly beatMs: number;
}

/** What is known of the process behind a lock without waiting for a heartbeat. */
export type Life = 'alive' | 'gone' | 'unknown';

/** This process as the owner of a lock. */
export function thisProcess(token: string, beatMs: number): Owner {
  const { boot, pidNamespace } = place();
  const since = new Date().toISOString();
  const processStart = startOf(process.pid);
  return { token, pid: process.pid, host: hostname(), boot, pidNamespace, processStart, since, beatMs };
}

/**
 * Whether a process lives, as far as this one can know: only where both count pids alike, on one kernel and in one pid
 * namespace. Of all others nothing is known but their heartbeat.
 */
export function lifeOf(owner: Owner): Life {
  const here = place();
  if (owner.host !== hostname() || owner.boot !== here.boot || owner.pidNamespace !== here.pidNamespace)
    return 'unknown';
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 'gone';
  }
  const now = startOf(owner.pid);
  return owner.processStart === null || now === null || owner.processStart === now ? 'alive' : 'gone';
}

/** Null for a text that no process of this program wrote whole. */
export function parseOwner(text: string): Owner | null {
  const isText = (value: unknown) => typeof value === 'string';
  const isTextOrNull = (value: unknown) => value === null || isText(value);
  try {
    const owner = JSON.parse(text) as Owner;
    const { token, pid, host, boot, pidNamespace, processStart, since, beatMs } = owner;
    const whole =
      Number.isSafeInteger(pid) &&
      pid > 0 &&
      [token, host, since].every(isText) &&
      Number.isFinite(beatMs) &&
      beatMs > 0;
    return whole && [boot, pidNamespace, processStart].every(isTextOrNull) ? owner : null;
  } catch {
    return null;
  }
}

let known: Pick<Owner, 'boot' | 'pidNamespace'> | undefined;

function place(): Pick<Owner, 'boot' | 'pidNamespace'> {
  known ??= {
    boot: tryTo(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: tryTo(() => readlinkSync('/proc/self/ns/pid')),
  };
  return known;
}

/** Field 22 of Linux's /proc/<pid>/stat, behind the name, which may hold spaces and parentheses. A zombie is gone. */
function startOf(pid: number): string | null {
  const text = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'gone' : (fields[19] ?? null);
}

/** Only Linux has /proc, and a sandbox may hide parts of it. */
function tryTo(read: () => string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return read();
  } catch {
    return null;
  }
}
