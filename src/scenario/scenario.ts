/** A scenario as everything below the loader sees it: resolved, defaults filled in, plain data. */
export interface Scenario {
  readonly name: string;
  /** Overrides in the user's words, such as `loss=bce`; empty for the scenario as written. */
  readonly variant: string;
  readonly title: string;
  readonly summary: string;
  readonly lesson: Lesson | null;
  readonly learner: LearnerChoice;
  /** null for tabular agents, which have no loss to choose. */
  readonly loss: Choice | null;
  /** Budget: env steps for agents, gradient updates for tasks. */
  readonly steps: number;
  /** Steps between two evaluations; the end is always evaluated. */
  readonly evaluateEvery: number;
  /** The metric that the dashboard focuses first. */
  readonly focus: string;
  /** Seeds that run by default. */
  readonly seeds: readonly number[];
  /** Seeds on which the settings were tuned; expectations are judged on others. */
  readonly tunedOn: readonly number[];
  readonly expectations: readonly Expectation[];
}

export interface Lesson {
  readonly question: string;
  readonly watch: string;
  readonly measured: string;
}

/** A registered thing with all its settings. */
export interface Choice {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export type LearnerChoice =
  | { readonly kind: 'agent'; readonly env: Choice; readonly agent: Choice }
  | { readonly kind: 'task'; readonly task: Choice };

export type Comparison = '>=' | '>' | '<=' | '<';
export type Statistic = 'iqm' | 'mean' | 'median' | 'min' | 'max';

/**
 * A claim about final metrics over seeds. With `hold` it is judged seed by seed and must hold in at least that many;
 * with `stat` it is judged on one statistic over all seeds. `than` compares with another metric of the same run. When more
 * than `seeds` have run, the share that must hold stays the same (9 of 10 asks for 18 of 20).
 */
export interface Expectation {
  readonly text: string;
  readonly metric: string;
  readonly op: Comparison;
  readonly value: number | null;
  readonly than: string | null;
  readonly stat: Statistic | null;
  readonly hold: number | null;
  /** Number of seeds that must have run before it is judged. */
  readonly seeds: number;
}
