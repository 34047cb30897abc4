import type { Scenario } from '../../scenario/scenario.js';
import { Series } from '../fold.js';
import type { Alert, Fork, RunResult, RunStatus, RunView } from '../view.js';
import type { Point } from './points.js';

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
  readonly #grows: boolean;
  #grewAt = Number.NEGATIVE_INFINITY;
  #recent: { readonly seconds: number; readonly step: number }[] = [];

  constructor({ id, scenario, seed, steps }: Known) {
    this.id = id;
    this.scenario = scenario;
    this.seed = seed;
    this.#grows = steps === null;
    this.steps = steps ?? FIRST_STEPS;
  }

  get etaSeconds(): number | null {
    if (this.#grows || this.stepsPerSecond <= 0) return null;
    return (this.steps - this.step) / this.stepsPerSecond;
  }

  /** Takes a point; `better` is what is known of the metric. */
  add({ metric, x, value }: Point, spec: Series['spec']): void {
    if (this.#grows && x > this.steps) this.#grow(x);
    let series = this.series.get(metric);
    if (series === undefined) {
      series = new Series(spec, this.steps);
      this.series.set(metric, series);
    }
    series.add(x, value);
    if (x > this.step) this.step = x;
  }

  /** Measures how fast the file grows, and whether it still does. `now` in seconds. */
  measure(now: number, grows: boolean): void {
    if (grows) this.#grewAt = now;
    this.status = now - this.#grewAt < QUIET_SECONDS ? 'running' : 'done';
    this.#recent = [...this.#recent.filter(({ seconds }) => now - seconds < 10), { seconds: now, step: this.step }];
    const first = this.#recent[0]!;
    this.stepsPerSecond = now > first.seconds ? (this.step - first.step) / (now - first.seconds) : 0;
  }

  /** The file begins anew. */
  restart(): void {
    this.series.clear();
    this.step = 0;
    this.#recent = [];
    if (this.#grows) this.steps = FIRST_STEPS;
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

  #grow(x: number): void {
    while (this.steps < x) this.steps *= 2;
    for (const [name, series] of this.series) this.series.set(name, series.copy(this.steps));
  }
}
