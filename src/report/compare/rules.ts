import { UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import { metricsOf } from '../../experiment/arm.js';
import type { Regression } from '../../scenario/scenario.js';
import type { Pair } from './sources.js';

export type Overrides = Partial<Pick<Regression, 'margin' | 'alpha'>>;

/** What decides in each pair. Throws when a pair does not tell, or does not have the metric that was asked for. */
export function regressionsOf(
  pairs: readonly Pair[],
  metric: string | undefined,
  overrides: Overrides,
): readonly Regression[] {
  return pairs.map(({ reference, candidate }) => {
    const declared = reference.regression ?? candidate.regression;
    const name = metric ?? declared?.metric;
    const known = [...new Set([...metricsOf(reference), ...metricsOf(candidate)])];
    if (name === undefined || !known.includes(name)) {
      const hint = name === undefined ? undefined : didYouMean(name, known);
      throw new UserError({
        path: '--metric',
        message: name === undefined ? 'is needed: these results do not tell what decides' : 'no seed has this metric',
        ...(name === undefined ? {} : { given: name }),
        allowed: known.length === 0 ? 'no seed has any metric' : known.join(', '),
        ...(hint === undefined ? {} : { hint }),
      });
    }
    const base = declared?.metric === name ? declared : { metric: name, margin: 0, alpha: declared?.alpha ?? 0.01 };
    return { ...base, ...overrides };
  });
}
