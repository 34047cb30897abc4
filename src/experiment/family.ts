import { orientedValues } from './arm.js';
import { type Comparison, detectableIn, type MetricComparison, pairsOf } from './comparison.js';
import { holm } from './statistics/holm.js';
import { type Decision, verdictOf } from './verdict.js';

/**
 * Comparisons that stand side by side, with p-values adjusted by Holm over all variants that are held to one reference by one
 * metric: the probability of any false alarm among them is at most `alpha`, however many there are. Each metric is a family
 * of its own. Variants that are identical to the reference, or have too few seeds, are not tested and do not count.
 */
export function adjustFamilies(comparisons: readonly Comparison[]): readonly Comparison[] {
  const adjusted = new Map<Comparison, Comparison>();
  for (const family of familiesOf(comparisons)) {
    const names = new Set(family.flatMap(({ metrics }) => metrics.map(({ metric }) => metric)));
    const byMetric = new Map([...names].map((name) => [name, adjustMetric(family, name)]));
    for (const one of family) {
      const metrics = one.metrics.map((metric) => byMetric.get(metric.metric)!.get(metric) ?? metric);
      adjusted.set(one, { ...one, metrics, verdict: metrics[0]!.verdict, family: family.length });
    }
  }
  return comparisons.map((one) => adjusted.get(one) ?? one);
}

/** Those that were tested against the same reference by the same metric, where they are two or more. */
function familiesOf(comparisons: readonly Comparison[]): readonly (readonly Comparison[])[] {
  const families: Comparison[][] = [];
  for (const one of comparisons.filter(({ metrics: [decisive] }) => wasTested(decisive!))) {
    const own = families.find(
      ([other]) => other!.reference === one.reference && other!.regression.metric === one.regression.metric,
    );
    if (own === undefined) families.push([one]);
    else own.push(one);
  }
  return families.filter(({ length }) => length > 1);
}

function wasTested({ verdict, decision }: MetricComparison): boolean {
  return decision !== null && verdict !== 'identical' && verdict !== 'inconclusive';
}

/** The metric of each comparison of the family that has it. */
function adjustMetric(family: readonly Comparison[], name: string): ReadonlyMap<MetricComparison, MetricComparison> {
  const entries = family.flatMap((comparison) => {
    const metric = comparison.metrics.find((one) => one.metric === name);
    return metric === undefined || !wasTested(metric) ? [] : [{ comparison, metric, decision: metric.decision! }];
  });
  const worse = holm(entries.map(({ decision }) => decision.worse.p));
  const better = holm(entries.map(({ decision }) => decision.better.p));
  return new Map(
    entries.map(({ comparison, metric, decision }, i) => {
      const p = { worse: { ...decision.worse, p: worse[i]! }, better: { ...decision.better, p: better[i]! } };
      return [metric, { ...metric, ...judged(comparison, metric, { ...decision, ...p }, entries.length) }];
    }),
  );
}

/** The verdict under adjusted p-values, and the drop that would have shown under the strictest of them. */
function judged(
  { reference, candidate, regression }: Comparison,
  { metric, better }: MetricComparison,
  decision: Decision,
  count: number,
): Pick<MetricComparison, 'decision' | 'verdict' | 'detectable'> {
  const { alpha } = regression;
  const margin = metric === regression.metric ? regression.margin : 0;
  const verdict = verdictOf(decision, { alpha, margin });
  const [before, now] = [orientedValues(reference, metric, better), orientedValues(candidate, metric, better)];
  return {
    decision: { ...decision, verdict },
    verdict,
    detectable: detectableIn(before, now, pairsOf(reference, candidate, before, now), alpha / decision.tests / count),
  };
}
