import { Worker } from 'node:worker_threads';
import { engineBytes } from '../../core/limits.js';
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

/** A run that a thread is given, the first or a further one. */
export interface ThreadJob {
  readonly job: Job;
  /** Tables of users that were read already; their arrays are shared. */
  readonly tables: ReadonlyMap<string, OwnTable>;
  /** Whether the thread waits for another run afterwards. */
  readonly again: boolean;
}

/** What a thread is started with. */
export interface ThreadData extends ThreadJob {
  /** Compiled once for all threads. */
  readonly kernels: WebAssembly.Module;
  readonly yields: boolean;
  /** What has started it: the thread's own files may have been replaced since. */
  readonly program: Program;
  /** Bytes that an engine may grow to. */
  readonly engineBytes: number;
}

/** Runs of one thread at most: what V8 keeps of ended runs goes with it. */
const MOST_RUNS = 50;

/**
 * The threads of a session. A run has a thread of its own while it is at work; one that has no plug-in leaves nothing behind
 * but its caches, so that its thread takes the next run: starting one costs as much as half a second of training. Plug-ins may leave
 * anything in their modules, and a profile wraps what others would use: such runs get new threads, which end with them.
 */
export class Threads {
  readonly #idle = new Set<RunThread>();

  /** Starts a run in a thread. `progress` tells how far it is when it breaks off. */
  start(job: Job, progress: () => { readonly step: number; readonly seconds: number }, options: ThreadOptions): Thread {
    const broken = (status: 'stopped' | 'failed', reason: string): Outcome => {
      return { status, reason, ...progress(), digest: null, final: {} };
    };
    const isClean = job.plugins.length === 0 && job.profile !== true;
    try {
      const [idle] = isClean ? this.#idle : [];
      if (idle !== undefined) this.#idle.delete(idle);
      const thread = idle ?? new RunThread(options);
      return thread.take({ job, tables: knownTables(), again: isClean }, options, broken, () => this.#idle.add(thread));
    } catch (thrown) {
      return { gone: Promise.resolve(broken('failed', reasonOf(thrown))), kill: () => {} };
    }
  }

  /** Ends the threads that have no run. */
  end(): void {
    for (const thread of this.#idle) thread.end();
    this.#idle.clear();
  }
}

/** What a thread does at present. */
interface Taken {
  readonly options: ThreadOptions;
  readonly isLast: boolean;
  outcome: Outcome | null;
  settle(outcome: Outcome): void;
  readonly broken: (status: 'stopped' | 'failed', reason: string) => Outcome;
}

/** One thread. */
class RunThread {
  #worker: Worker | null = null;
  #taken: Taken | null = null;
  #runs = 0;
  #error: string | null = null;
  readonly #options: Pick<ThreadOptions, 'memoryMb' | 'yields'>;

  constructor(options: Pick<ThreadOptions, 'memoryMb' | 'yields'>) {
    this.#options = options;
  }

  /** `rest` is called when the run has ended and the thread is free for another. */
  take(given: ThreadJob, options: ThreadOptions, broken: Taken['broken'], rest: () => void): Thread {
    this.#runs++;
    const isLast = !given.again || this.#runs === MOST_RUNS;
    const first = this.#worker === null;
    const worker = this.#worker ?? this.#start({ ...given, again: !isLast });
    const gone = new Promise<Outcome>((resolve) => {
      const settle = (outcome: Outcome): void => {
        this.#taken = null;
        resolve(outcome);
      };
      this.#taken = { options, isLast, outcome: null, settle, broken };
    });
    const taken = this.#taken!;
    this.#rest = rest;
    worker.ref();
    if (!first) worker.postMessage({ ...given, again: !isLast } satisfies ThreadJob);
    return {
      gone,
      kill: (status, reason) => {
        if (this.#taken !== taken) return;
        taken.outcome ??= broken(status, reason);
        void worker.terminate();
      },
    };
  }

  end(): void {
    void this.#worker?.terminate();
  }

  #rest: () => void = () => {};

  #start(given: ThreadJob): Worker {
    const { memoryMb, yields } = this.#options;
    const program = { version: programVersion(), build: buildId() };
    const worker = new Worker(builtEntry('worker'), {
      workerData: { ...given, kernels: wasmModule(), yields, program, engineBytes: engineBytes() } satisfies ThreadData,
      name: given.job.id,
      // A run does not depend on how the program was started; `node -e` has options that no thread takes.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => {
      const taken = this.#taken;
      if (taken === null) return;
      dispatch<FromWorker>({ ...taken.options.hear, ended: ({ outcome }) => this.#ended(taken, outcome) }, message);
    });
    worker.on('error', (thrown: unknown) => {
      this.#error ??= reasonOfBreak(thrown, memoryMb);
    });
    worker.once('exit', (code) => {
      const taken = this.#taken;
      if (taken === null) return;
      const reason = this.#error ?? `the run's thread ended by itself with exit code ${code}`;
      taken.settle(taken.outcome ?? taken.broken('failed', reason));
    });
    forwardLines(worker, (line, level) => this.#taken?.options.print(line, level));
    return worker;
  }

  #ended(taken: Taken, outcome: Outcome): void {
    // A thread that is told to end has its last word already.
    const isKilled = taken.outcome !== null;
    taken.outcome ??= outcome;
    if (taken.isLast || isKilled || outcome.status === 'failed') {
      // A plug-in may have left a timer or a socket behind, which would keep the thread alive.
      void this.#worker!.terminate();
      return;
    }
    // It keeps no program alive while it waits.
    this.#worker!.unref();
    this.#rest();
    taken.settle(outcome);
  }
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
