import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { constants } from 'node:os';
import { PassThrough, type Readable } from 'node:stream';
import { UserError } from '../../core/errors.js';

/** A command whose output is watched. */
export interface Child {
  /** The command as it was typed. */
  readonly name: string;
  /** What it prints, on both of its outputs, in the order in which it comes. */
  readonly output: Readable;
  readonly hasEnded: boolean;
  /** Its exit code, 128 + the number of the signal that ended it; resolves when it has ended. */
  readonly code: Promise<number>;
}

/**
 * Starts a command with both outputs in one pipe. Python is told not to hold its output back. Throws a {@link UserError} for
 * a command that cannot be started, when its output is read.
 */
export async function start(command: readonly string[]): Promise<Child> {
  const [program, ...args] = command;
  const child = spawn(program!, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: process.env.PYTHONIOENCODING ?? 'utf-8' },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(program!, error)));
  });
  const output = new PassThrough();
  let open = 2;
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (piece: Buffer) => {
      if (!output.write(piece)) {
        stream.pause();
        output.once('drain', () => stream.resume());
      }
    });
    stream.once('close', () => {
      if (--open === 0) output.end();
    });
  }
  let hasEnded = false;
  const code = new Promise<number>((resolve) => {
    child.once('close', (number, signal) => {
      hasEnded = true;
      resolve(number ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  passSignals(child);
  return {
    name: command.join(' '),
    output,
    code,
    get hasEnded() {
      return hasEnded;
    },
  };
}

/** A signal that only this program gets, as from a supervisor, reaches the command too. */
function passSignals(child: ChildProcess): void {
  const pass = (signal: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  };
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(signal, pass);
  child.once('close', () => {
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.off(signal, pass);
  });
}

function notStarted(program: string, error: NodeJS.ErrnoException): UserError {
  const why = error.code === 'ENOENT' ? 'there is no such program' : `cannot be started: ${error.message}`;
  return new UserError({ path: '--', message: why, given: `"${program}"` });
}

/** The same stream, written to a file on its way. */
export function teeTo(stream: Readable, file: string): Readable {
  const through = new PassThrough();
  const target = createWriteStream(file);
  target.on('error', (error) => {
    stream.unpipe(target);
    through.destroy(new UserError({ path: '--tee', file, message: `cannot be written: ${error.message}` }));
  });
  stream.pipe(target);
  stream.pipe(through);
  return through;
}
