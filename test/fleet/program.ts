import { type SpawnOptions, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface StartOptions extends Pick<SpawnOptions, 'cwd'> {
  readonly env?: Readonly<Record<string, string>>;
  /** What stands before the program's arguments: node, or a command that starts it elsewhere. */
  readonly before?: readonly string[];
}

/** Milliseconds between two heartbeats in tests: a lock is stale after 3 seconds. */
export const BEAT = { LOSSCOPE_LOCK_BEAT_MS: '500' };

/** The built program in a process of its own, without a terminal. */
export function start(args: readonly string[], { cwd, env = {}, before = [process.execPath] }: StartOptions = {}) {
  const all = { ...process.env, CI: '1', NO_COLOR: '1', ...BEAT, ...env };
  const [command, ...first] = before;
  const child = spawn(command!, [...first, main, ...args], { cwd, env: all, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.err += chunk;
  });
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...text })));
  return { child, text, ended };
}

export function end(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}
