import { readFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import type { RunCode } from './run-code.js';
import type { Meta } from './run-folder.js';

/** What does not decide a run's result but helps to understand it. */
export function runFacts(id: string, code: RunCode): Meta {
  return {
    ...codeFacts(id, code),
    commit: commitOf(process.cwd()),
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    pid: process.pid,
    started: new Date().toISOString(),
  };
}

/** The part of it that is known before a run has a thread. */
export function codeFacts(id: string, { losscope, build, plugins }: RunCode): Meta {
  return { id, losscope, build, plugins: (plugins ?? []).map(({ file }) => file) };
}

/** The commit that is checked out around a folder, read from git's own files; null outside of git. */
export function commitOf(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const commit = commitIn(join(at, '.git'));
    if (commit !== null || at === dirname(at)) return commit;
  }
}

function commitIn(git: string): string | null {
  const read = (name: string): string => {
    try {
      return readFileSync(join(git, name), 'utf8').trim();
    } catch {
      return '';
    }
  };
  const head = read('HEAD');
  const [, ref] = /^ref: (refs\/[\w./-]+)$/.exec(head) ?? [];
  if (ref === undefined) return asCommit(head);
  const packed = read('packed-refs')
    .split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return asCommit(read(ref)) ?? asCommit(packed?.split(' ')[0] ?? '');
}

function asCommit(text: string): string | null {
  return /^[0-9a-f]{40,64}$/.test(text) ? text : null;
}

/** Bytes of addresses that this process may have; null without a limit. */
export function addressLimit(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const [, bytes] = /^Max address space +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
}
