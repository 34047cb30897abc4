import type { Comparison } from '../../experiment/comparison.js';
import { seedsNeeded } from '../../experiment/planning.js';
import { variance } from '../../experiment/statistics/welch.js';
import { type Line, tone } from '../lines.js';
import { formatNumber } from '../numbers.js';
import { alignTable } from '../text-table.js';

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
