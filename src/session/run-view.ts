import type { ProfileReport } from '../core/profile.js';
import type { Scope } from '../core/scope.js';
import type { Scenario } from '../scenario/scenario.js';
import type { BuiltFacts } from '../store/built-facts.js';
import type { Fork } from '../store/lineage.js';
import type { RunResult, RunStatus } from '../store/result.js';
import type { Alert } from '../train/alerts/alert.js';
import type { SeriesView } from './curve.js';
import type { Picture } from './kept-pictures.js';
import type { PlanEntry } from './plan.js';

/** One run as the dashboard and the plain printer see it; mutated in place by the session. */
export interface RunView {
  readonly id: string;
  readonly scenario: Scenario;
  /** Absolute paths of the plug-ins that its thread loads. @default none */
  readonly plugins?: readonly string[];
  readonly seed: number;
  readonly status: RunStatus;
  /** Why it failed, diverged or stopped. */
  readonly reason: string | null;
  readonly step: number;
  readonly steps: number;
  /** Where its axis begins: display buckets divide what lies from there to `steps`. @default 0 */
  readonly origin?: number;
  readonly stepsPerSecond: number;
  readonly etaSeconds: number | null;
  /** Fraction of full speed that was asked for; absent means 1. */
  readonly speed?: number;
  /** Seconds of training so far (pauses excluded). */
  readonly seconds: number;
  /** The same at the end of each display bucket, NaN for those not reached; absent where nobody kept it. */
  readonly pace?: Float64Array | undefined;
  /** Null until the learner is built; absent where nobody tells. */
  readonly built?: BuiltFacts | null;
  /** How many epochs are done at a step; null or absent where there are none. */
  readonly epochAt?: ((step: number) => number) | null;
  /** What the steps of another program are called; null or absent where nothing tells. */
  readonly axis?: string | null;
  /** Whether nothing tells how long it will be: `steps` is then no budget, but as far as the curves have room. @default false */
  readonly openEnded?: boolean;
  /** Whether only what its files tell is known of it: curves, and no pictures. @default false */
  readonly isWatched?: boolean;
  /** Seconds since the last point came; null or absent where nobody counts them. */
  readonly quietFor?: number | null;
  readonly digest: string | null;
  readonly series: ReadonlyMap<string, SeriesView>;
  /** The last picture; null until the session was asked to watch this run. */
  readonly scope: Scope | null;
  /** Pictures that were taken so far, oldest first, spread over the run where they are many. @default none */
  readonly pictures?: readonly Picture[];
  /** Display points that a full ring dropped. */
  readonly dropped: number;
  /** What looks wrong in this run, oldest first; see `src/train/alerts`. */
  readonly alerts: readonly Alert[];
  /** Where this run branched off from another, or null. */
  readonly fork: Fork | null;
  /** Where the time of an ended run went, if that was asked for. */
  readonly profile?: ProfileReport | null;
}

/** What happened, for the log. */
export interface SessionEvent {
  readonly seconds: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly run: string | null;
  readonly text: string;
}

/** All runs of one start of the program. The dashboard reads it and controls it; the plain printer too. */
export interface Session {
  /** Grouped by scenario variant, in the order given; what was added later stands behind them. */
  readonly runs: readonly RunView[];
  readonly events: readonly SessionEvent[];
  readonly workers: number;
  /** Runs that are there and not among `runs`, since they are too many. @default 0 */
  readonly leftOut?: number;
  /** Folds what the rings hold into the views; call it at 10 to 30 Hz. True when anything changed. */
  drain(): boolean;
  /** null means all runs. A queued run that is paused does not start until it is resumed. */
  pause(run: string | null): void;
  resume(run: string | null): void;
  /** Pauses and lets the run do that many more steps. */
  step(run: string | null, steps: number): void;
  /** Fraction of full speed: 1 is unthrottled, 0.5 sleeps half of the time. */
  setSpeed(run: string | null, speed: number): void;
  stop(run: string | null): void;
  /** Asks for pictures of this run a few times a second; null asks for none. */
  watch(run: string | null): void;
  /**
   * Tells variants and seeds by another pattern of the paths of logs, such as `{variant}/seed_{seed}/metrics.csv`; by what they
   * suggest with null. Absent where runs are told apart by their scenarios. Throws a `UserError` for a pattern that is none.
   */
  regroup?(pattern: string | null): void;
  /** Every run in the order of `runs`, those that have not ended too. */
  results(): readonly RunResult[];
  /**
   * Starts more runs, before those that are queued, and returns their ids. The entries must have been checked as those that
   * the session was made of.
   */
  add(entries: readonly PlanEntry[]): readonly string[];
  /** Starts the same scenario and seed anew (a fork: from the step of the fork) and returns the new run's id. */
  rerun(run: string): string;
  /**
   * Starts a run from the state of another one with settings changed, and returns its id. A run at work gives its state at
   * the next step and goes on untouched; of one that has ended, the last checkpoint is taken. `set` is what `--set` takes,
   * of the settings that `tunable` lists. Rejects with a `UserError` when a setting may not change or is not legal, and when
   * there is no state to go on from.
   */
  fork(run: string, set: readonly string[]): Promise<string>;
  /**
   * Pauses those of these runs that are at work, all at one step, so that forks of them begin together. Resolves with what
   * lets them go on; absent where nothing can be forked.
   */
  align?(runs: readonly string[]): Promise<() => void>;
  /** Resolves when every run has ended, those that were added in the meantime too. */
  readonly done: Promise<void>;
  /** Ends all threads; nothing is left behind. */
  close(): Promise<void>;
}
