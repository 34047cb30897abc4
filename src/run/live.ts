import { join } from 'node:path';
import type { Scope } from '../core/scope.js';
import type { Scenario } from '../scenario/scenario.js';
import { Series } from './fold.js';
import { readMetrics } from './metrics-file.js';
import { Control, type FromWorker, type Handlers, type Outcome, type ResumePoint, resultOf } from './protocol.js';
import { createRing, RingReader } from './ring.js';
import type { Alert, Fork, RunResult, RunStatus, RunView } from './view.js';

/** Seconds over which the speed is smoothed. */
const SMOOTHING = 3;

/** A run as its session knows it: the view that others read, and the shared memory behind it. */
export class LiveRun implements RunView {
  status: RunStatus = 'queued';
  reason: string | null = null;
  step = 0;
  stepsPerSecond = 0;
  etaSeconds: number | null = null;
  seconds = 0;
  digest: string | null = null;
  scope: Scope | null = null;
  dropped = 0;
  alerts: readonly Alert[] = [];
  fork: Fork | null = null;
  ended = false;
  readonly series = new Map<string, Series>();
  /** There from the beginning, so that a command reaches a run that has no thread yet. */
  readonly control = new Control();
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly folder: string | null;
  readonly resume: ResumePoint | null;
  readonly #byId: Series[] = [];
  /** Points that overtook the definition of their metric: id, step, value, id, ... */
  #early: number[] = [];
  #ring: RingReader | null = null;
  #final: Readonly<Record<string, number>> = {};
  /** Steps and seconds of the last moments, older ones weighing less. */
  #recentSteps = 0;
  #recentSeconds = 0;
  #drainedAt: number | null = null;
  #news = false;

  /** With `resume`, the curves hold what the folder's record holds already. */
  constructor(id: string, scenario: Scenario, seed: number, folder: string | null, resume: ResumePoint | null = null) {
    this.id = id;
    this.scenario = scenario;
    this.seed = seed;
    this.folder = folder;
    this.resume = resume;
    // A run that was cut off early has no metrics yet.
    const size = resume?.metricsBytes ?? 0;
    if (folder !== null && size > 0) this.#recall(join(folder, 'metrics.jsonl'), size);
  }

  get steps(): number {
    return this.scenario.steps;
  }

  /** Marks the run as started and returns the ring that its thread writes to. */
  begin(): SharedArrayBuffer {
    const buffer = createRing();
    this.#ring = new RingReader(buffer);
    this.status = 'running';
    this.#news = true;
    return buffer;
  }

  /** What the run's thread tells. */
  readonly hear: Omit<Handlers<FromWorker>, 'ended'> = {
    metric: ({ id, spec }) => {
      const series = new Series(spec, this.steps);
      this.series.set(spec.name, series);
      this.#byId[id] = series;
      const early = this.#early;
      this.#early = [];
      for (let i = 0; i < early.length; i += 3) this.#fold(early[i]!, early[i + 1]!, early[i + 2]!);
      this.#news = true;
    },
    evaluated: () => {
      this.#news = true;
    },
    scope: ({ scope }) => {
      this.scope = scope;
      this.#news = true;
    },
  };

  /** Folds what the ring holds and reads how far the run is. `now` in seconds. True when anything changed. */
  drain(now: number): boolean {
    let changed = this.#news;
    this.#news = false;
    if (this.#ring === null) return changed;
    if (this.#ring.drain(this.#fold) > 0) changed = true;

    const { step, seconds } = this.control.progress;
    const { phase } = this.control;
    const status = phase === 'paused' ? 'paused' : 'running';
    changed ||= step !== this.step || status !== this.status;
    this.status = status;
    this.dropped = this.#ring.dropped;
    const steps = step - this.step;
    this.step = step;
    this.seconds = seconds;
    this.#measureSpeed(now, steps, phase === 'running');
    return changed;
  }

  /** The last word on this run. */
  end({ status, reason, step, seconds, digest, final }: Outcome): void {
    this.drain(0);
    this.dropped = this.#ring?.dropped ?? 0;
    this.#ring = null;
    this.#early = [];
    this.ended = true;
    this.#news = true;
    this.status = status;
    this.reason = reason;
    this.step = step;
    this.seconds = seconds;
    this.digest = digest;
    this.#final = final;
    this.stepsPerSecond = seconds > 0 ? step / seconds : 0;
    this.etaSeconds = null;
  }

  result(): RunResult {
    const { status, reason, step, seconds, digest } = this;
    return resultOf(this, { status, reason, step, seconds, digest, final: this.#final });
  }

  readonly #fold = (id: number, step: number, value: number): void => {
    const series = this.#byId[id];
    if (series === undefined) this.#early.push(id, step, value);
    else series.add(step, value);
  };

  #recall(file: string, size: number): void {
    for (const entry of readMetrics(file, size)) {
      if (entry.kind === 'point') this.#fold(entry.id, entry.step, entry.value);
      else this.hear.metric(entry);
    }
  }

  #measureSpeed(now: number, steps: number, running: boolean): void {
    const passed = this.#drainedAt === null ? 0 : now - this.#drainedAt;
    this.#drainedAt = running ? now : null;
    if (!running) {
      this.#recentSteps = 0;
      this.#recentSeconds = 0;
    } else if (passed > 0) {
      const keep = SMOOTHING / (SMOOTHING + passed);
      this.#recentSteps = this.#recentSteps * keep + steps;
      this.#recentSeconds = this.#recentSeconds * keep + passed;
    }
    this.stepsPerSecond = this.#recentSeconds > 0 ? this.#recentSteps / this.#recentSeconds : 0;
    this.etaSeconds = this.stepsPerSecond > 0 ? (this.steps - this.step) / this.stepsPerSecond : null;
  }
}
