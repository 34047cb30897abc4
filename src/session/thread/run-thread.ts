import { Worker } from 'node:worker_threads';
import { buildId, builtEntry, isReplaced, type Program, programVersion, REPLACED } from '../../core/package.js';
import { wasmModule } from '../../kernels/kernels.js';
import { knownTables, type OwnTable } from '../../tasks/splits/own-table.js';
import { dispatch, type FromWorker, type Handlers, type Job, type Outcome, reasonOf } from './protocol.js';

/** Lines that a run may print into the session's events, and their length. */
const MOST_LINES = 50;
const LONGEST_LINE = 400;

export interface ThreadOptions {
  /** Most megabytes of JavaScript heap; a run that needs more fails, and only that run. */
  readonly memoryMb: number;
  /** Somebody sits at the terminal: the program's own thread goes first where there are fewer cores than threads. */
  readonly yields: boolean;
  readonly hear: Omit<Handlers<FromWorker>, 'ended'>;
  /** A line that the run's code printed; its streams are not the program's own, which hold the dashboard. */
  readonly print: (line: string, level: 'info' | 'warning') => void;
}

export interface Thread {
  /** Settles when the thread is gone; never rejects. Without a last word of its own the run has failed. */
  readonly gone: Promise<Outcome>;
  /** Ends the thread at once; its run gets this status and reason unless it has ended already. */
  kill(status: 'stopped' | 'failed', reason: string): void;
}

/** What a thread is started with. */
export interface ThreadData {
  readonly job: Job;
  /** Tables of users that were read already; their arrays are shared. */
  readonly tables: ReadonlyMap<string, OwnTable>;
  /** Compiled once for all threads. */
  readonly kernels: WebAssembly.Module;
  readonly yields: boolean;
  /** What has started it: the thread's own files may have been replaced since. */
  readonly program: Program;
}

/** Starts the thread of one run. `progress` tells how far it is when it breaks off. */
export function startThread(
  job: Job,
  progress: () => { readonly step: number; readonly seconds: number },
  { memoryMb, yields, hear, print }: ThreadOptions,
): Thread {
  let outcome: Outcome | null = null;
  let error: string | null = null;
  const broken = (status: 'stopped' | 'failed', reason: string): Outcome => {
    return { status, reason, ...progress(), digest: null, final: {} };
  };
  const program = { version: programVersion(), build: buildId() };
  let worker: Worker;
  try {
    worker = new Worker(builtEntry('worker'), {
      workerData: { job, tables: knownTables(), kernels: wasmModule(), yields, program } satisfies ThreadData,
      name: job.id,
      // A run does not depend on how the program was started; `node -e` has options that no thread takes.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
  } catch (thrown) {
    return { gone: Promise.resolve(broken('failed', reasonOf(thrown))), kill: () => {} };
  }
  const handlers: Handlers<FromWorker> = {
    ...hear,
    ended: (message) => {
      outcome ??= message.outcome;
      // A plug-in may have left a timer or a socket behind, which would keep the thread alive.
      void worker.terminate();
    },
  };
  worker.on('message', (message: FromWorker) => dispatch(handlers, message));
  worker.on('error', (thrown: unknown) => {
    error ??= reasonOfBreak(thrown, memoryMb);
  });
  forwardLines(worker, print);
  const gone = new Promise<Outcome>((resolve) => {
    worker.once('exit', (code) => {
      resolve(outcome ?? broken('failed', error ?? `the run's thread ended by itself with exit code ${code}`));
    });
  });
  return {
    gone,
    kill(status, reason) {
      outcome ??= broken(status, reason);
      void worker.terminate();
    },
  };
}

function reasonOfBreak(error: unknown, memoryMb: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return `out of memory (more than ${memoryMb} MB of JavaScript heap)`;
  return isReplaced(error) ? REPLACED : reasonOf(error);
}

function forwardLines(worker: Worker, print: ThreadOptions['print']): void {
  let lines = 0;
  for (const [stream, level] of [
    [worker.stdout, 'info'],
    [worker.stderr, 'warning'],
  ] as const) {
    let rest = '';
    const show = (line: string) => {
      lines++;
      if (lines <= MOST_LINES) print(line.slice(0, LONGEST_LINE), level);
      else if (lines === MOST_LINES + 1) print('(further lines of this run are not shown)', level);
    };
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = (parts.pop() ?? '').slice(0, LONGEST_LINE);
      for (const part of parts) show(part);
    });
    stream.on('end', () => {
      if (rest !== '') show(rest);
    });
  }
}
