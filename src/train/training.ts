import { type Issue, UserError } from '../core/errors.js';
import type { Learner, MetricSpec, NamedArrays, Recorder, Shapes } from '../core/learner.js';
import type { Profile } from '../core/profile.js';
import type { Saved } from '../core/state.js';
import type { Scenario } from '../scenario/scenario.js';
import { RunDigest } from './digest.js';
import { buildLearner } from './learner-factory.js';
import type { Registries } from './registries.js';

/** Takes every metric point, in order. Called from inside a training step: it must be quick and must not throw. */
export type MetricSink = (id: number, step: number, value: number) => void;

/** What a run amounts to when it ends, whichever way. */
export interface End {
  readonly step: number;
  /** The last value of each metric. */
  readonly final: Readonly<Record<string, number>>;
  readonly digest: string;
}

/** Where a run is between two steps: with the scenario and the seed all that {@link train} needs to go on from there. */
export interface Progress {
  readonly step: number;
  readonly weights: NamedArrays;
  /** Everything else: the metrics so far and the learner. */
  readonly state: Saved;
}

export type TrainEvent =
  /** The learner is built; nothing is trained yet. At a tick, `save` tells the progress; null when the learner cannot. */
  | { readonly kind: 'start'; readonly learner: Learner; readonly save: () => Progress | null }
  | { readonly kind: 'metric'; readonly id: number; readonly spec: MetricSpec }
  /** The budget is used up: the answer is the next budget in steps. Comes first at the first step. */
  | { readonly kind: 'tick'; readonly step: number }
  | { readonly kind: 'evaluated'; readonly step: number; readonly final: boolean }
  /** A loss, or a weight at an evaluation, is NaN or infinite. The last event. */
  | ({ readonly kind: 'diverged'; readonly metric: string; readonly value: number } & End)
  /** A budget of 0 was given. The last event. */
  | ({ readonly kind: 'stopped' } & End)
  | ({ readonly kind: 'done' } & End);

/** Weights of a file to start with. */
export interface NamedTensors {
  readonly arrays: NamedArrays;
  readonly shapes: Shapes;
}

export interface TrainOptions {
  readonly registries: Registries;
  readonly sink: MetricSink;
  /** Weights in place of random ones. A {@link UserError} when they are not those of this learner. */
  readonly init?: NamedTensors | null;
  /** Where it goes on; `init` is not loaded then. */
  readonly from?: Progress | null;
  /** Sees the learner as the run begins it, before it takes over what it goes on from. */
  readonly onBuilt?: (learner: Learner) => void;
  /** Where the time goes is booked here. */
  readonly profile?: Profile | null;
}

/** The metrics that were defined until then, by id. */
export function metricsOf({ state }: Progress): readonly MetricSpec[] {
  return (state as unknown as State).metrics.specs;
}

interface State {
  readonly metrics: ReturnType<Recording['save']>;
  readonly learner: Saved;
  readonly [part: string]: Saved;
}

/**
 * One run as events over (scenario, seed). Answer each `tick` with the number of steps that may follow, or 0 to end the
 * run there; answers to other events are ignored. Only the ticks depend on the answers: every other event, every point
 * and the digest are functions of the scenario and the seed (and of `init`). What is recorded in the n-th step has step n.
 * Going on `from` a progress gives the rest of what the whole run gives, with the whole run's digest.
 */
export function* train(
  scenario: Scenario,
  seed: number,
  { registries, sink, init = null, from = null, profile = null, onBuilt }: TrainOptions,
): Generator<TrainEvent, void, number> {
  const recording = new Recording(sink);
  const learner = buildLearner(scenario, seed, registries, recording, profile);
  const { steps, evaluateEvery } = scenario;
  if (from === null && init !== null) {
    checkWeights(learner, init);
    learner.load(init.arrays);
  }
  onBuilt?.(learner);
  if (from !== null) {
    learner.load(from.weights);
    const { metrics, learner: saved } = from.state as unknown as State;
    recording.restore(metrics);
    learner.restore(saved);
  }
  const save = (): Progress | null => {
    // A learner of a plug-in may be too simple for this.
    if (typeof learner.save !== 'function' || typeof learner.restore !== 'function') return null;
    const state = { metrics: recording.save(), learner: learner.save() } satisfies State;
    return { step: recording.step, weights: learner.weights(), state };
  };
  yield { kind: 'start', learner, save };
  yield* recording.takeDefinitions();

  let evaluateAt = Math.min((Math.floor(recording.step / evaluateEvery) + 1) * evaluateEvery, steps);
  while (recording.step < steps) {
    let budget = yield { kind: 'tick', step: recording.step };
    if (!(budget >= 1)) {
      yield { kind: 'stopped', ...recording.end(learner) };
      return;
    }
    while (budget >= 1 && recording.step < steps) {
      const before = recording.step;
      advance(learner, recording, Math.min(before + Math.floor(budget), evaluateAt));
      budget -= recording.step - before;

      let evaluated = false;
      if (recording.step === evaluateAt && recording.diverged === null) {
        learner.evaluate(evaluateAt === steps);
        if (recording.diverged === null) recording.checkWeights(learner.weights());
        evaluated = true;
        evaluateAt = Math.min(evaluateAt + evaluateEvery, steps);
      }
      yield* recording.takeDefinitions();
      if (evaluated) yield { kind: 'evaluated', step: recording.step, final: recording.step === steps };
      if (recording.diverged !== null) {
        yield { kind: 'diverged', ...recording.diverged, ...recording.end(learner) };
        return;
      }
    }
  }
  yield { kind: 'done', ...recording.end(learner) };
}

/** The hot loop, outside the generator so that it is compiled as a plain loop. Ends early when there is news to tell. */
function advance(learner: Learner, recording: Recording, target: number): void {
  while (recording.step < target) {
    recording.step++;
    learner.advance();
    if (recording.news) return;
  }
}

/** The recorder of one run: gives out metric ids, feeds the digest and the sink, watches for divergence. */
class Recording implements Recorder {
  step = 0;
  diverged: { readonly metric: string; readonly value: number } | null = null;
  /** A definition waits to be told, or the run has diverged. */
  news = false;
  readonly #sink: MetricSink;
  readonly #digest = new RunDigest();
  readonly #specs: MetricSpec[] = [];
  readonly #last: number[] = [];
  readonly #recorded: boolean[] = [];
  #told = 0;
  /** Metrics from this id on were defined in the middle of a run that goes on here; the learner defines them anew. */
  #awaited = Number.POSITIVE_INFINITY;

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  define(spec: MetricSpec): (value: number) => void {
    const id = this.#idOf(spec);
    const digest = this.#digest;
    const sink = this.#sink;
    const last = this.#last;
    const recorded = this.#recorded;
    const isLoss = spec.name === 'loss' || spec.name.endsWith('_loss');
    return (value) => {
      const { step } = this;
      last[id] = value;
      recorded[id] = true;
      digest.point(id, step, value);
      sink(id, step, value);
      // Infinity - Infinity and NaN - NaN are NaN: one test for both.
      if (isLoss && value - value !== 0) this.#diverge(spec.name, value);
    };
  }

  *takeDefinitions(): Generator<TrainEvent, void, number> {
    this.news = this.diverged !== null;
    while (this.#told < this.#specs.length) {
      const id = this.#told++;
      yield { kind: 'metric', id, spec: this.#specs[id]! };
    }
  }

  checkWeights(weights: NamedArrays): void {
    for (const array of weights.values()) {
      if (array instanceof Int32Array) continue;
      for (let i = 0; i < array.length; i++) {
        const value = array[i]!;
        if (value - value !== 0) {
          this.#diverge('weights', value);
          return;
        }
      }
    }
  }

  end(learner: Learner): End {
    const names = this.#specs.map(({ name }) => name);
    const final = Object.fromEntries(
      names.map((name, id) => [name, this.#last[id]!] as const).filter((_, id) => this.#recorded[id]),
    );
    return { step: this.step, final, digest: this.#digest.finish(names, learner.weights()) };
  }

  save() {
    return {
      step: this.step,
      specs: this.#specs.map(({ name, help, better }) => ({ name, help, better })),
      last: Float64Array.from(this.#last),
      recorded: [...this.#recorded],
      digest: this.#digest.save(),
    };
  }

  restore(saved: ReturnType<Recording['save']>): void {
    const names = saved.specs.map(({ name }) => name);
    const own = this.#specs.map(({ name }) => name);
    if (names.slice(0, own.length).join() !== own.join()) {
      throw new Error(`the metrics were ${names.join(', ')}; now they are ${own.join(', ')}`);
    }
    this.#awaited = own.length;
    this.#specs.push(...saved.specs.slice(own.length));
    this.#last.splice(0, own.length, ...saved.last);
    this.#recorded.splice(0, own.length, ...saved.recorded);
    this.#told = names.length;
    this.#digest.restore(saved.digest);
    this.step = saved.step;
  }

  /** The id of a new metric. */
  #idOf(spec: MetricSpec): number {
    const found = this.#specs.findIndex(({ name }) => name === spec.name);
    if (found === this.#awaited) {
      this.#awaited++;
      return found;
    }
    if (found !== -1) throw new Error(`the metric ${spec.name} is defined twice`);
    this.#specs.push(spec);
    this.#last.push(Number.NaN);
    this.#recorded.push(false);
    this.news = true;
    return this.#specs.length - 1;
  }

  #diverge(metric: string, value: number): void {
    this.diverged ??= { metric, value };
    this.news = true;
  }
}

/** Throws a {@link UserError} naming each array that is missing, has another shape, or belongs to another learner. */
function checkWeights(learner: Learner, given: NamedTensors): void {
  const shapes = learner.shapes();
  const issues: Issue[] = [];
  for (const [name, array] of learner.weights()) {
    const source = given.arrays.get(name);
    const wanted = formOf(array, shapes.get(name));
    const found = source && formOf(source, given.shapes.get(name));
    if (found === undefined) issues.push({ path: `init.${name}`, message: 'is missing', allowed: wanted });
    else if (found !== wanted) {
      issues.push({ path: `init.${name}`, message: 'has another form', given: found, allowed: wanted });
    }
  }
  for (const name of given.arrays.keys()) {
    if (!shapes.has(name)) issues.push({ path: `init.${name}`, message: 'is none of the weights of this learner' });
  }
  if (issues.length > 0) throw new UserError(issues);
}

function formOf(array: ArrayBufferView, shape: readonly number[] | undefined): string {
  return `${array.constructor.name.replace('Array', '')} [${shape?.join(', ')}]`;
}
