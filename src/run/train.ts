import type { Learner, MetricSpec, NamedArrays, Recorder } from '../core/learner.js';
import type { ParamSpecs, ParamValues } from '../core/params.js';
import { type Purpose, Stream } from '../core/random.js';
import type { LossDefinition } from '../losses/define.js';
import type { Choice, Scenario } from '../scenario/scenario.js';
import { Engine } from '../tensor/engine.js';
import { RunDigest } from './digest.js';
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

export type TrainEvent =
  /** The learner is built; nothing is trained yet. */
  | { readonly kind: 'start'; readonly learner: Learner }
  | { readonly kind: 'metric'; readonly id: number; readonly spec: MetricSpec }
  /** The budget is used up: the answer is the next budget in steps. Comes first at step 0. */
  | { readonly kind: 'tick'; readonly step: number }
  | { readonly kind: 'evaluated'; readonly step: number; readonly final: boolean }
  /** A loss, or a weight at an evaluation, is NaN or infinite. The last event. */
  | ({ readonly kind: 'diverged'; readonly metric: string; readonly value: number } & End)
  /** A budget of 0 was given. The last event. */
  | ({ readonly kind: 'stopped' } & End)
  | ({ readonly kind: 'done' } & End);

/**
 * One run as events over (scenario, seed). Answer each `tick` with the number of steps that may follow, or 0 to end the
 * run there; answers to other events are ignored. Only the ticks depend on the answers: every other event, every point
 * and the digest are functions of the scenario and the seed. What is recorded in the n-th step has step n.
 */
export function* train(
  scenario: Scenario,
  seed: number,
  { registries, sink }: { readonly registries: Registries; readonly sink: MetricSink },
): Generator<TrainEvent, void, number> {
  const recording = new Recording(sink);
  const learner = buildLearner(scenario, seed, registries, recording);
  const { steps, evaluateEvery } = scenario;
  yield { kind: 'start', learner };
  yield* recording.takeDefinitions();

  let evaluateAt = Math.min(evaluateEvery, steps);
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

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  define(spec: MetricSpec): (value: number) => void {
    if (this.#specs.some(({ name }) => name === spec.name)) throw new Error(`the metric ${spec.name} is defined twice`);
    const id = this.#specs.length;
    this.#specs.push(spec);
    this.#last.push(Number.NaN);
    this.#recorded.push(false);
    this.news = true;
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

  #diverge(metric: string, value: number): void {
    this.diverged ??= { metric, value };
    this.news = true;
  }
}

function buildLearner(scenario: Scenario, seed: number, registries: Registries, recorder: Recorder): Learner {
  const { learner, loss, steps } = scenario;
  const shared = {
    loss: loss === null ? noLoss : registries.losses.get(loss.name),
    lossParams: loss?.params ?? {},
    engine: new Engine('f32'),
    // Each call gives the stream from its beginning.
    stream: (purpose: Purpose, index = 0) => Stream.from(seed, purpose, index),
    recorder,
    steps,
  };
  switch (learner.kind) {
    case 'agent': {
      const env = registries.envs.get(learner.env.name);
      const makeEnv = () => env.create(valuesOf(learner.env));
      return registries.agents.get(learner.agent.name).create({ ...shared, params: valuesOf(learner.agent), makeEnv });
    }
    case 'task':
      return registries.tasks.get(learner.task.name).create({ ...shared, params: valuesOf(learner.task) });
    default:
      return learner satisfies never;
  }
}

/** A scenario is resolved: its settings were checked against the specs when it was loaded. */
function valuesOf(choice: Choice): ParamValues<ParamSpecs> {
  return choice.params as ParamValues<ParamSpecs>;
}

/** What a tabular agent gets, which has no loss to choose: computing it is a mistake in the agent. */
const noLoss = {
  name: 'none',
  compute() {
    throw new Error('this scenario has no loss, but its agent asked for one');
  },
} as unknown as LossDefinition;
