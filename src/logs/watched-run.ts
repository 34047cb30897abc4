import type { Scenario } from '../scenario/scenario.js';
import { BUCKETS, bucketOf, Series } from '../session/curve.js';
import type { RunView } from '../session/run-view.js';
import { type BuiltFacts, epochAt } from '../store/built-facts.js';
import type { Fork } from '../store/lineage.js';
import type { RunResult, RunStatus } from '../store/result.js';
import type { Alert } from '../train/alerts/alert.js';
import type { Point } from './rows.js';

/** Where the curves of a file of unknown length begin: they double as points come. */
const FIRST_STEPS = 64;
/** A file that has not grown for so long is taken for complete, until it grows again. */
const QUIET_SECONDS = 10;

/** How a watched run is called and how long it will be, as far as anything tells. */
export interface Known {
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  /** The budget, when a configuration says it. */
  readonly steps: number | null;
}

/** A run that another program trains, or trained: what its file tells. */
export class WatchedRun implements RunView {
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly series = new Map<string, Series>();
  readonly scope = null;
  readonly isWatched = true;
  readonly dropped = 0;
  status: RunStatus = 'done';
  reason: string | null = null;
  step = 0;
  steps: number;
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
  #lastAt: number | null = null;
  #fresh = false;
  /** The epochs that the file tells, over its steps. */
  #epochs: Series | null = null;
  #grewAt = Number.NEGATIVE_INFINITY;
  #recent: { readonly seconds: number; readonly step: number }[] = [];

  constructor({ id, scenario, seed, steps }: Known) {
    this.id = id;
    this.scenario = scenario;
    this.seed = seed;
    this.openEnded = steps === null;
    this.steps = steps ?? FIRST_STEPS;
  }

  get etaSeconds(): number | null {
    if (this.openEnded || this.stepsPerSecond <= 0) return null;
    return (this.steps - this.step) / this.stepsPerSecond;
  }

  get epochAt(): ((step: number) => number) | null {
    const { built } = this;
    if (built !== null && built.epochs.length > 0) return (step) => epochAt(built, step);
    const told = this.#epochs;
    return told === null ? null : (step) => toldAt(told, bucketOf(step, this.steps));
  }

  /** Takes a point with what is known of the metric, and the name of the axis. */
  add({ metric, x, value, epoch }: Point, spec: Series['spec'], axis: string | null): void {
    this.axis = axis;
    this.#fresh = true;
    if (this.openEnded && x > this.steps) this.#grow(x);
    if (epoch !== undefined) this.#addEpoch(x, epoch);
    let series = this.series.get(metric);
    if (series === undefined) {
      series = new Series(spec, this.steps);
      this.series.set(metric, series);
    }
    series.add(x, value);
    if (x > this.step) this.step = x;
  }

  /** Measures how fast the file grows, and whether it still does. `now` in seconds, `age` of what was read last. */
  measure(now: number, grows: boolean, age: number): void {
    if (this.#fresh) this.#lastAt = now - age;
    this.#fresh = false;
    this.quietFor = this.#lastAt === null ? null : now - this.#lastAt;
    if (grows) this.#grewAt = now;
    this.status = now - this.#grewAt < QUIET_SECONDS ? 'running' : 'done';
    this.#recent = [...this.#recent.filter(({ seconds }) => now - seconds < 10), { seconds: now, step: this.step }];
    const first = this.#recent[0]!;
    this.stepsPerSecond = now > first.seconds ? (this.step - first.step) / (now - first.seconds) : 0;
  }

  /** Nothing more can come. */
  end(): void {
    this.status = 'done';
    this.quietFor = null;
  }

  /** The file begins anew. */
  restart(): void {
    this.series.clear();
    this.#epochs = null;
    this.step = 0;
    this.#recent = [];
    if (this.openEnded) this.steps = FIRST_STEPS;
  }

  result(): RunResult {
    const { id, scenario, seed, status, reason, step, seconds, digest } = this;
    const final = Object.fromEntries([...this.series].map(([name, { last }]) => [name, last]));
    return {
      id,
      scenario: scenario.name,
      variant: scenario.variant,
      seed,
      status,
      reason,
      steps: step,
      seconds,
      digest,
      final,
    };
  }

  #addEpoch(x: number, epoch: number): void {
    this.#epochs ??= new Series({ name: 'epoch', help: '', better: 'neither' }, this.steps);
    // Where a whole number stays for many rows, only its beginning is a place: in between the epoch goes on.
    if (epoch !== this.#epochs.last) this.#epochs.add(x, epoch);
  }

  #grow(x: number): void {
    while (this.steps < x) this.steps *= 2;
    for (const [name, series] of this.series) this.series.set(name, series.copy(this.steps));
    this.#epochs = this.#epochs?.copy(this.steps) ?? null;
  }
}

/**
 * The epoch in a bucket, on straight lines between those that the file tells; behind the last one as fast as before, for one
 * rise more.
 */
function toldAt({ count, max }: Series, bucket: number): number {
  const next = (from: number, by: 1 | -1): number => {
    let at = from;
    while (at >= 0 && at < BUCKETS && count[at] === 0) at += by;
    return at;
  };
  const before = next(bucket, -1);
  const after = next(bucket, 1);
  if (before === bucket) return max[bucket]!;
  if (before < 0) return after < BUCKETS ? max[after]! : 0;
  if (after < BUCKETS) return max[before]! + ((max[after]! - max[before]!) * (bucket - before)) / (after - before);
  const earlier = next(before - 1, -1);
  if (earlier < 0) return max[before]!;
  return max[before]! + (max[before]! - max[earlier]!) * Math.min(1, (bucket - before) / (before - earlier));
}
