import { Worker } from 'node:worker_threads';
import { UserError } from '../../core/errors.js';
import { buildId, builtEntry, type Program, programVersion } from '../../core/package.js';
import { reasonOf } from './protocol.js';

/** What a thread is started with that only tries whether a plug-in can be loaded. */
export interface TrialData {
  /** Absolute path of the module. */
  readonly trial: string;
  readonly program: Program;
}

/** The thread's word that the module was loaded, or failed to in a way that whoever loads it next will tell better. */
export const SOUND = 'sound';

/** Seconds that a plug-in may take to load, unless LOSSCOPE_PLUGIN_SECONDS says otherwise. */
const SECONDS = 30;
const MEMORY_MB = 1024;

export function secondsToLoad(): number {
  const given = Number(process.env.LOSSCOPE_PLUGIN_SECONDS);
  return given > 0 ? given : SECONDS;
}

const tried = new Set<string>();

/**
 * Loads plug-ins in a thread of their own first, where a loop without an end, a call of `process.exit` or a promise that is
 * rejected later ends that thread alone, and where nothing that they print is heard. Each is tried once. Throws a
 * {@link UserError} that names the module.
 */
export async function tryPlugins(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (tried.has(path)) continue;
    const problem = await tryOne(path);
    if (problem !== null) throw new UserError({ path: '', file: path, ...problem });
    tried.add(path);
  }
}

type Problem = { readonly message: string; readonly hint?: string } | null;

function tryOne(path: string): Promise<Problem> {
  const program = { version: programVersion(), build: buildId() };
  const worker = new Worker(builtEntry('worker'), {
    workerData: { trial: path, program } satisfies TrialData,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const seconds = secondsToLoad();
  return new Promise<Problem>((resolve) => {
    const late = setTimeout(() => resolve(tooLong(seconds)), 1000 * seconds);
    worker.once('message', (word: unknown) => {
      if (word === SOUND) resolve(null);
    });
    worker.once('error', (error: unknown) => resolve({ message: messageOf(error) }));
    // 13: Node's code for a top-level await with nothing left to wait for.
    worker.once('exit', (code) => {
      const message = code === 13 ? 'never ends loading: its top-level await waits for nothing' : exits(code);
      resolve({ message });
    });
    worker.once('exit', () => clearTimeout(late));
  }).finally(() => worker.terminate());
}

function messageOf(error: unknown): string {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull
    ? `runs out of memory while it is loaded (more than ${MEMORY_MB} MB of JavaScript heap)`
    : `fails after it is loaded: ${reasonOf(error)}`;
}

const exits = (code: number): string => `ends the process while it is loaded (exit code ${code}): a plug-in must not`;

function tooLong(seconds: number): Problem {
  const message = `was not loaded within ${seconds} s: a loop or a top-level await that does not end`;
  return { message, hint: 'LOSSCOPE_PLUGIN_SECONDS=120 gives it more time' };
}

/** The same limit for code that is loaded in this thread. */
export async function withinTime<T>(loading: Promise<T>, file: string): Promise<T> {
  const seconds = secondsToLoad();
  let late: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new UserError({ path: '', file, ...tooLong(seconds)! })), 1000 * seconds);
  });
  try {
    return await Promise.race([loading, limit]);
  } finally {
    clearTimeout(late);
  }
}
