import type { Arm } from '../../experiment/arm.js';
import type { Comparison, MetricComparison, Side } from '../../experiment/comparison.js';
import { jsonDocument } from '../json-document.js';
import { verdictSentence } from './verdict-words.js';

/** Comparisons as one JSON document; NaN and the infinities as texts. */
export function comparisonDocument(
  comparisons: readonly Comparison[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  return jsonDocument('comparison', { ...more, comparisons: comparisons.map(comparisonPart) });
}

export function comparisonPart(comparison: Comparison) {
  const { reference, candidate, regression, verdict, metrics, changes, equalDigests, otherBits, family } = comparison;
  return {
    scenario: candidate.scenario,
    verdict,
    text: verdictSentence(comparison),
    regression,
    reference: armPart(reference),
    candidate: armPart(candidate),
    changes,
    equalDigests,
    otherBits,
    family,
    metrics: metrics.map(metricPart),
  };
}

function armPart({ label, source, variant, version, plugins = null, hash, seeds }: Arm) {
  return {
    ...{ label, source, variant, losscope: version, plugins, hash },
    n: seeds.length,
    seeds: seeds.map(({ seed }) => seed),
    broken: seeds.filter(({ status }) => status !== 'done').map(({ seed, status }) => ({ seed, status })),
  };
}

function metricPart(one: MetricComparison) {
  const { metric, better, verdict, decision, detectable, improvement, improvementInterval } = one;
  return {
    ...{ metric, better, verdict },
    reference: sidePart(one.reference),
    candidate: sidePart(one.candidate),
    difference: {
      mean: one.meanDifference,
      meanInterval: one.meanDifferenceInterval,
      iqm: one.iqmDifference,
      iqmInterval: one.iqmDifferenceInterval,
    },
    hedgesG: one.hedgesG,
    tests: decision === null ? null : { method: decision.method, worse: decision.worse, better: decision.better },
    ...{ improvement, improvementInterval, detectable },
  };
}

function sidePart({ n, broken, mean, meanInterval, iqm, iqmInterval }: Side) {
  return { n, broken, mean, meanInterval, iqm, iqmInterval };
}
