import type { Scope } from './scope.js';
import type { Savable, Saved } from './state.js';

/** A curve that a learner records. */
export interface MetricSpec {
  /** snake_case, the field's term: `loss`, `greedy_return`, `average_precision`. */
  readonly name: string;
  /** One line: what is computed, in which unit. */
  readonly help: string;
  readonly better: 'lower' | 'higher' | 'neither';
  /**
   * Settings that define what is measured, as `--set` names them: `agent.nStep`, or `loss` for the loss with all its
   * parameters. Where they differ between two runs the metric is not the same quantity, and values cannot be compared;
   * see `whyNotComparable`. @default none: the same in every run of the scenario
   */
  readonly dependsOn?: readonly string[];
}

/** Where a learner puts its curves. */
export interface Recorder {
  /**
   * Declares a metric once, while the learner is built, and returns the function that records a value at the current
   * step. Recording costs about 0.2 us; recording never changes training.
   */
  define(spec: MetricSpec): (value: number) => void;
}

/** A column of a table of results: numbers, or texts. */
export interface ResultColumn {
  readonly name: string;
  readonly values: ArrayLike<number> | readonly string[];
}

/** What a task on a user's data tells, and what it leaves beside its weights. */
export interface OwnData {
  /** What was understood of the data, as plain data; and in one line. */
  readonly report: unknown;
  readonly line: string;
  /** How new rows become predictions with the weights, as plain data; null where that is not offered. */
  readonly model: unknown;
  /** Each held-out row with its target and what the model says about it. Leaves training's state as it was. */
  predictions(): readonly ResultColumn[];
  /** What the metrics sum up, in full: classes, confusion, calibration. */
  evaluation?(): unknown;
}

/** Arrays that make up what was learned, by name, in a fixed order; views into live memory. */
export type NamedArrays = ReadonlyMap<string, Float32Array | Float64Array | Int32Array>;

/** What a learner is given to learn from, before its first step. */
export interface TrainingData {
  /** The rows and their split, as plain objects, arrays and typed arrays: what tells two sets of data apart. */
  readonly content: unknown;
  /** Steps of one epoch: in so many every training row has its turn, but for the few that fill no whole batch. */
  readonly epochSteps: number;
}

/** Sizes of named arrays, which are row-major: matrices are [inputs, outputs]. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * What the training loop drives: an agent in its env, or a task's model. A pure function of (settings, seed): no clock,
 * no thread, no console.
 */
export interface Learner extends Savable {
  /** One unit of the scenario's budget: an env step (agents) or one gradient update (tasks). */
  advance(): void;
  /** Records the evaluation metrics. Uses streams of its own and leaves training's state as it was. */
  evaluate(final: boolean): void;
  /**
   * The live picture; null when there is none yet. With `apart` (true unless said) the next update is taken apart for the
   * next picture, which may cost a few milliseconds. Leaves training's state as it was.
   */
  scope(apart?: boolean): Scope | null;
  /** What it would do now without exploring; only agents have one. Leaves training's state as it was. */
  policy?(): GreedyPolicy;
  /** Only tasks have it: what an agent learns from, it finds itself. */
  readonly data?: TrainingData;
  /** Only tasks on a user's data have it. */
  readonly own?: OwnData | null;
  /** The weights (or tables), for the digest and for checkpoints. */
  weights(): NamedArrays;
  /** The shape of each of the {@link weights}. */
  shapes(): Shapes;
  /** Takes over weights of the same names and shapes as its start: before the first step, or before {@link restore}. */
  load(weights: NamedArrays): void;
  /**
   * Everything that the next step depends on besides settings, seed and weights: moments, replay, streams, the env, what
   * is half done. Only between steps.
   */
  save(): Saved;
  /** Goes on where {@link save} saw another learner of the same settings, seed and weights ({@link load} them first). */
  restore(saved: Saved): void;
}

/** Where an agent stands in its env; every env is one. */
export interface Standpoint {
  readonly observation: ArrayLike<number>;
  /** The state's number in a finite env, else -1. */
  readonly state: number;
  /** Which actions exist now; missing where all do. */
  mask?(): Uint8Array;
}

/** What an agent does when it tries nothing out any more: the behaviour that its evaluations judge. */
export interface GreedyPolicy {
  /**
   * What it goes by: Q-values in the env's own reward units, or probabilities of the actions. `action` for the actions of a
   * box: the figures are then the action itself, a number for each component.
   */
  readonly figures: 'Q' | 'probability' | 'action';
  /** The action that it takes there, 0 in a box. Writes a figure for each of `actionNames` into `figures`. Draws nothing. */
  act(at: Standpoint, figures: Float64Array): number;
  /**
   * Starts an episode. There where the policy remembers what it has seen: `act` is then called once a step, in their order.
   */
  begin?(): void;
}

/** Copies arrays into those of the same name. Throws when one is missing or its length differs. */
export function copyArrays(into: NamedArrays, from: NamedArrays): void {
  for (const [name, array] of into) {
    const source = from.get(name);
    if (source?.length !== array.length) {
      throw new Error(`${name} has ${array.length} values, given are ${source?.length ?? 'none'}`);
    }
    array.set(source);
  }
}
