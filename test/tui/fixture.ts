import { type Issue, UserError } from '../../src/core/errors.js';
import type { MetricSpec } from '../../src/core/learner.js';
import type { Anatomy, Histogram, Scope } from '../../src/core/scope.js';
import type { LearnerChoice, Scenario } from '../../src/scenario/scenario.js';
import type { SeriesView } from '../../src/session/curve.js';
import { Series } from '../../src/session/curve.js';
import type { RunView, Session, SessionEvent } from '../../src/session/run-view.js';
import type { RunResult, RunStatus } from '../../src/store/result.js';
import { loadParts } from '../../src/tui/state/parts.js';

// As where a session of this program is opened.
await loadParts();

/** A number in [0, 1) from two integers, the same on every machine. */
export function noise(a: number, b: number): number {
  let x = (Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0;
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39) >>> 0;
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

export interface MetricShape {
  readonly spec: MetricSpec;
  /** A point every so many steps. */
  readonly every: number;
  /** The value at a share of the budget. */
  readonly at: (share: number, seed: number, step: number) => number;
}

export const agentMetrics: readonly MetricShape[] = [
  {
    spec: { name: 'loss', help: 'mean TD loss of the batch', better: 'lower' },
    every: 20,
    at: (share, seed, step) => 0.8 * Math.exp(-6 * share) + 0.02 + 0.1 * noise(seed, step) * (1 - share),
  },
  {
    spec: { name: 'episode_return', help: 'return of one training episode', better: 'higher' },
    every: 37,
    at: (share, seed, step) => 1 / (1 + Math.exp(-12 * (share - 0.35))) - 0.6 * noise(seed + 9, step),
  },
  {
    spec: { name: 'greedy_return', help: 'mean return of greedy episodes', better: 'higher' },
    every: 500,
    at: (share, seed, step) =>
      -1 + 1.85 / (1 + Math.exp(-14 * (share - 0.3 - 0.04 * (seed % 3)))) + 0.12 * (noise(seed + 3, step) - 0.5),
  },
  {
    spec: { name: 'q_error', help: 'max |Q - Q*|', better: 'lower' },
    every: 500,
    at: (share, seed, step) => Math.exp(-4 * share) * (0.8 + 0.3 * noise(seed + 5, step)) + 0.03,
  },
  {
    spec: { name: 'epsilon', help: 'probability of a random action', better: 'neither' },
    every: 100,
    at: (share) => Math.max(0.05, 1 - 2 * share),
  },
  {
    spec: { name: 'grad_norm', help: 'norm of the gradient', better: 'neither' },
    every: 20,
    at: (share, seed, step) => 2 * noise(seed + 7, step) + 3 * Math.exp(-5 * share),
  },
];

export function scenario(changes: Partial<Scenario> = {}): Scenario {
  const learner: LearnerChoice = {
    kind: 'agent',
    env: { name: 'gridworld', params: {} },
    agent: { name: 'dqn', params: {} },
  };
  return {
    name: 'gridworld-dqn',
    variant: '',
    title: 'DQN on four rooms',
    summary: 'A network learns Q-values on a grid.',
    lesson: {
      question: 'Does a falling TD loss mean that the policy gets better?',
      watch: 'The loss is small at once while Q is still wrong everywhere. Watch the regret: it falls in jumps.',
      measured: '',
    },
    learner,
    loss: { name: 'q-td', params: {} },
    steps: 20_000,
    evaluateEvery: 500,
    focus: 'greedy_return',
    seeds: [0, 1, 2, 3, 4],
    tunedOn: [],
    expectations: [],
    ...changes,
  };
}

/** A run whose views grow by `advance`; the fields are what a session would set. */
export class FakeRun implements RunView {
  alerts: RunView['alerts'] = [];
  fork: RunView['fork'] = null;
  built: NonNullable<RunView['built']> | null = null;
  epochAt: NonNullable<RunView['epochAt']> | null = null;
  axis: string | null = null;
  openEnded = false;
  quietFor: number | null = null;
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly steps: number;
  status: RunStatus = 'queued';
  reason: string | null = null;
  step = 0;
  stepsPerSecond = 0;
  etaSeconds: number | null = null;
  seconds = 0;
  digest: string | null = null;
  series = new Map<string, SeriesView>();
  scope: Scope | null = null;
  dropped = 0;
  readonly #metrics: readonly MetricShape[];

  constructor(of: Scenario, seed: number, metrics: readonly MetricShape[]) {
    this.id = `${of.name}${of.variant === '' ? '' : ` ${of.variant}`}/s${seed}`;
    this.scenario = of;
    this.seed = seed;
    this.steps = of.steps;
    this.#metrics = metrics;
  }

  /** Trains up to this step at so many steps a second. */
  advance(to: number, stepsPerSecond = 1200): this {
    const end = Math.min(to, this.steps);
    this.status = end === this.steps ? 'done' : 'running';
    for (const { spec, every, at } of this.#metrics) {
      let series = this.series.get(spec.name) as Series | undefined;
      if (series === undefined) {
        series = new Series(spec, this.steps);
        this.series.set(spec.name, series);
      }
      for (let step = (Math.floor(this.step / every) + 1) * every; step <= end; step += every) {
        series.add(step, at(step / this.steps, this.seed, step));
      }
    }
    this.step = end;
    this.seconds = end / stepsPerSecond;
    this.stepsPerSecond = stepsPerSecond;
    this.etaSeconds = end === this.steps ? null : (this.steps - end) / stepsPerSecond;
    return this;
  }

  /** Moves the last greedy return by this much. */
  shift(by: number): this {
    const series = this.series.get('greedy_return') as Series | undefined;
    if (series !== undefined) series.add(this.step, series.last + by);
    return this;
  }

  /** Ends as diverged: the loss is NaN from this step on. */
  diverge(at: number): this {
    this.advance(at);
    (this.series.get('loss') as Series | undefined)?.add(at, Number.NaN);
    this.status = 'diverged';
    this.etaSeconds = null;
    this.reason = `loss is NaN at step ${at}`;
    return this;
  }
}

/** A session that only remembers what it was asked for. */
export class FakeSession implements Session {
  readonly runs: readonly FakeRun[];
  readonly events: SessionEvent[] = [];
  readonly workers: number;
  readonly asked: string[] = [];
  readonly done: Promise<void>;
  changed = true;
  /** What stands against a fork, or null. */
  refusal: Issue | null = null;
  finish!: () => void;

  constructor(runs: readonly FakeRun[], workers = 2) {
    this.runs = runs;
    this.workers = workers;
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  drain(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  pause(run: string | null): void {
    this.asked.push(`pause ${run}`);
  }

  resume(run: string | null): void {
    this.asked.push(`resume ${run}`);
  }

  step(run: string | null, steps: number): void {
    this.asked.push(`step ${run} ${steps}`);
  }

  setSpeed(run: string | null, speed: number): void {
    this.asked.push(`speed ${run} ${speed}`);
  }

  stop(run: string | null): void {
    this.asked.push(`stop ${run}`);
  }

  watch(run: string | null): void {
    this.asked.push(`watch ${run}`);
  }

  add(entries: Parameters<Session['add']>[0]): readonly string[] {
    const ids = entries.flatMap(({ scenario, seeds }) => seeds.map((seed) => new FakeRun(scenario, seed, []).id));
    this.asked.push(`add ${ids.join(', ')}`);
    return ids;
  }

  rerun(run: string): string {
    this.asked.push(`rerun ${run}`);
    return `${run} again`;
  }

  fork(run: string, set: readonly string[]): Promise<string> {
    this.asked.push(`fork ${run} ${set.join(', ')}`);
    if (this.refusal !== null) return Promise.reject(new UserError(this.refusal));
    return Promise.resolve(`${run} fork`);
  }

  results(): readonly RunResult[] {
    return [];
  }

  close(): Promise<void> {
    this.asked.push('close');
    return Promise.resolve();
  }
}

/** Runs of a scenario over its seeds. */
export function runsOf(of: Scenario, metrics: readonly MetricShape[] = agentMetrics): FakeRun[] {
  return of.seeds.map((seed) => new FakeRun(of, seed, metrics));
}

export const gridScope: Scope = {
  kind: 'grid',
  width: 6,
  height: 4,
  cells: 'S..#...#..#......#.....G',
  values: Array.from({ length: 24 }, (_, i) =>
    [3, 7, 10, 17, 23].includes(i) ? Number.NaN : ((i % 6) + Math.floor(i / 6)) / 10,
  ),
  policy: Array.from({ length: 24 }, (_, i) => ([3, 7, 10, 17, 23].includes(i) ? -1 : i % 3 === 0 ? 1 : 2)),
  visits: new Array<number>(24).fill(3),
  agent: 8,
  qError: 0.061,
  regret: 0,
  q: Array.from({ length: 96 }, (_, i) => ((i % 4) + Math.floor(i / 4)) / 40),
  optimalQ: Array.from({ length: 96 }, (_, i) => ((i % 4) + Math.floor(i / 4)) / 38),
};

/** An update of three layers whose batch had a few examples that pulled hard, and some that did not pull at all. */
export const anatomy: Anatomy = {
  step: 18_420,
  losses: {
    ...{ title: 'loss (focal)', low: 1.2e-6, high: 3.4, log: true, zeros: 0 },
    counts: Array.from({ length: 32 }, (_, i) => Math.round(24 * Math.exp(-((i - 12) ** 2) / 30)) + (i > 28 ? 3 : 0)),
  },
  weights: {
    ...{ title: 'gradient weight', low: 0.012, high: 0.98, log: false, zeros: 61 },
    counts: Array.from({ length: 32 }, (_, i) => Math.round(30 * Math.exp(-i / 6))),
  },
  layers: [
    { name: 'mlp.0', median: 1.5e-4, high: 0.0213, spread: [1, 2, 4, 8, 16, 9, 3, 1], dead: 0.625, ratio: 2.9e-4 },
    { name: 'mlp.1', median: 4.3e-5, high: 0.0107, spread: [0, 1, 2, 8, 12, 14, 3, 1], dead: 0.0312, ratio: 4.1e-4 },
    { name: 'mlp.2', median: 0.0012, high: 0.31, spread: [2, 0, 0, 1, 0, 0, 0, 2], dead: null, ratio: 0.0017 },
  ],
};

export const errors: Histogram = {
  ...{ title: 'TD errors of a batch', low: -2, high: 2 },
  counts: Array.from({ length: 31 }, (_, i) => Math.round(20 * Math.exp(-((i - 15) ** 2) / 12))),
};
