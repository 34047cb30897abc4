/** A scenario as everything below the loader sees it: resolved, defaults filled in, plain data. */
export interface Scenario {
  readonly name: string;
  /** Name in the file and overrides in the user's words, such as `loss=bce`; empty for the scenario as written. */
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
  /** By what a run of changed code or settings counts as a regression; the focus decides where the file says nothing. */
  readonly regression?: Regression;
  /** The variants that the file declares, and which of them this is; absent when it declares none. */
  readonly family?: Family;
}

/** How two groups of seeds of a scenario are compared. */
export interface Regression {
  readonly metric: string;
  /** A drop up to this much, in units of the metric, is none. */
  readonly margin: number;
  /** Probability of a false alarm that is accepted. */
  readonly alpha: number;
}

/** The variants of one file. They run on the same seeds, so that expectations can compare them seed by seed. */
export interface Family {
  /** The name of this one. */
  readonly name: string;
  /** The name of the scenario as written, which is the first. */
  readonly written: string;
  readonly variants: readonly Variant[];
  /** Overrides of the command line in the user's words: only variants with the same ones are compared. */
  readonly overrides: string;
}

/** A variant as the file declares it. */
export interface Variant {
  readonly name: string;
  /** Values by path, such as `loss.epsilon`; in the order in which they apply. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** What a file without a `variantName` calls its scenario as written. */
export const WRITTEN = 'written';

export interface Lesson {
  readonly question: string;
  readonly watch: string;
  readonly measured: string;
  /** Figure or example of Sutton and Barto 2018 that it measures. */
  readonly book?: string | undefined;
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
 *
 * `versus` compares with the same metric of another variant on the same seeds: it must lie above (with `<` and `<=`: below)
 * the other's by `value`, or compare so with `factor` times the other's. A statistic is then one of the differences, seed
 * by seed. A seed that failed or diverged in either variant counts against the claim.
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
  /** The variant that it speaks of. @default the scenario as written */
  readonly variant?: string;
  /** The variant that it compares with. */
  readonly versus?: string;
  readonly factor?: number;
}
