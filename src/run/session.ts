import { join } from 'node:path';
import { show, UserError } from '../core/errors.js';
import type { Scenario } from '../scenario/scenario.js';
import { guard } from './disk.js';
import { announceRun, reserveFolder, writeResult } from './folder.js';
import { runId } from './ids.js';
import { initIn, keepInit } from './init.js';
import { LiveRun } from './live.js';
import { beat, lock, unlock } from './lock.js';
import { type Command, type Outcome, type ResumePoint, reasonOf } from './protocol.js';
import { startThread, type Thread, workerEntry } from './thread.js';
import { Turns } from './turns.js';
import { programVersion } from './version.js';
import type { RunResult, Session, SessionEvent } from './view.js';

/** Live runs at most when they share workers. */
const MOST_INTERLEAVED = 8;
const TURN_MS = 250;
const WATCHDOG_MS = 1000;
const HEARTBEAT_MS = 10_000;
/** What a run gets to end by itself before its thread is ended. */
const GRACE_MS = 2000;

/** One scenario variant with the seeds to run. */
export interface PlanEntry {
  readonly scenario: Scenario;
  readonly seeds: readonly number[];
  /** The run folder in which the one run of this entry goes on, locked already. */
  readonly resume?: Resumption;
}

export interface Resumption {
  readonly id: string;
  readonly folder: string;
  readonly point: ResumePoint;
}

export interface SessionOptions {
  /** Runs at work at a time. */
  readonly workers: number;
  /** Folder that gets a run folder per run, or null to write nothing. */
  readonly out: string | null;
  /** Absolute paths of modules that add losses, envs, agents and tasks; see {@link loadPlugins}. @default [] */
  readonly plugins?: readonly string[];
  /**
   * Starts the first run of every variant (at most 8) at once and lets them take turns at the workers, so that all
   * curves begin early. @default false
   */
  readonly interleave?: boolean;
  /** A safetensors file with the weights that every run starts with. */
  readonly init?: string | null;
  /** Seconds between two checkpoints. @default 10, more where a checkpoint would cost over 2 % of the time */
  readonly checkpointSeconds?: number | null;
  /** Megabytes of JavaScript heap per run. @default 1024 */
  readonly memoryMb?: number;
  /** Seconds without a sign of life after which a run is `failed` as stuck. @default 120 */
  readonly stuckAfter?: number;
}

/**
 * Starts the runs of a plan in worker threads: one thread a run, `workers` at a time, the others queue. The order is fair
 * to the variants: the first seed of each, then the second of each, and so on.
 */
export function createSession(plan: readonly PlanEntry[], options: SessionOptions): Session {
  if (!Number.isSafeInteger(options.workers) || options.workers < 1) {
    throw new UserError({
      path: 'workers',
      message: 'must be a whole number >= 1',
      given: show(options.workers),
    });
  }
  workerEntry();
  return new ThreadSession(plan, options);
}

class ThreadSession implements Session {
  readonly runs: readonly LiveRun[];
  readonly events: SessionEvent[] = [];
  readonly workers: number;
  readonly done: Promise<void>;
  readonly #options: SessionOptions;
  readonly #live = new Map<LiveRun, Thread>();
  readonly #most: number;
  readonly #turns: Turns | null;
  readonly #started = performance.now();
  readonly #silence = new Map<LiveRun, { activity: number; seconds: number }>();
  readonly #timers: NodeJS.Timeout[] = [];
  #queue: LiveRun[];
  #allEnded: () => void = () => {};
  #watched: string | null = null;
  #news = true;
  #closing: Promise<void> | null = null;

  constructor(plan: readonly PlanEntry[], options: SessionOptions) {
    this.#options = options;
    this.workers = options.workers;
    const groups = createRuns(plan, options);
    this.runs = groups.flat();
    this.#queue = roundRobin(groups);
    this.done = new Promise((resolve) => {
      this.#allEnded = resolve;
    });
    const together = options.interleave === true ? Math.min(groups.length, MOST_INTERLEAVED) : 0;
    this.#most = Math.max(options.workers, together);
    this.#turns = this.#most > options.workers ? new Turns(options.workers) : null;
    this.#every(WATCHDOG_MS, () => this.#lookForStuck());
    this.#every(HEARTBEAT_MS, () => {
      for (const { folder, ended } of this.runs) if (folder !== null && !ended) beat(folder);
    });
    if (this.#turns !== null) this.#every(TURN_MS, () => this.#turns?.next());
    this.#fill();
  }

  drain(): boolean {
    let changed = this.#news;
    this.#news = false;
    const now = performance.now() / 1000;
    for (const run of this.runs) if (run.drain(now)) changed = true;
    return changed;
  }

  pause(run: string | null): void {
    this.#tell(run, { kind: 'pause' }, 'paused');
  }

  resume(run: string | null): void {
    this.#tell(run, { kind: 'resume' }, 'resumed');
  }

  step(run: string | null, steps: number): void {
    this.#tell(run, { kind: 'step', steps }, null);
  }

  setSpeed(run: string | null, speed: number): void {
    this.#tell(run, { kind: 'speed', speed }, null);
  }

  stop(run: string | null): void {
    const chosen = this.#chosen(run);
    this.#tell(run, { kind: 'stop' }, null);
    for (const queued of this.#queue.filter((other) => chosen.includes(other))) {
      this.#end(queued, neverStarted('stopped before it started'));
    }
  }

  watch(run: string | null): void {
    if (run === this.#watched) return;
    for (const other of this.runs) {
      if (other.id === this.#watched) other.control.send({ kind: 'watch', on: false });
      if (other.id === run) other.control.send({ kind: 'watch', on: true });
    }
    this.#watched = run;
  }

  results(): readonly RunResult[] {
    return this.runs.map((run) => run.result());
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const run of [...this.#queue]) this.#end(run, neverStarted('the session was closed before it started'));
    const threads = [...this.#live.values()];
    for (const run of this.#live.keys()) run.control.send({ kind: 'stop' });
    const late = setTimeout(() => {
      for (const thread of threads) thread.kill('stopped', 'the session was closed while it was at work');
    }, GRACE_MS);
    await this.done;
    clearTimeout(late);
  }

  #chosen(id: string | null): readonly LiveRun[] {
    const chosen = id === null ? this.runs : this.runs.filter((run) => run.id === id);
    if (id !== null && chosen.length === 0) throw new Error(`there is no run ${id}`);
    return chosen.filter((run) => !run.ended);
  }

  #tell(id: string | null, command: Command, done: string | null): void {
    const chosen = this.#chosen(id);
    for (const run of chosen) run.control.send(command);
    if (done !== null && chosen.length > 0) this.#log('info', id, `${done} by hand`);
  }

  /** Starts queued runs while there is room. */
  #fill(): void {
    while (this.#live.size < this.#most && this.#queue.length > 0) this.#start(this.#queue.shift()!);
    if (this.#live.size > 0 || this.#queue.length > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#allEnded();
  }

  #start(run: LiveRun): void {
    const { plugins = [], memoryMb = 1024, init = null, checkpointSeconds = null } = this.#options;
    const { id, scenario, seed, folder, resume, control } = run;
    const record = { folder, resume, init: folder === null ? init : initIn(folder, init), checkpointSeconds };
    const job = { id, scenario, seed, ...record, plugins, control: control.buffer, ring: run.begin() };
    const thread = startThread(job, () => control.progress, {
      memoryMb,
      hear: run.hear,
      print: (line, level) => this.#log(level, id, line),
    });
    this.#live.set(run, thread);
    this.#turns?.enter(control);
    this.#log('info', id, 'started');
    void thread.gone.then((outcome) => this.#end(run, outcome));
  }

  #end(run: LiveRun, outcome: Outcome): void {
    this.#queue = this.#queue.filter((other) => other !== run);
    this.#live.delete(run);
    this.#turns?.leave(run.control);
    this.#silence.delete(run);
    run.end(outcome);
    const { status, reason } = outcome;
    const level = status === 'failed' || status === 'diverged' ? 'error' : 'info';
    this.#log(level, run.id, reason === null ? status : `${status}: ${reason}`);
    this.#recordEnd(run);
    if (run.folder !== null) unlock(run.folder);
    this.#fill();
  }

  /** A thread that broke off, or never was, cannot write its own result. */
  #recordEnd(run: LiveRun): void {
    if (run.folder === null || run.digest !== null) return;
    try {
      writeResult(run.folder, run.result());
    } catch (error) {
      this.#log('error', run.id, reasonOf(error));
    }
  }

  /** Counts looks, not time: a program that was suspended has not been silent. */
  #lookForStuck(): void {
    const { stuckAfter = 120 } = this.#options;
    for (const [run, thread] of this.#live) {
      const { activity, phase, held, progress } = run.control;
      const before = this.#silence.get(run);
      const idle = phase === 'paused' || held || before === undefined || before.activity !== activity;
      const seconds = idle ? 0 : before.seconds + WATCHDOG_MS / 1000;
      this.#silence.set(run, { activity, seconds });
      if (seconds >= stuckAfter)
        thread.kill('failed', `stuck: no sign of life for ${seconds} s after step ${progress.step}`);
    }
  }

  #log(level: SessionEvent['level'], run: string | null, text: string): void {
    this.events.push({ seconds: (performance.now() - this.#started) / 1000, level, run, text });
    this.#news = true;
  }

  /** A timer that keeps no program alive. */
  #every(milliseconds: number, act: () => void): void {
    this.#timers.push(setInterval(act, milliseconds).unref());
  }
}

function neverStarted(reason: string): Outcome {
  return { status: 'stopped', reason, step: 0, seconds: 0, digest: null, final: {} };
}

/** The runs of each plan entry, under ids that no other has; with `out` each has its folder, which this process holds. */
function createRuns(plan: readonly PlanEntry[], { out, plugins = [], init = null }: SessionOptions): LiveRun[][] {
  const taken = new Set<string>();
  const reserve = (wanted: string): string => {
    if (out !== null) return reserveFolder(out, wanted);
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
    taken.add(id);
    return id;
  };
  return plan.map(({ scenario, seeds, resume }) =>
    seeds.map((seed) => {
      if (resume !== undefined) return new LiveRun(resume.id, scenario, seed, resume.folder, resume.point);
      const id = reserve(runId(scenario, seed));
      if (out === null) return new LiveRun(id, scenario, seed, null);
      const folder = join(out, id);
      guard(folder, () => lock(folder));
      announceRun(folder, scenario, seed, { id, losscope: programVersion(), plugins });
      if (init !== null) keepInit(folder, init);
      return new LiveRun(id, scenario, seed, folder);
    }),
  );
}

function roundRobin<T>(groups: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group.slice(i, i + 1))).flat();
}
