import type { MetricSpec } from '../../core/learner.js';
import type { Scenario } from '../../scenario/scenario.js';
import { BUCKETS } from '../../session/curve.js';
import type { RunView } from '../../session/run-view.js';
import { type BuiltFacts, epochAt } from '../../store/built-facts.js';
import type { Fork } from '../../store/lineage.js';
import type { RunResult, RunStatus } from '../../store/result.js';
import type { Alert } from '../../train/alerts/alert.js';
import { FullCurve } from '../foreign/full-curve.js';
import { CellBudget } from './cell-budget.js';
import { CurveWatch } from './curve-alerts.js';
import { axisOver, FoldedCurve, type Span } from './folded-curve.js';
import { ForeignAlerts } from './foreign-alerts.js';

/** How a watched run is called and how long it will be, as far as anything tells. */
export interface Known {
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  /** The budget, when a configuration says it. */
  readonly steps: number | null;
}

/** More metrics than this has no run that anybody looks through. */
export const MOST_METRICS = 5000;

/** All that is kept of one metric. */
interface Track {
  readonly curve: FoldedCurve;
  readonly watch: CurveWatch;
  /** Its id among the detectors. */
  readonly id: number;
  readonly full: FullCurve | null;
}

/** A run that another program trains, or trained: what its files tell. */
export class WatchedRun implements RunView {
  readonly id: string;
  scenario: Scenario;
  seed: number;
  readonly series = new Map<string, FoldedCurve>();
  /** Every point of each metric, where they are kept. */
  readonly full: Map<string, FullCurve> | null;
  readonly scope = null;
  readonly isWatched = true;
  readonly dropped = 0;
  status: RunStatus = 'running';
  reason: string | null = null;
  step = 0;
  steps: number;
  /** Where the axis begins. */
  origin = 0;
  seconds = 0;
  stepsPerSecond = 0;
  digest: string | null = null;
  alerts: readonly Alert[] = [];
  fork: Fork | null = null;
  built: BuiltFacts | null = null;
  /** What its steps are called; null for the number of the row, and for losscope's own. */
  axis: string | null = null;
  /** Whether nothing tells how long it will be. */
  readonly openEnded: boolean;
  /** Seconds since the last point came; null when none can come any more, or none came yet. */
  quietFor: number | null = null;
  /** Whether it is known that nothing more comes. */
  hasEnded = false;
  /** When its files were changed last, in milliseconds since 1970. */
  changed = 0;
  #alerts: ForeignAlerts | null = null;
  #lastAt: number | null = null;
  #fresh = false;
  /** The epochs that the file tells, over its steps. */
  #epochs: FoldedCurve | null = null;
  /** Seconds since the first point that says its time, over the steps. */
  #walls: FoldedCurve | null = null;
  #firstWall = Number.NaN;
  #pace: { readonly version: string; readonly seconds: Float64Array } | null = null;
  readonly #budget: CellBudget;
  readonly #tracks = new Map<string, Track>();
  #recent: { readonly seconds: number; readonly step: number }[] = [];

  /** With `keepPoints` every point is kept. `budget`: of the curves that it shares memory with. */
  constructor({ id, scenario, seed, steps }: Known, keepPoints = false, budget = new CellBudget()) {
    this.#budget = budget;
    this.full = keepPoints ? new Map() : null;
    this.id = id;
    this.scenario = scenario;
    this.seed = seed;
    this.openEnded = steps === null;
    this.steps = steps ?? 1;
  }

  get etaSeconds(): number | null {
    if (this.openEnded || this.stepsPerSecond <= 0) return null;
    return (this.steps - this.step) / this.stepsPerSecond;
  }

  get epochAt(): ((step: number) => number) | null {
    const { built } = this;
    if (built !== null && built.epochs.length > 0) return (step) => epochAt(built, step);
    const told = this.#epochs;
    return told === null ? null : (step) => told.valueAt(step);
  }

  /** Seconds of training at the end of each bucket; undefined where the files tell no times. */
  get pace(): Float64Array | undefined {
    const walls = this.#walls;
    if (walls === null || walls.points < 2) return undefined;
    const version = `${walls.version}/${this.step}`;
    if (this.#pace?.version !== version) {
      const width = this.steps - this.origin;
      const seconds = Float64Array.from({ length: BUCKETS }, (_, i) => {
        const begin = this.origin + (i * width) / BUCKETS;
        return begin >= this.step && i > 0 ? Number.NaN : walls.valueAt(Math.min(this.step, begin + width / BUCKETS));
      });
      this.#pace = { version, seconds };
    }
    return this.#pace.seconds;
  }

  /** Places at which it was resumed: what it had from there on was replaced. */
  get resumed(): readonly number[] {
    return [...new Set([...this.series.values()].flatMap(({ resumed }) => resumed))].sort((a, b) => a - b);
  }

  /**
   * Takes a point. `specOf` is asked once a metric. Returns what became of it: `new` where it is the first of its metric,
   * `metrics` where the run has too many already, `curves` where all runs together have.
   */
  add(
    metric: string,
    specOf: (metric: string) => MetricSpec,
    x: number,
    value: number,
    wall: number,
    epoch: number,
    again: boolean,
  ): 'known' | 'new' | 'metrics' | 'curves' {
    const before = this.#tracks.get(metric);
    if (before === undefined && this.#tracks.size >= MOST_METRICS) return 'metrics';
    if (before === undefined && this.#budget.isFull) return 'curves';
    const track = before ?? this.#begin(metric, specOf(metric));
    this.#give(track, x, value, again);
    if (!Number.isNaN(epoch)) this.#addEpoch(x, epoch);
    if (!Number.isNaN(wall)) this.#addWall(x, wall);
    return before === undefined ? 'new' : 'known';
  }

  /** Takes further points of a metric that has some, without wall time and epoch. */
  lane(metric: string): ((x: number, value: number) => void) | null {
    const track = this.#tracks.get(metric);
    return track === undefined ? null : (x, value) => this.#give(track, x, value, false);
  }

  #give(track: Track, x: number, value: number, again: boolean): void {
    this.#fresh = true;
    track.curve.add(x, value, again);
    // One that is not finite is told below, with what was before it.
    if (this.openEnded && Number.isFinite(value)) {
      const found = this.#alerts!.point(track.id, x, value);
      if (found.length > 0) this.alerts = [...this.alerts, ...found];
    }
    track.full?.add(x, value, again);
    const alert = again ? null : track.watch.point(x, value);
    if (alert !== null) this.alerts = [...this.alerts, alert];
    if (x > this.step) this.step = x;
  }

  #begin(metric: string, spec: MetricSpec): Track {
    this.#alerts ??= new ForeignAlerts(this.scenario);
    const full = this.full === null ? null : new FullCurve();
    const track = {
      curve: new FoldedCurve(spec, this.#budget),
      watch: new CurveWatch(spec),
      id: this.#alerts.define(metric),
      full,
    };
    this.#tracks.set(metric, track);
    this.series.set(metric, track.curve);
    if (full !== null) this.full!.set(metric, full);
    return track;
  }

  /** The places of its points; null when it has none. */
  span(): Span | null {
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const curve of this.series.values()) {
      from = Math.min(from, curve.first);
      to = Math.max(to, curve.furthest);
    }
    return from <= to ? { from, to } : null;
  }

  /** Draws its curves over these places, which it may share with other runs. */
  over(span: Span): void {
    const { from, to } = axisOver(span);
    this.origin = from;
    if (this.openEnded) this.steps = to;
    const whole = { from, to: this.steps };
    for (const curve of this.series.values()) curve.over(whole);
    this.step = Math.max(this.step, from);
  }

  /** Measures how fast the file grows. `now` in seconds, `age` of what was read last. */
  measure(now: number, age: number): void {
    if (this.#fresh) this.#lastAt = now - age;
    this.#fresh = false;
    this.quietFor = this.#lastAt === null || this.hasEnded ? null : now - this.#lastAt;
    this.#recent = [...this.#recent.filter(({ seconds }) => now - seconds < 10), { seconds: now, step: this.step }];
    const first = this.#recent[0]!;
    this.stepsPerSecond = now > first.seconds ? Math.max(0, this.step - first.step) / (now - first.seconds) : 0;
  }

  /** Nothing more can come. */
  end(): void {
    if (this.status === 'running') this.status = 'done';
    this.hasEnded = true;
    this.quietFor = null;
    this.stepsPerSecond = 0;
  }

  /** Something came after all. */
  goOn(): void {
    if (this.status === 'done') this.status = 'running';
    this.hasEnded = false;
  }

  /** Nobody is at work on it, or somebody is again. True when that is news. */
  rest(rests: boolean): boolean {
    const status = rests ? 'stopped' : 'running';
    if (this.status === status) return false;
    this.status = status;
    this.reason = rests ? 'interrupted: its process ended without an end of the run' : null;
    return true;
  }

  /** Its program has broken off. */
  fail(reason: string): void {
    this.end();
    this.status = 'failed';
    this.reason = reason;
  }

  /** A file of it begins anew: these metrics go. */
  forget(metrics: Iterable<string>): void {
    for (const metric of metrics) {
      this.#tracks.get(metric)?.curve.release();
      this.#tracks.delete(metric);
      this.series.delete(metric);
      this.full?.delete(metric);
    }
    if (this.series.size > 0) return;
    this.#epochs = null;
    this.#walls = null;
    this.#alerts = null;
    this.alerts = [];
    this.#firstWall = Number.NaN;
    this.step = 0;
    this.#recent = [];
  }

  result(): RunResult {
    const { id, scenario, seed, status, reason, step, seconds, digest } = this;
    const final = Object.fromEntries([...this.series].map(([name, { last }]) => [name, last]));
    const { name, variant } = scenario;
    return { id, scenario: name, variant, seed, status, reason, steps: step, seconds, digest, final };
  }

  #addEpoch(x: number, epoch: number): void {
    this.#epochs ??= new FoldedCurve({ name: 'epoch', help: '', better: 'neither' });
    // Where a whole number stays for many rows, only its beginning is a place: in between the epoch goes on.
    if (epoch !== this.#epochs.last) this.#epochs.add(x, epoch);
  }

  #addWall(x: number, wall: number): void {
    if (Number.isNaN(this.#firstWall)) this.#firstWall = wall;
    this.#walls ??= new FoldedCurve({ name: 'seconds', help: '', better: 'neither' });
    const seconds = wall - this.#firstWall;
    if (x !== this.#walls.lastStep || this.#walls.points === 0) this.#walls.add(x, seconds);
    this.seconds = Math.max(this.seconds, seconds);
  }
}
