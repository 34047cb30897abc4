import type { Learner, MetricSpec, Recorder } from '../core/learner.js';
import type { ParamSpecs, ParamValues } from '../core/params.js';
import type { Purpose, Stream } from '../core/random.js';
import type { LossDefinition } from '../losses/kit/definition.js';
import type { Engine } from '../tensor/engine.js';
import type { DataReport } from './readers/data-report.js';

/** What a task is built from; the training loop makes it from a resolved scenario and a seed. */
export interface TaskContext<P> {
  readonly params: P;
  readonly loss: LossDefinition;
  readonly lossParams: Readonly<Record<string, unknown>>;
  readonly engine: Engine;
  readonly stream: (purpose: Purpose, index?: number) => Stream;
  readonly recorder: Recorder;
  /** The budget in gradient updates, for schedules. */
  readonly steps: number;
}

/** A shape of file that a task reads. */
export interface FileShape {
  readonly shape: string;
  /** A few lines of such a file. */
  readonly example: string;
}

/** A supervised or metric-learning problem as registered: one file, one registry line. */
export interface TaskDefinition<S extends ParamSpecs = ParamSpecs> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Losses that fit, with some settings at least; the first is the default. */
  readonly losses: readonly string[];
  readonly params: S;
  /** Settings that may change in the middle of a run (see `src/train/tunable-settings.ts`): none that makes other data. @default [] */
  readonly tunable?: readonly (keyof S & string)[];
  /** What the user's files look like, with an example of a few lines; none for a task without files. @default [] */
  readonly takes?: readonly FileShape[];
  /** The metric that is looked at first on a user's data. @default loss */
  readonly focus?: string;
  /** Metrics that are recorded on a user's data only. @default [] */
  readonly ownMetrics?: readonly MetricSpec[];
  /** What was understood of the user's data, as the first seed of 0 splits it. Throws a UserError as {@link check} does. */
  understand?(params: ParamValues<S>): DataReport | null;
  /** Reads and checks the user's data before any thread starts; throws a UserError naming file and row. */
  check(params: ParamValues<S>): void;
  /**
   * Throws a UserError when the loss takes inputs with these settings that the task does not have (some losses of
   * {@link losses} fit by variant only), or has a setting that cannot go with the task's own. Runs after {@link check}.
   */
  checkLoss(loss: LossDefinition, lossParams: Readonly<Record<string, unknown>>, params: ParamValues<S>): void;
  create(context: TaskContext<ParamValues<S>>): Learner;
}

export function defineTask<const S extends ParamSpecs>(definition: TaskDefinition<S>): TaskDefinition {
  return definition as unknown as TaskDefinition;
}
