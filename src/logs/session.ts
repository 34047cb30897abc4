import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Issue, UserError } from '../core/errors.js';
import type { Session, SessionEvent } from '../session/run-view.js';
import { readBuilt } from '../store/built-facts.js';
import { ownerOf } from '../store/lock.js';
import type { RunResult, RunStatus } from '../store/result.js';
import type { Alert } from '../train/alerts/alert.js';
import { alertLine } from '../train/alerts/alert-watch.js';
import type { Watched, WatchedFolder } from './open.js';
import { missingIn } from './reading/missing.js';
import type { WatchedFile } from './runs/watched-file.js';
import type { WatchedRun } from './runs/watched-run.js';
import { FileSource } from './sources/file-source.js';
import { StreamSource } from './sources/stream-source.js';
import { withoutWriter } from './sources/writers.js';
import { summaryOf } from './summary.js';
import { eachLine } from './text/output-lines.js';

/** Looks at the files so often, whoever draws more often. */
const POLL_SECONDS = 0.1;
const RESULT_SECONDS = 1;
/** Whether the processes that write the files are still there is looked up so often. */
const WRITERS_SECONDS = 2;
/** A file that nothing has been written to for so long has no writer that is worth looking for. */
const STALE_MS = 60_000;
/** Folders are looked through for new logs so often. */
const RESCAN_SECONDS = 2;
/** So long it reads at a stretch: keys and frames come in between. */
const MOST_READING_MS = 10;
const FIRST_READING_MS = 200;
const MOST_JUDGED = 64;

/** A session that only looks: the runs are another program's. It never ends by itself as long as a file may grow. */
export class WatchSession implements Session {
  readonly events: SessionEvent[] = [];
  readonly workers = 0;
  readonly done: Promise<void>;
  readonly #watched: Watched;
  readonly #open: Set<WatchedFolder>;
  readonly #started = performance.now() / 1000;
  readonly #told = new Set<string>();
  /** Files that this look has still to read. */
  readonly #due: WatchedFile[] = [];
  /** Folders whose state this look has still to read. */
  readonly #unjudged: WatchedFolder[] = [];
  readonly #seen = new Set<WatchedFolder>();
  #next: NodeJS.Immediate | undefined;
  /** Not before somebody asks again: a long file would hold up whoever loads what draws it. */
  #readsOn = false;
  #news = false;
  #end: () => void = () => {};
  #polledAt = Number.NEGATIVE_INFINITY;
  #resultsAt = Number.NEGATIVE_INFINITY;
  #scannedAt = 0;
  #writersAt = 0;
  #summarised = false;
  readonly #summary = new Set<string>();
  /** What a program has printed: whoever sees its output needs no second one. */
  readonly #printed = new Set<string>();

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#open = new Set(watched.folders);
    this.done = new Promise((resolve) => {
      this.#end = resolve;
    });
    for (const note of watched.notes) this.#tellOnce(note);
    this.drain();
    this.#readsOn = true;
  }

  /** Whether nothing more can come. */
  get ended(): boolean {
    return this.#watched.files.every(({ ended }) => ended);
  }

  get runs(): readonly WatchedRun[] {
    return this.#watched.book.runs;
  }

  /** Runs that are there and not shown: older than those that are. */
  get leftOut(): number {
    return this.#watched.leftOut;
  }

  /** Whether everything that was there has been read. */
  get caughtUp(): boolean {
    return this.#due.length === 0;
  }

  /** Whether one of the sources is a pipe. */
  get isPiped(): boolean {
    return this.#watched.files.some(({ source }) => source instanceof StreamSource);
  }

  /** Whether anything at all has come. */
  get hasHeard(): boolean {
    return this.#watched.files.some(({ heard }) => heard);
  }

  /** Lets the pipe flow without anybody looking. */
  letGo(): void {
    for (const { source } of this.#watched.files) if (source instanceof StreamSource) source.letGo();
  }

  /** Shows in the log what a program prints, and how it ended. */
  listen(program: { readonly name: string; readonly code: Promise<number>; readonly output: Readable }): void {
    this.show(program.output);
    void program.code.then((code) => {
      const level = code === 0 ? 'info' : 'error';
      this.#tellOnce(`${program.name} ended with exit code ${code}`, level);
      if (code !== 0) for (const run of this.runs) run.fail(`the program ended with exit code ${code}`);
    });
  }

  /** Shows in the log what comes through a pipe, line by line. */
  show(output: Readable): void {
    eachLine(output, (text) => {
      this.events.push({ seconds: performance.now() / 1000 - this.#started, level: 'info', run: null, text });
      this.#printed.add(text);
      this.#news = true;
    });
  }

  /** Why files cannot be read at all, as problems. */
  get refused(): readonly Issue[] {
    return this.#watched.files.flatMap(({ source, reader }) => {
      const problem = source.problem ?? null;
      if (problem !== null) return [{ path: '', file: source.path, message: `cannot be read: ${problem}` }];
      if (reader.refused === null) return [];
      return [{ path: '', file: source.path, message: `is no log that losscope reads: it ${reader.refused}` }];
    });
  }

  /** What was read and what was not understood, a line each. */
  summary(): readonly string[] {
    return summaryOf(this.#watched);
  }

  /** What happened, without the summary of what was read at first. */
  get told(): readonly string[] {
    return this.events.map(({ text }) => text).filter((text) => !this.#summary.has(text) && !this.#printed.has(text));
  }

  /** The pattern by which runs are grouped; null where it is guessed by their paths. */
  get grouping(): string | null {
    return this.#watched.book.pattern;
  }

  /** Groups the runs by another pattern. Throws a {@link UserError} for one that is none. */
  regroup(pattern: string | null): void {
    this.#watched.book.regroup(pattern);
    this.#watched.book.settle();
    this.#news = true;
  }

  /** The folder that a run is recorded in; null for one of another program. */
  folderOf({ id }: Pick<RunResult, 'id'>): string | null {
    return this.#watched.folders.find(({ file }) => file.runs.some((run) => run.id === id))?.path ?? null;
  }

  drain(): boolean {
    const now = performance.now() / 1000 - this.#started;
    if (this.#due.length === 0) {
      if (now - this.#polledAt < POLL_SECONDS && !this.#news) return false;
      this.#polledAt = now;
      if (now - this.#scannedAt >= RESCAN_SECONDS) this.#rescan(now);
      this.#due.push(...this.#watched.files);
    }
    let changed = this.#news;
    this.#news = false;
    if (this.#read(now)) changed = true;
    this.#judgeFirst();
    if (this.#unjudged.length === 0 && now - this.#resultsAt >= RESULT_SECONDS) {
      this.#resultsAt = now;
      this.#unjudged.push(...this.#open);
    }
    if (this.#judge()) changed = true;
    if (this.#due.length === 0 && now - this.#writersAt >= WRITERS_SECONDS && this.#lookForWriters(now)) changed = true;
    if (this.ended) this.#end();
    return changed;
  }

  /** Ends the runs of files whose writer has gone. True when there are any. */
  #lookForWriters(now: number): boolean {
    this.#writersAt = now;
    // Run folders of losscope tell their end themselves.
    const own = new Set(this.#watched.folders.map(({ file }) => file));
    const files = this.#watched.files.filter(
      (file) => !own.has(file) && !file.ended && file.source instanceof FileSource,
    );
    const over = withoutWriter(files, performance.timeOrigin + performance.now() - STALE_MS);
    for (const file of over) {
      while (file.poll(now));
      file.writerGone();
    }
    if (over.length > 0) this.#watched.book.settle();
    return over.length > 0;
  }

  /** Puts the folders of runs that have just been found before those that were looked at already. */
  #judgeFirst(): void {
    const found = [...this.#open].filter((folder) => folder.file.runs.length > 0 && !this.#seen.has(folder));
    for (const folder of found) this.#seen.add(folder);
    this.#unjudged.unshift(...found);
  }

  /** Looks how folders stand, as many as there is time for; the rest come with the next look. True when anything changed. */
  #judge(): boolean {
    const until = performance.now() + (this.#readsOn ? MOST_READING_MS : FIRST_READING_MS);
    let changed = false;
    for (let i = 0; this.#unjudged.length > 0; i++) {
      const folder = this.#unjudged[0]!;
      // How a run stands takes no time; a busy machine would let only one be told at a look.
      const quick = (i < MOST_JUDGED || !this.#readsOn) && folder.file.runs[0]?.status === 'running';
      if (!quick && performance.now() >= until) break;
      this.#unjudged.shift();
      // At first only how they stand: nobody is to see runs as running that ended long ago.
      if (this.#readsOn && this.#readBuilt(folder)) changed = true;
      if (this.#readResult(folder, until)) changed = true;
    }
    return changed;
  }

  #rescan(now: number): void {
    this.#scannedAt = now;
    const before = this.#watched.folders.length;
    const runs = this.runs.length;
    if (!this.#watched.rescan()) return;
    this.#watched.book.front(runs);
    for (const folder of this.#watched.folders.slice(before)) this.#open.add(folder);
    this.#news = true;
  }

  /** Reads what is due for a few milliseconds, files by turns; the rest follows by itself. True when anything changed. */
  #read(now: number): boolean {
    const until = performance.now() + MOST_READING_MS;
    let changed = false;
    do {
      const file = this.#due.shift();
      if (file === undefined) break;
      if (file.poll(now)) changed = true;
      if (file.more) this.#due.push(file);
    } while (performance.now() < until);
    if (changed) {
      this.#watched.book.settle();
      for (const run of this.runs) this.#tellOf(run);
    }
    if (this.#due.length === 0 && this.runs.length > 0 && !this.#summarised) {
      this.#summarised = true;
      for (const line of this.summary()) {
        this.#summary.add(line);
        this.#tellOnce(line, 'info');
      }
    }
    if (this.#due.length > 0 && this.#readsOn) this.#next ??= setImmediate(this.#readOn);
    return changed;
  }

  #tellOf(run: WatchedRun): void {
    for (const x of run.resumed) this.#tellOnce(`${run.id}: resumed at ${x}`, 'info', run.id);
    if (run.openEnded) for (const alert of run.alerts) this.#tellOnce(alertLine(alert), 'warning', run.id);
  }

  readonly #readOn = (): void => {
    this.#next = undefined;
    if (this.#read(performance.now() / 1000 - this.#started)) this.#news = true;
  };

  /** What was asked for by name and no file has so far, as problems; empty when there is none. */
  missing(): readonly Issue[] {
    return missingIn(this.#watched.files.map(({ reader }) => reader));
  }

  pause(): void {
    this.#onlyLooks();
  }
  resume(): void {
    this.#onlyLooks();
  }
  step(): void {
    this.#onlyLooks();
  }
  setSpeed(): void {
    this.#onlyLooks();
  }
  stop(): void {
    this.#onlyLooks();
  }
  watch(): void {}

  results(): readonly RunResult[] {
    return this.runs.map((run) => run.result());
  }

  add(): readonly string[] {
    throw onlyLooking();
  }
  rerun(): string {
    throw onlyLooking();
  }
  fork(): Promise<string> {
    return Promise.reject(onlyLooking());
  }

  async close(): Promise<void> {
    clearImmediate(this.#next);
    this.#due.length = 0;
    for (const { source } of this.#watched.files) source.close();
    this.#end();
  }

  /** A last look, unfinished lines that are whole included. */
  finish(): void {
    do {
      this.#polledAt = Number.NEGATIVE_INFINITY;
      this.#resultsAt = Number.NEGATIVE_INFINITY;
    } while (this.drain() || this.#due.length + this.#unjudged.length > 0);
    for (const file of this.#watched.files) file.finish();
    this.#watched.book.settle();
  }

  /** Whether the folder tells what its run begins with, and did not before. */
  #readBuilt({ path, file }: WatchedFolder): boolean {
    const [run] = file.runs;
    if (run === undefined || run.built !== null) return false;
    run.built = readBuilt(path);
    return run.built !== null;
  }

  /** Whether the folder's run has ended since the last look. */
  #readResult(folder: WatchedFolder, until: number): boolean {
    const [run] = folder.file.runs;
    let result: Record<string, unknown>;
    try {
      result = JSON.parse(readFileSync(join(folder.path, 'result.json'), 'utf8')) as Record<string, unknown>;
    } catch {
      return run?.rest(ownerOf(folder.path) === null) ?? false;
    }
    if (run === undefined || typeof result.status !== 'string') return false;
    if (run.status !== result.status) {
      // How it stands is told at once; its points, which may be many, after how all the others stand.
      run.status = result.status as RunStatus;
      run.reason = typeof result.reason === 'string' ? result.reason : null;
      if (typeof result.steps === 'number') run.step = result.steps;
      this.#unjudged.push(folder);
      return true;
    }
    // The metrics were complete before the result was written.
    while (folder.file.poll(0)) {
      if (performance.now() < until) continue;
      this.#unjudged.push(folder);
      return true;
    }
    folder.file.ended = true;
    run.end();
    run.status = result.status;
    run.seconds = typeof result.seconds === 'number' ? result.seconds : 0;
    run.digest = typeof result.digest === 'string' ? result.digest : null;
    if (typeof result.steps === 'number') run.step = result.steps;
    // Its own detectors knew more than its points.
    run.alerts = Array.isArray(result.alerts) ? (result.alerts as readonly Alert[]) : [];
    run.stepsPerSecond = run.seconds > 0 ? run.step / run.seconds : 0;
    this.#open.delete(folder);
    return true;
  }

  #onlyLooks(): void {
    this.#tellOnce('this run is another program’s: it is watched, not driven');
  }

  #tellOnce(text: string, level: SessionEvent['level'] = 'warning', run: string | null = null): void {
    const key = `${run ?? ''}\n${text}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.events.push({ seconds: performance.now() / 1000 - this.#started, level, run, text });
    this.#news = true;
  }
}

function onlyLooking(): UserError {
  return new UserError({ path: '', message: 'this run is watched, not driven: start one with losscope run' });
}
