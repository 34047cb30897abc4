import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Bits of the flags of an open file that say whether it may be written to. */
const ACCESS = 3;

/**
 * The processes that have files open for writing, by the path of the file: as far as /proc tells, which other systems than
 * Linux have not, and of processes of other users not.
 */
export function writersOf(paths: readonly string[]): ReadonlyMap<string, number> {
  const wanted = new Map<string, string>();
  for (const path of paths) {
    try {
      wanted.set(realpathSync(path), path);
    } catch {
      // It has just gone.
    }
  }
  const found = new Map<string, number>();
  for (const pid of namesIn('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    for (const fd of namesIn(`/proc/${pid}/fd`)) {
      const path = wanted.get(targetOf(`/proc/${pid}/fd/${fd}`));
      if (path !== undefined && mayWrite(pid, fd)) found.set(path, Number(pid));
    }
  }
  return found;
}

/** Whether a process is still there. */
export const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** What is followed until nobody writes it any more. */
interface Written {
  writer: number | null;
  readonly source: { readonly path: string; readonly changed: number };
}

/** Those whose writer has gone, and no other process writes them. Looks for the writers of files that were changed after `since`. */
export function withoutWriter<F extends Written>(files: readonly F[], since: number): readonly F[] {
  const gone = files.filter(({ writer }) => writer !== null && !isAlive(writer));
  const unknown = files.filter((file) => file.writer === null && file.source.changed > since);
  const writers = writersOf([...gone, ...unknown].map(({ source }) => source.path));
  for (const file of [...gone, ...unknown]) file.writer = writers.get(file.source.path) ?? file.writer;
  return gone.filter(({ writer }) => writer !== null && !isAlive(writer));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

function mayWrite(pid: string, fd: string): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & ACCESS) !== 0;
  } catch {
    return false;
  }
}
