import { type Aggregate, aggregates, type Estimate, normalised } from '../../experiment/aggregate.js';
import { type Arm, orientedValues } from '../../experiment/arm.js';
import type { Comparison } from '../../experiment/comparison.js';
import { seedsNeeded } from '../../experiment/planning.js';
import { variance } from '../../experiment/statistics/welch.js';
import { type Line, tone } from '../lines.js';
import { formatNumber } from '../numbers.js';
import { alignTable } from '../text-table.js';

/** What stands for the references in a table of variants. */
const REFERENCE = 'reference';

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

/** A table of {@link aggregateOf} for the terminal. */
export function aggregateLines(comparisons: readonly Comparison[]): readonly Line[] {
  const found = aggregateOf(comparisons);
  if (found === null) return [];
  const count = new Set(comparisons.map(({ candidate }) => candidate.scenario)).size;
  const cell = (estimate: Estimate | null) =>
    estimate === null
      ? ''
      : `${short(estimate.value)} (${short(estimate.interval[0])} to ${short(estimate.interval[1])})`;
  const rows = found.map((one, i) => [
    String(i + 1),
    one.variant,
    String(one.n),
    ...[one.iqm, one.mean, one.median, one.optimalityGap, one.improvement].map(cell),
  ]);
  const titles = ['iqm', 'mean', 'median', 'optimality gap', 'better'];
  return [
    ...alignTable(
      [
        { title: '#', align: 'right' },
        { title: `over ${count} scenarios` },
        { title: 'n', align: 'right' },
        ...titles.map((title) => ({ title, align: 'right' }) as const),
      ],
      rows,
    ),
    [
      tone(
        'dim',
        'scores: per scenario 0 is its worst seed of any variant and 1 its best; 95 %, bootstrap within scenarios',
      ),
    ],
    [],
  ];
}

function short(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : 'broke';
}

const DROPS = [0.25, 0.5, 1, 2] as const;

/** How many seeds a side would find drops of several sizes, from the spread that these seeds show. */
export function planLines({ reference, candidate, metrics, regression, family }: Comparison): readonly Line[] {
  const { metric, reference: own, better } = metrics[0]!;
  const values = own.values.filter(Number.isFinite);
  const deviation = Math.sqrt(variance(values));
  const bySeed = new Map(reference.seeds.map(({ seed }, i) => [seed, own.values[i]!]));
  const differences = candidate.seeds.flatMap(({ seed }, i) => {
    const before = bySeed.get(seed);
    const difference = before === undefined ? Number.NaN : metrics[0]!.candidate.values[i]! - before;
    return Number.isFinite(difference) ? [difference] : [];
  });
  const alpha = regression.alpha / family;
  const paired = differences.length < 3 ? Number.NaN : Math.sqrt(variance(differences));
  const needed = (drop: number, spread: number, isPaired: boolean) =>
    seedsNeeded(drop, spread, { alpha, paired: isPaired })?.toString() ?? '-';
  const rows = DROPS.map((share) => [
    formatNumber(Number((share * deviation).toPrecision(3))),
    `${share} sd`,
    needed(share * deviation, deviation, false),
    needed(share * deviation, paired, true),
  ]);
  return [
    [
      tone('strong', `${candidate.label} against ${reference.label}`),
      `: seeds a side for 80 % power at alpha ${formatNumber(alpha)}`,
    ],
    ...alignTable(
      [
        { title: `${better === 'lower' ? 'rise' : 'drop'} of ${metric}`, align: 'right' },
        { title: '' },
        { title: 'other seeds', align: 'right' },
        { title: 'same seeds', align: 'right' },
      ],
      rows,
    ),
    [
      tone(
        'dim',
        `spread of ${values.length} seeds: sd ${formatNumber(deviation)}; of ${differences.length} pairs: ${formatNumber(paired)}`,
      ),
    ],
    [
      tone(
        'dim',
        'Fix the number before you look: adding seeds until p is small raises false alarms. baseline check looks twice by a rule that does not.',
      ),
    ],
    [],
  ];
}
