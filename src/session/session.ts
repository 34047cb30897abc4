import { show, UserError } from '../core/errors.js';
import { builtEntry } from '../core/package.js';
import { readRegular } from '../core/regular-file.js';
import { decodeCheckpoint, lastWhole } from '../store/checkpoint.js';
import { syncNotes } from '../store/disk.js';
import { initIn } from '../store/initial-weights.js';
import { isLost, LOST, tokenOf, unlock } from '../store/lock.js';
import type { RunResult } from '../store/result.js';
import { writeResult } from '../store/run-folder.js';
import type { Alert } from '../train/alerts/alert.js';
import { alertLine } from '../train/alerts/alert-watch.js';
import { droppedPoints } from '../train/alerts/dropped-points.js';
import { retuned } from '../train/tunable-settings.js';
import { toCommonStep } from './common-step.js';
import { registriesOf, rehearseFork } from './fork.js';
import type { LiveRun, PointListener } from './live-run.js';
import type { PlanEntry, Start } from './plan.js';
import { Roster, roundRobin } from './roster.js';
import type { Session, SessionEvent } from './run-view.js';
import { Turns } from './scheduler.js';
import { type Command, type Outcome, reasonOf } from './thread/protocol.js';
import { type Thread, Threads } from './thread/run-thread.js';

export type { PlanEntry, Resumption } from './plan.js';

/** Live runs at most when they share workers. */
const MOST_INTERLEAVED = 8;
const TURN_MS = 250;
const WATCHDOG_MS = 1000;
/** What a run gets to end by itself before its thread is ended. */
const GRACE_MS = 2000;

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
  /** Whether each run folder keeps the weights of the best evaluation too. @default false */
  readonly keepBest?: boolean;
  /** Threads start when this has settled: whoever draws first does not compete with them. @default at once */
  readonly begin?: Promise<unknown>;
  /**
   * Whether the curves of ended runs stay in memory, a few hundred kilobytes a run, for somebody who draws them. Without, a
   * run keeps the last value of each metric. @default true
   */
  readonly keepCurves?: boolean;
  /** Gets every point that is read from a run's ring, in order, while the session is drained. */
  readonly onPoint?: PointListener;
  /** Books where the time of each run goes, which costs some. @default false */
  readonly profile?: boolean;
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
  builtEntry('worker');
  return new ThreadSession(plan, options);
}

class ThreadSession implements Session {
  readonly runs: LiveRun[] = [];
  readonly events: SessionEvent[] = [];
  readonly workers: number;
  readonly #options: SessionOptions;
  readonly #live = new Map<LiveRun, Thread>();
  readonly #threads = new Threads();
  readonly #roster: Roster;
  readonly #turns: Turns | null;
  readonly #started = performance.now();
  readonly #silence = new Map<LiveRun, { activity: number; seconds: number }>();
  #timers: NodeJS.Timeout[] = [];
  #queue: LiveRun[] = [];
  /** Live runs at most; those that share workers take turns. */
  #most: number;
  #groups = 0;
  #waits: boolean;
  #done: Promise<void> = Promise.resolve();
  #allEnded: (() => void) | null = null;
  #watched: string | null = null;
  #news = true;
  #closing: Promise<void> | null = null;

  constructor(plan: readonly PlanEntry[], options: SessionOptions) {
    this.#options = options;
    this.workers = options.workers;
    this.#roster = new Roster(options);
    this.#most = options.workers;
    this.#turns = options.interleave === true ? new Turns(options.workers) : null;
    this.#waits = options.begin !== undefined;
    const begin = (): void => {
      this.#waits = false;
      this.#fill();
    };
    options.begin?.then(begin, begin);
    this.#take(this.#roster.enlist(plan));
    for (const note of syncNotes()) this.#log('warning', null, note);
  }

  get done(): Promise<void> {
    return this.#done;
  }

  add(entries: readonly PlanEntry[]): readonly string[] {
    this.#refuseWhenClosed();
    const groups = this.#roster.enlist(entries);
    this.#take(groups);
    return groups.flat().map(({ id }) => id);
  }

  rerun(run: string): string {
    this.#refuseWhenClosed();
    const again = this.#roster.again(this.#run(run));
    this.#take([[again]]);
    return again.id;
  }

  async fork(id: string, set: readonly string[]): Promise<string> {
    this.#refuseWhenClosed();
    const parent = this.#run(id);
    const { scenario, seed } = parent;
    const registries = await registriesOf(scenario, parent.plugins);
    // What is wrong with the settings needs no state.
    retuned(scenario, set, 0, registries);
    const start = await this.#stateOf(parent);
    const { progress } = decodeCheckpoint(start.state);
    const { step } = progress;
    const changed = retuned(scenario, set, step, registries);
    rehearseFork(changed, seed, progress, registries);
    this.#refuseWhenClosed();
    const lineage = { parent: id, step, set, scenario, fork: parent.fork };
    const run = this.#roster.fork(changed, seed, lineage, parent.plugins, start);
    this.#log('info', id, `forked at step ${step} into ${run.id}`);
    this.#take([[run]]);
    return run.id;
  }

  align(runs: readonly string[]): Promise<() => void> {
    return toCommonStep([...this.#live.keys()].filter(({ id }) => runs.includes(id)));
  }

  /** Queues new runs before the others, and starts them as far as there is room. */
  #take(groups: readonly (readonly LiveRun[])[]): void {
    const runs = groups.flat();
    this.runs.push(...runs);
    for (const run of runs) run.onPoint = this.#options.onPoint ?? null;
    this.#queue.unshift(...roundRobin(groups));
    this.#groups += groups.length;
    if (this.#turns !== null) this.#most = Math.max(this.workers, Math.min(this.#groups, MOST_INTERLEAVED));
    this.#news = true;
    if (this.#allEnded === null) this.#awake();
    this.#fill();
  }

  /** From the first run to the end of the last one. */
  #awake(): void {
    this.#done = new Promise((resolve) => {
      this.#allEnded = resolve;
    });
    this.#every(WATCHDOG_MS, () => {
      this.#lookForStuck();
      this.#lookForLost();
    });
    if (this.#turns !== null) this.#every(TURN_MS, () => this.#turns?.next());
  }

  /** The state of a run at work at its next step, or the last one that an ended run left. */
  async #stateOf(run: LiveRun): Promise<Start> {
    if (!run.ended) {
      if (!this.#live.has(run))
        throw new UserError({ path: run.id, message: 'has not started: it has no state to fork' });
      return run.share();
    }
    const { found, warnings } = run.folder === null ? { found: null, warnings: [] } : lastWhole(run.folder);
    for (const warning of warnings) this.#log('warning', run.id, warning);
    if (found !== null)
      return { state: readRegular(found.file, { follow: false }), series: new Map(), folder: run.folder };
    throw new UserError({ path: run.id, message: 'has ended and left no checkpoint to fork' });
  }

  #run(id: string): LiveRun {
    const found = this.runs.find((run) => run.id === id);
    if (found === undefined) throw new Error(`there is no run ${id}`);
    return found;
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== null) throw new Error('the session is closed');
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
    this.#fill();
  }

  step(run: string | null, steps: number): void {
    this.#tell(run, { kind: 'step', steps }, null);
    this.#fill();
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
    await this.#done;
    clearTimeout(late);
  }

  #chosen(id: string | null): readonly LiveRun[] {
    const chosen = id === null ? this.runs : [this.#run(id)];
    return chosen.filter((run) => !run.ended);
  }

  #tell(id: string | null, command: Command, done: string | null): void {
    const chosen = this.#chosen(id);
    for (const run of chosen) run.control.send(command);
    if (done !== null && chosen.length > 0) this.#log('info', id, `${done} by hand`);
  }

  /** Starts queued runs while there is room; those that are paused keep their place. */
  #fill(): void {
    while (!this.#waits && this.#live.size < this.#most) {
      const next = this.#queue.findIndex((run) => !run.waits);
      if (next < 0) break;
      this.#start(this.#queue.splice(next, 1)[0]!);
    }
    if (this.#live.size > 0 || this.#queue.length > 0) return;
    this.#threads.end();
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    this.#allEnded?.();
    this.#allEnded = null;
  }

  #start(run: LiveRun): void {
    const { memoryMb = 1024, init = null, checkpointSeconds = null, keepBest = false, profile = false } = this.#options;
    const { id, scenario, seed, folder, plugins, code, resume, fork, start, control } = run;
    const begin = { resume, fork, start: start?.state ?? null };
    const token = folder === null ? null : tokenOf(folder);
    const record = { folder, token, init: folder === null ? init : initIn(folder, init), checkpointSeconds, keepBest };
    const job = {
      id,
      scenario,
      seed,
      ...begin,
      ...record,
      plugins,
      code,
      profile,
      control: control.buffer,
      ring: run.begin(),
    };
    const thread = this.#threads.start(job, () => control.progress, {
      memoryMb,
      yields: this.#options.begin !== undefined,
      hear: { ...run.hear, alert: (message) => this.#alert(run, message.alert) },
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
    if (this.#options.keepCurves === false) run.forgetCurves();
    if (run.dropped > 0) this.#alert(run, droppedPoints(run.step, run.dropped));
    const { status, reason } = outcome;
    const level = status === 'failed' || status === 'diverged' ? 'error' : 'info';
    this.#log(level, run.id, reason === null ? status : `${status}: ${reason}`);
    this.#recordEnd(run);
    if (run.folder !== null) unlock(run.folder);
    this.#fill();
  }

  /** A thread that broke off, or never was, cannot write its own result. */
  #recordEnd(run: LiveRun): void {
    if (run.folder === null || run.digest !== null || isLost(run.folder)) return;
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

  /** What another process has taken over is its own now. */
  #lookForLost(): void {
    for (const [run, thread] of this.#live) {
      if (run.folder !== null && isLost(run.folder)) thread.kill('failed', LOST);
    }
    const isGone = ({ folder }: LiveRun) => folder !== null && isLost(folder);
    for (const queued of this.#queue.filter(isGone)) this.#end(queued, neverStarted(LOST));
  }

  #alert(run: LiveRun, alert: Alert): void {
    run.hear.alert({ kind: 'alert', alert });
    this.#log('warning', run.id, alertLine(alert));
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
