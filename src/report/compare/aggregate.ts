import { type Aggregate, aggregates, type Estimate, normalised } from '../../experiment/aggregate.js';
import { type Arm, orientedValues } from '../../experiment/arm.js';
import type { Comparison } from '../../experiment/comparison.js';
import { type Line, tone } from '../lines.js';
import { alignTable } from '../text-table.js';
import type { Chart } from './charts.js';
import type { Overview } from './overview.js';

/** What stands for the references in a table of variants. */
const REFERENCE = 'reference';
/** More lines than this in one chart cannot be told apart. */
const MOST_LINES = 8;

/** Variants over the scenarios that the comparisons are of; null where there is only one scenario, or no variant is in all. */
export function aggregateOf(comparisons: readonly Comparison[]): readonly Aggregate[] | null {
  const scenarios = [...new Set(comparisons.map(({ candidate }) => candidate.scenario))];
  if (scenarios.length < 2) return null;
  // One candidate a scenario is the same one throughout, whatever its scenarios call it.
  const isSingle = comparisons.length === scenarios.length;
  const tasks = scenarios.map((scenario) => {
    const own = comparisons.filter(({ candidate }) => candidate.scenario === scenario);
    const values = (arm: Arm) => orientedValues(arm, own[0]!.regression.metric, own[0]!.metrics[0]!.better);
    const scores = new Map([[REFERENCE, values(own[0]!.reference)]]);
    for (const { candidate } of own)
      scores.set(isSingle || candidate.variant === '' ? 'candidate' : candidate.variant, values(candidate));
    return normalised({ scenario, scores });
  });
  const found = aggregates(tasks, REFERENCE);
  return found.length < 2 ? null : found;
}

/** The variants over all scenarios as a table, the best IQM first; null where {@link aggregateOf} is. */
export function aggregateTable(comparisons: readonly Comparison[]): Overview | null {
  const found = aggregateOf(comparisons);
  if (found === null) return null;
  const cell = (estimate: Estimate | null) =>
    estimate === null
      ? ''
      : `${short(estimate.value)} (${short(estimate.interval[0])} to ${short(estimate.interval[1])})`;
  const titles = ['iqm', 'mean', 'median', 'optimality gap', 'better'];
  return {
    metric: 'normalised score',
    heads: [
      { title: '#', align: 'right' },
      { title: `over ${countOf(comparisons)} scenarios` },
      { title: 'n', align: 'right' },
      ...titles.map((title) => ({ title, align: 'right' }) as const),
    ],
    rows: found.map((one, i) => [
      String(i + 1),
      one.variant,
      String(one.n),
      ...[one.iqm, one.mean, one.median, one.optimalityGap, one.improvement].map(cell),
    ]),
    note: 'scores: per scenario 0 is its worst seed of any variant and 1 its best; 95 %, bootstrap within scenarios',
  };
}

/** {@link aggregateTable} for the terminal. */
export function aggregateLines(comparisons: readonly Comparison[]): readonly Line[] {
  const table = aggregateTable(comparisons);
  return table === null ? [] : [...alignTable(table.heads, table.rows), [tone('dim', table.note)], []];
}

/** The performance profiles over all scenarios with their bands, in the order of the table; null where {@link aggregateOf} is. */
export function profileChart(comparisons: readonly Comparison[]): Chart | null {
  const found = aggregateOf(comparisons);
  if (found === null) return null;
  return {
    title: `share of seeds as good: ${countOf(comparisons)} scenarios`,
    x: 'normalised score',
    range: [0, 1],
    lines: found.slice(0, MOST_LINES).map(({ variant, profile: { thresholds, share, low, high } }) => ({
      ...{ label: variant, x: thresholds, y: share, low, high },
    })),
  };
}

function countOf(comparisons: readonly Comparison[]): number {
  return new Set(comparisons.map(({ candidate }) => candidate.scenario)).size;
}

function short(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : 'broke';
}
