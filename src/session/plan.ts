import type { Scenario } from '../scenario/scenario.js';
import type { BuiltFacts } from '../store/built-facts.js';
import type { Lineage } from '../store/lineage.js';
import type { ResumePoint } from '../store/run-folder.js';
import type { Series } from './curve.js';

/** One scenario variant with the seeds to run. */
export interface PlanEntry {
  readonly scenario: Scenario;
  readonly seeds: readonly number[];
  /** Absolute paths of modules that these runs load beside the session's own. @default [] */
  readonly plugins?: readonly string[];
  /** The run folder in which the one run of this entry goes on, locked already. */
  readonly resume?: Resumption;
}

export interface Resumption {
  readonly id: string;
  readonly folder: string;
  /** Null for a folder without a record, in which the run begins. */
  readonly point: ResumePoint | null;
  /** How the run came about, when it is a fork. */
  readonly fork?: Lineage | null;
}

/** Where a fork begins: the state, and what was recorded until then. */
export interface Start {
  /** An encoded checkpoint. */
  readonly state: Uint8Array;
  /** The curves until then, by metric in the order of definition, where no folder holds the points. */
  readonly series: ReadonlyMap<string, Series>;
  /** The folder that holds the points; null without one. */
  readonly folder: string | null;
  /** What the parent began with, where no folder tells. */
  readonly built?: BuiltFacts | null;
}
