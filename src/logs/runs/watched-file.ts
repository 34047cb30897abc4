import type { MetricSpec } from '../../core/learner.js';
import type { Choice } from '../placing/placement.js';
import { LogReader } from '../reading/log-reader.js';
import type { Source } from '../sources/source.js';
import { MOST_CURVES } from './cell-budget.js';
import { MOST_METRICS, type WatchedRun } from './watched-run.js';

/** More runs than this in one file are no runs: a column was taken for one. */
const MOST_RUNS = 500;

/** What is said of points that were left out. */
const BEYOND = {
  metrics: `points of metrics beyond the first ${MOST_METRICS.toLocaleString('en-US')}`,
  curves: `points of curves beyond the first ${MOST_CURVES.toLocaleString('en-US')} of all runs`,
};

/** Makes the runs of a file, or finds those that other files have begun. */
export interface Runs {
  /** The run that a file calls `name`, empty where it holds one; `focus`: the metric that a new one begins with. */
  runOf(file: WatchedFile, name: string, focus: string): WatchedRun;
  specOf(metric: string): MetricSpec;
}

/** One source with the runs in it. */
export class WatchedFile {
  readonly source: Source;
  readonly reader: LogReader;
  readonly runs: WatchedRun[] = [];
  ended = false;
  /** Whether anything has come. */
  heard = false;
  /** The process that was seen to have the file open for writing; null for none. */
  writer: number | null = null;
  /** There is more to read at once. */
  more = false;
  /** Whether its writer has gone. */
  #isOver = false;
  readonly #home: Runs;
  /** The run of the last point, and what the file calls it. */
  #last: WatchedRun | null = null;
  #lastName = '';
  readonly #byName = new Map<string, WatchedRun>();
  /** Metrics of each run that come from this file. */
  readonly #metrics = new Map<WatchedRun, Set<string>>();

  /** `prefix`: what stands before the names of its metrics. */
  constructor(source: Source, choice: Choice, home: Runs, prefix = '') {
    this.source = source;
    this.#home = home;
    this.reader = new LogReader({ path: source.path }, choice, {
      point: (name, own, x, value, wall, epoch, again) => {
        const metric = prefix === '' ? own : prefix + own;
        if (this.#last === null || name !== this.#lastName) {
          this.#last = this.#byName.get(name) ?? this.#begin(name, metric);
          this.#lastName = name;
        }
        const run = this.#last;
        if (run === null) {
          this.reader.leaveOut(`points of runs beyond the first ${MOST_RUNS}`);
          return;
        }
        const became = run.add(metric, specOf, x, value, wall, epoch, again);
        if (became === 'new') this.#metrics.get(run)!.add(metric);
        else if (became !== 'known') this.reader.leaveOut(BEYOND[became]);
      },
      lane: (name, own) => this.#byName.get(name)?.lane(prefix + own) ?? null,
    });
    const specOf = (metric: string): MetricSpec =>
      this.reader.specs.get(metric.slice(prefix.length)) ?? home.specOf(metric);
  }

  /** Reads what is new. True when anything changed. `now` in seconds. */
  poll(now: number): boolean {
    if (this.ended) return false;
    const { chunks, restarted, age, ended, more } = this.source.poll();
    this.more = more;
    this.heard ||= chunks.length > 0;
    if (restarted) this.#restart();
    for (const chunk of chunks) this.reader.push(chunk);
    if (ended) this.reader.finish();
    if (ended || this.reader.ended) {
      this.ended = ended;
      for (const run of this.runs) run.end();
    }
    for (const run of this.runs) {
      if (chunks.length > 0 && this.#isOver) run.goOn();
      run.axis = this.reader.axis;
      run.changed = Math.max(run.changed, this.source.changed);
      run.measure(now, age);
    }
    if (chunks.length > 0) this.#isOver = false;
    return restarted || ended || chunks.length > 0;
  }

  /** The process that wrote the file has gone: its runs have ended, unless somebody writes on. */
  writerGone(): void {
    this.writer = null;
    this.#isOver = true;
    this.finish();
    for (const run of this.runs) run.end();
  }

  /** Takes what a format still holds, and a last line that is whole: the file is not expected to grow. */
  finish(): void {
    if (!this.ended) this.reader.finish();
    for (const run of this.runs) run.axis = this.reader.axis;
  }

  #restart(): void {
    this.reader.reset();
    for (const [run, metrics] of this.#metrics) {
      run.forget(metrics);
      metrics.clear();
    }
  }

  #begin(name: string, focus: string): WatchedRun | null {
    if (this.#byName.size >= MOST_RUNS) return null;
    const run = this.#home.runOf(this, name, focus);
    this.#byName.set(name, run);
    this.#metrics.set(run, new Set());
    // Of a run folder it is there before its first figure.
    if (!this.runs.includes(run)) this.runs.push(run);
    return run;
  }
}
