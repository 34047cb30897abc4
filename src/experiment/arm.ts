import type { MetricSpec } from '../core/learner.js';
import type { Regression } from '../scenario/scenario.js';
import type { PluginFile } from '../train/plugins/plugin-code.js';
import type { SeedCurves } from './seed-curves.js';

export type Better = MetricSpec['better'];

/** How one seed of an arm ended. */
export interface SeedEnd {
  readonly seed: number;
  /** Anything but `done` counts as worse than every value. */
  readonly status: string;
  readonly digest: string | null;
  /** Last value of each metric. */
  readonly final: Readonly<Record<string, number>>;
}

/** One side of a comparison: the seeds of one variant, wherever they were read. */
export interface Arm {
  /** What tables call it. */
  readonly label: string;
  /** Where it was read: a folder, a file. */
  readonly source: string;
  readonly scenario: string;
  /** As `variant` of the scenario: empty for the scenario as written. */
  readonly variant: string;
  /** The program that made it; null where that is not told. */
  readonly version: string | null;
  /** Plug-ins by file name with the hashes of their content; null or absent where that is not told. */
  readonly plugins?: readonly PluginFile[] | null;
  /** Hash of the configuration, and what it is the hash of; null where that is not told. */
  readonly hash: string | null;
  readonly decides: unknown;
  readonly regression: Regression | null;
  readonly better: Readonly<Record<string, Better>>;
  /** Settings that define a metric, by its name: see `MetricSpec.dependsOn`. Absent where nothing tells. */
  readonly dependsOn?: Readonly<Record<string, readonly string[]>>;
  readonly seeds: readonly SeedEnd[];
  /** The curves of a metric, seed by seed; null where none were kept. */
  curves(metric: string): SeedCurves | null;
}

/** Metrics that any seed of the arm has a last value of, in the order of the first seed that tells them. */
export function metricsOf({ seeds }: Pick<Arm, 'seeds'>): readonly string[] {
  return [...new Set(seeds.flatMap(({ final }) => Object.keys(final)))];
}

/**
 * The last values of a metric, larger meaning better: with `lower` their signs are turned. A seed that did not end well, or
 * has no number there, is -Infinity: it takes the worst rank and is never dropped.
 */
export function orientedValues({ seeds }: Pick<Arm, 'seeds'>, metric: string, better: Better): readonly number[] {
  const sign = better === 'lower' ? -1 : 1;
  return seeds.map(({ status, final }) => {
    const value = Object.hasOwn(final, metric) ? final[metric]! : Number.NaN;
    return status === 'done' && Number.isFinite(value) ? sign * value : Number.NEGATIVE_INFINITY;
  });
}
