import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import type { ProfileReport } from '../core/profile.js';
import type { Scope } from '../core/scope.js';
import type { Scenario } from '../scenario/scenario.js';
import { type BuiltFacts, epochAt, readBuilt, withNews } from '../store/built-facts.js';
import type { Lineage } from '../store/lineage.js';
import { type RecordedMetrics, readRecorded } from '../store/metrics-file.js';
import type { BestEvaluation, RunResult, RunStatus } from '../store/result.js';
import { codeNow, type RunCode } from '../store/run-code.js';
import type { ResumePoint } from '../store/run-folder.js';
import type { Alert } from '../train/alerts/alert.js';
import { BUCKETS, Series } from './curve.js';
import { type Picture, withPicture } from './kept-pictures.js';
import type { Start } from './plan.js';
import type { RunView } from './run-view.js';
import { Control, type FromWorker, type Handlers, type Outcome, resultOf } from './thread/protocol.js';
import { createRing, RingReader } from './thread/ring.js';
import { Pace } from './training-time.js';

/** Seconds over which the speed is smoothed. */
const SMOOTHING = 3;

/** What a run is before it starts. */
export interface Enlisted {
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Its run folder, or null to write nothing. */
  readonly folder: string | null;
  /** Absolute paths of the modules that its thread loads. */
  readonly plugins?: readonly string[];
  /** What this program and those modules are at this moment. @default {@link codeNow} */
  readonly code?: RunCode;
  readonly resume?: ResumePoint | null;
  readonly fork?: Lineage | null;
  readonly start?: Start | null;
}

/** Gets a point of a run's metric. */
export type PointListener = (run: RunView, metric: string, step: number, value: number) => void;

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
  pictures: readonly Picture[] = [];
  dropped = 0;
  profile: ProfileReport | null = null;
  alerts: readonly Alert[] = [];
  built: BuiltFacts | null = null;
  ended = false;
  onPoint: PointListener | null = null;
  readonly series = new Map<string, Series>();
  /** There from the beginning, so that a command reaches a run that has no thread yet. */
  readonly control = new Control();
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly folder: string | null;
  readonly plugins: readonly string[];
  readonly code: RunCode;
  readonly resume: ResumePoint | null;
  readonly fork: Lineage | null;
  /** The state that a fork without a folder begins with. */
  readonly start: Start | null;
  /** Who waits for the run's state. */
  #waiting: { readonly give: (start: Start) => void; readonly refuse: (error: UserError) => void }[] = [];
  readonly #byId: Series[] = [];
  /** Null when the curves are let go of. */
  #pace: Pace | null;
  /** Points that overtook the definition of their metric: id, step, value, id, ... */
  #early: number[] = [];
  #ring: RingReader | null = null;
  #final: Readonly<Record<string, number>> = {};
  #best: BestEvaluation | null = null;
  /** Steps and seconds of the last moments, older ones weighing less. */
  #recentSteps = 0;
  #recentSeconds = 0;
  #drainedAt: number | null = null;
  #news = false;

  /** With `resume` or `start`, the curves hold what was recorded already. */
  constructor(enlisted: Enlisted) {
    const { id, scenario, seed, folder, plugins = [], resume = null, fork = null, start = null } = enlisted;
    this.id = id;
    this.scenario = scenario;
    this.seed = seed;
    this.folder = folder;
    this.plugins = plugins;
    this.code = enlisted.code ?? codeNow(plugins);
    this.resume = resume;
    this.fork = fork;
    this.start = start;
    this.step = resume?.step ?? (start === null ? 0 : (fork?.step ?? 0));
    this.control.report(this.step, 0);
    this.#pace = new Pace(scenario.steps, this.step);
    for (const [name, series] of start?.series ?? []) {
      const own = series.copy(scenario.steps);
      this.series.set(name, own);
      this.#byId.push(own);
    }
    // A run that was cut off early has no metrics yet.
    if (folder !== null && resume !== null) this.#recall(join(folder, 'metrics.jsonl'), resume);
    // A run that goes on tells it anew; of what was before its fork only its folder or its parent knows.
    if (fork !== null) this.built = start === null && folder !== null ? readBuilt(folder) : (start?.built ?? null);
  }

  get steps(): number {
    return this.scenario.steps;
  }

  get pace(): Float64Array {
    return this.#pace?.seconds ?? new Float64Array(BUCKETS).fill(Number.NaN);
  }

  get epochAt(): ((step: number) => number) | null {
    const { built } = this;
    return built === null || built.epochs.length === 0 ? null : (step) => epochAt(built, step);
  }

  get speed(): number {
    return this.control.speed;
  }

  /** Whether it is paused and has no single step to do: then it needs no thread. */
  get waits(): boolean {
    return this.control.paused && this.control.allowed === 0;
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
    built: ({ news }) => {
      this.built = withNews(this.built, news);
      this.#news = true;
    },
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
    state: ({ bytes, reason }) => {
      if (bytes === null) this.#refuse(reason ?? 'it has no state');
      else this.#give(bytes);
    },
    scope: ({ scope, step }) => {
      this.scope = scope;
      this.pictures = withPicture(this.pictures, { step, scope });
      this.#news = true;
    },
    alert: ({ alert }) => {
      this.alerts = [...this.alerts, alert];
      this.#news = true;
    },
    profile: ({ report }) => {
      this.profile = report;
    },
  };

  /** Folds what the ring holds and reads how far the run is. `now` in seconds. True when anything changed. */
  drain(now: number): boolean {
    let changed = this.#news;
    this.#news = false;
    if (this.#ring === null) {
      if (this.ended) return changed;
      const { paused } = this.control;
      changed ||= paused !== (this.status === 'paused');
      this.status = paused ? 'paused' : 'queued';
      return changed;
    }
    if (this.#ring.drain(this.#fold) > 0) changed = true;

    const { step, seconds } = this.control.progress;
    const { phase } = this.control;
    // As asked: a thread that is still in a step, an evaluation or its start pauses when it has come to an end of it.
    const status = this.control.paused ? 'paused' : 'running';
    changed ||= step !== this.step || status !== this.status;
    this.status = status;
    this.dropped = this.#ring.dropped;
    const steps = step - this.step;
    this.step = step;
    this.seconds = seconds;
    this.#pace?.note(step, seconds);
    this.#measureSpeed(now, steps, phase === 'running');
    return changed;
  }

  /**
   * The state at the next step and the curves until then; the run waits while they are taken. Rejects with a
   * {@link UserError} when it has none, or ends before.
   */
  share(): Promise<Start> {
    return new Promise((give, refuse) => {
      this.#waiting.push({ give, refuse });
      this.control.send({ kind: 'share', on: true });
    });
  }

  #give(state: Uint8Array): void {
    this.#ring?.drain(this.#fold);
    const series = new Map([...this.series].map(([name, one]) => [name, one.copy(this.steps)]));
    this.control.send({ kind: 'share', on: false });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { give } of waiting) give({ state, series, folder: this.folder, built: this.built });
  }

  #refuse(reason: string): void {
    this.control.send({ kind: 'share', on: false });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of waiting) refuse(new UserError({ path: this.id, message: `cannot be forked: ${reason}` }));
  }

  /** The last word on this run. */
  end({ status, reason, step, seconds, digest, final, best = null }: Outcome): void {
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
    this.#pace?.note(step, seconds);
    this.digest = digest;
    this.#final = final;
    this.#best = best;
    this.#refuse('it ended before its state could be taken');
    this.stepsPerSecond = seconds > 0 ? step / seconds : 0;
    this.etaSeconds = null;
  }

  /** Lets go of the curves of a run that has ended and that nobody draws. */
  forgetCurves(): void {
    for (const series of this.series.values()) series.forget();
    this.#pace = null;
  }

  result(): RunResult {
    const { status, reason, step, seconds, digest, alerts } = this;
    return resultOf(this, { status, reason, step, seconds, digest, final: this.#final, best: this.#best, alerts });
  }

  readonly #fold = (id: number, step: number, value: number): void => {
    const series = this.#byId[id];
    if (series === undefined) this.#early.push(id, step, value);
    else {
      series.add(step, value);
      this.onPoint?.(this, series.spec.name, step, value);
    }
  };

  #recall(file: string, recorded: RecordedMetrics): void {
    for (const entry of readRecorded(file, recorded)) {
      if (entry.kind === 'point') this.#fold(entry.id, entry.step, entry.value);
      else this.hear.metric(entry);
    }
  }

  #measureSpeed(now: number, steps: number, running: boolean): void {
    const passed = this.#drainedAt === null ? 0 : now - this.#drainedAt;
    this.#drainedAt = running ? now : null;
    // A pause is no time of training: what was measured before it holds after it.
    if (running && passed > 0) {
      const keep = SMOOTHING / (SMOOTHING + passed);
      this.#recentSteps = this.#recentSteps * keep + steps;
      this.#recentSeconds = this.#recentSeconds * keep + passed;
    }
    this.stepsPerSecond = this.#recentSeconds > 0 ? this.#recentSteps / this.#recentSeconds : 0;
    this.etaSeconds = this.stepsPerSecond > 0 ? (this.steps - this.step) / this.stepsPerSecond : null;
  }
}
