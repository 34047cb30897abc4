import type { Alert } from '../train/alerts/alert.js';

export type RunStatus = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'diverged' | 'stopped';

/** The best value of a metric over the evaluations of a run, and the step of the first that had it. */
export interface BestEvaluation {
  readonly metric: string;
  readonly value: number;
  readonly step: number;
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
  /** The best evaluation by the metric in focus; absent without one. */
  readonly best?: BestEvaluation;
  /** What looked wrong, oldest first; absent when nothing did. */
  readonly alerts?: readonly Alert[];
}
