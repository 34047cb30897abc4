import type { MetricSpec } from '../core/learner.js';
import type { ProfileReport } from '../core/profile.js';
import type { Scope } from '../core/scope.js';
import type { Scenario } from '../scenario/scenario.js';
import type { PlanEntry } from './roster.js';

export type RunStatus = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'diverged' | 'stopped';

/** Number of display buckets of a curve over the run's whole budget. */
export const BUCKETS = 1024;

/** A curve folded for display: per bucket of steps the count, sum, minimum and maximum, so that no spike is lost. */
export interface SeriesView {
  readonly spec: MetricSpec;
  /** Per bucket; 0 where no point fell. The mean is sum / count. */
  readonly count: Uint32Array;
  readonly sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Points folded so far, non-finite ones included. */
  readonly points: number;
  readonly last: number;
  readonly lastStep: number;
  /** Over the finite points; Infinity and -Infinity when there are none. */
  readonly lowest: number;
  readonly highest: number;
  /** Step of the first NaN or Infinity, or null. */
  readonly firstNonFinite: number | null;
}

/** From a step on, how many steps an epoch has. */
export interface EpochStage {
  readonly from: number;
  readonly steps: number;
}

/** What a run begins with, known once its learner is built. Equal hashes are equal beginnings. */
export interface BuiltFacts {
  /** sha256 of the parameters before the first step. */
  readonly initHash: string;
  /** sha256 of the rows and their split; null for an agent, which finds its data itself. */
  readonly dataHash: string | null;
  /** Oldest first, the first from step 0; empty where there are no epochs. A fork may go on with other batches. */
  readonly epochs: readonly EpochStage[];
}

/** One run as the dashboard and the plain printer see it; mutated in place by the session. */
export interface RunView {
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly status: RunStatus;
  /** Why it failed, diverged or stopped. */
  readonly reason: string | null;
  readonly step: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly etaSeconds: number | null;
  /** Seconds of training so far (pauses excluded). */
  readonly seconds: number;
  /** The same at the end of each display bucket, NaN for those not reached; absent where nobody kept it. */
  readonly pace?: Float64Array;
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
  /** Display points that a full ring dropped. */
  readonly dropped: number;
  /** What looks wrong in this run, oldest first; see `src/train/alerts`. */
  readonly alerts: readonly Alert[];
  /** Where this run branched off from another, or null. */
  readonly fork: Fork | null;
  /** Where the time of an ended run went, if that was asked for. */
  readonly profile?: ProfileReport | null;
}

/** A sign that training goes wrong, with a likely cause and what to try. The same words in the dashboard, the log and the record. */
export interface Alert {
  readonly step: number;
  /** Name of the detector: `overestimation`, `entropy-collapse`, `no-exploration` ... */
  readonly kind: string;
  readonly level: 'warning' | 'error';
  /** What was seen, with figures. */
  readonly text: string;
  /** Why that is likely. */
  readonly cause: string;
  /** What to try. */
  readonly advice: string;
}

/** A run that went on from the state of another one with settings changed. */
export interface Fork {
  /** Id of the run that it branched off. */
  readonly parent: string;
  readonly step: number;
  /** The changed settings, as `--set` takes them. */
  readonly set: readonly string[];
}

/** How a run stands or ended, for tables, baselines and `result.json`. */
export interface RunResult {
  readonly id: string;
  readonly scenario: string;
  readonly variant: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly reason: string | null;
  /** Steps done. */
  readonly steps: number;
  readonly seconds: number;
  readonly digest: string | null;
  /** The last value of each metric; empty when the run's thread broke off. */
  readonly final: Readonly<Record<string, number>>;
  /** What looked wrong, oldest first; absent when nothing did. */
  readonly alerts?: readonly Alert[];
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
  /** Folds what the rings hold into the views; call it at 10 to 30 Hz. True when anything changed. */
  drain(): boolean;
  /** null means all runs. */
  pause(run: string | null): void;
  resume(run: string | null): void;
  /** Pauses and lets the run do that many more steps. */
  step(run: string | null, steps: number): void;
  /** Fraction of full speed: 1 is unthrottled, 0.5 sleeps half of the time. */
  setSpeed(run: string | null, speed: number): void;
  stop(run: string | null): void;
  /** Asks for pictures of this run a few times a second; null asks for none. */
  watch(run: string | null): void;
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
  /** Resolves when every run has ended, those that were added in the meantime too. */
  readonly done: Promise<void>;
  /** Ends all threads; nothing is left behind. */
  close(): Promise<void>;
}
