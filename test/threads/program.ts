import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

export interface Ended {
  /** Null when a signal has ended it, which is then named. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** The built program in a process of its own, without a terminal. */
export function start(
  cwd: string,
  args: readonly string[],
  node: readonly string[] = [process.execPath],
  more: Readonly<Record<string, string>> = {},
) {
  const env = { ...process.env, CI: '', NO_COLOR: '1', LOSSCOPE_DEBUG: '', ...more };
  const [command, ...before] = node;
  const child = spawn(command!, [...before, main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.err += chunk;
  });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code, signal) => done({ code, signal, ...text }));
  });
  return { child, text, ended };
}
