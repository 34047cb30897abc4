import type { Learner, Recorder } from '../core/learner.js';
import type { ParamSpecs, ParamValues } from '../core/params.js';
import type { Purpose, Stream } from '../core/random.js';
import type { LossDefinition } from '../losses/kit/definition.js';
import type { Engine } from '../tensor/engine.js';

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
