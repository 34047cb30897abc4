import type { Aggregate } from '../experiment/aggregate.js';
import type { Comparison } from '../experiment/comparison.js';

/** Of a randomisation test: twenty variants need p-values of 2.5e-4 each. */
const DRAWS = 9999;

export interface CompareOptions {
  /** The variant that the others are held to. @default the first */
  readonly against?: string;
  /** The metric that decides. @default what the scenario says, else its focus */
  readonly metric?: string;
  /** A drop up to this is no regression. @default what the scenario says, else 0 */
  readonly margin?: number;
  /** Accepted probability of a false alarm among all variants. @default what the scenario says, else 0.01 */
  readonly alpha?: number;
  /** Where runs are that are given by id. @default 'runs' */
  readonly out?: string;
  /** Told what could not be read. @default nobody */
  readonly warn?: (text: string) => void;
}

export interface Compared {
  /** Each variant with its reference: verdict, figures, intervals, tests. */
  readonly comparisons: readonly Comparison[];
  /** The variants over several scenarios, the best first; null for one scenario. */
  readonly aggregate: readonly Aggregate[] | null;
}

/**
 * Compares variants over their seeds, as `losscope compare` does. `what`: ids of runs or their beginnings, folders of runs,
 * baselines, documents of `run --json`, logs of other programs. Rejects with a {@link UserError} when there is nothing to compare.
 *
 * ```ts
 * const { comparisons } = await compare('runs', { against: 'loss.delta=1' });
 * for (const { candidate, verdict } of comparisons) console.log(candidate.label, verdict);
 * ```
 */
export async function compare(what: string | readonly string[], options: CompareOptions = {}): Promise<Compared> {
  const { UserError } = await import('../core/errors.js');
  const { compareArms } = await import('../experiment/comparison.js');
  const { adjustFamilies } = await import('../experiment/family.js');
  const { aggregateOf } = await import('../report/compare/aggregate.js');
  const { regressionsOf } = await import('../report/compare/rules.js');
  const { pairArms, readSources } = await import('../report/compare/sources.js');
  const { against = null, metric, margin, alpha, out = 'runs', warn = () => {} } = options;
  if (margin !== undefined && !(margin >= 0)) {
    throw new UserError({ path: 'margin', message: 'must be a number >= 0', given: String(margin) });
  }
  if (alpha !== undefined && !(alpha > 0 && alpha < 0.5)) {
    throw new UserError({ path: 'alpha', message: 'must be a number > 0 and < 0.5', given: String(alpha) });
  }
  const pairs = pairArms(readSources(typeof what === 'string' ? [what] : what, out, warn), against);
  const rules = regressionsOf(pairs, metric, {
    ...(margin === undefined ? {} : { margin }),
    ...(alpha === undefined ? {} : { alpha }),
  });
  const comparisons = adjustFamilies(
    pairs.map(({ reference, candidate }, i) => compareArms(reference, candidate, rules[i]!, DRAWS)),
  );
  return { comparisons, aggregate: aggregateOf(comparisons) };
}
