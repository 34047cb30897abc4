import type { Alert } from '../train/alerts/alert.js';

export type RunStatus = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'diverged' | 'stopped';

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
