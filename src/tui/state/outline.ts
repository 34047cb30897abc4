import type { BuiltFacts } from '../../store/built-facts.js';
import type { RunStatus } from '../../store/result.js';
import type { LogEntry } from './log-entries.js';
import type { Setting } from './settings.js';

/** The runs by scenario variant: what the keys move over. Data without curves, made anew only when something changed. */
export interface Outline {
  readonly groups: readonly OutlineGroup[];
  /** What looks wrong, in the order in which it was seen. */
  readonly alerts: readonly OutlineAlert[];
  /** What the log has, oldest first. */
  readonly log: readonly LogEntry[];
  /** Whether another program trains the runs, so that nothing of theirs can be changed. */
  readonly watching: boolean;
}

export interface OutlineGroup {
  readonly id: string;
  readonly label: string;
  /** Name of the scenario; its variants share charts. */
  readonly scenario: string;
  /** Budget of each run. */
  readonly steps: number;
  /** Where the axis of steps begins. */
  readonly origin?: number;
  /** How far the furthest run has come, as a share of the budget in twentieths. */
  readonly reached: number;
  /** The metric that the scenario wants to be looked at first. */
  readonly focus: string;
  readonly metrics: readonly string[];
  /** Whether its runs count epochs. */
  readonly epochs: boolean;
  /** Everything that the scenario sets, with what is known of each setting. */
  readonly settings: readonly Setting[];
  /** Whether its runs branched off those of another variant. */
  readonly isFork?: boolean;
  readonly runs: readonly OutlineRun[];
  readonly figures: Figures;
}

export interface OutlineRun {
  readonly id: string;
  readonly seed: number;
  readonly status: RunStatus;
  /** What it begins with; null until that is known. */
  readonly built: BuiltFacts | null;
  readonly figures: Figures;
}

/** What the list can be sorted by: figures of the metric that is shown; NaN where there are none. */
export interface Figures {
  readonly best: number;
  readonly last: number;
  readonly min: number;
  /** Steps a second. */
  readonly speed: number;
  readonly better: 'lower' | 'higher' | 'neither';
}

export interface OutlineAlert {
  readonly group: string;
  readonly run: string;
  readonly step: number;
  /** Seconds on the dashboard's clock when it was first seen. */
  readonly at: number;
  readonly level: 'warning' | 'error';
  readonly text: string;
}

export const NO_FIGURES: Figures = {
  best: Number.NaN,
  last: Number.NaN,
  min: Number.NaN,
  speed: Number.NaN,
  better: 'neither',
};

export const isLive = (status: RunStatus): boolean =>
  status === 'queued' || status === 'running' || status === 'paused';

/** How the list calls each run: its variant and its seed, which a run of the same seed has once more. */
export function runNames(
  groups: readonly {
    readonly label: string;
    readonly runs: readonly { readonly id: string; readonly seed: number }[];
  }[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { label, runs } of groups) {
    const times = new Map<number, number>();
    for (const { id, seed } of runs) {
      const time = (times.get(seed) ?? 0) + 1;
      times.set(seed, time);
      names.set(id, `${label} s${seed}${time === 1 ? '' : ` #${time}`}`);
    }
  }
  return names;
}
