import type { Arm } from '../../experiment/arm.js';
import type { Rule } from '../../experiment/gate/measures.js';
import { POWER, powerOf } from '../../experiment/gate/power.js';
import { BIT_SEEDS, FIRST_SEEDS } from '../../experiment/gate/stages.js';
import { type Line, tone } from '../lines.js';
import { formatDuration, formatNumber } from '../numbers.js';
import { alignTable } from '../text-table.js';

/** What checks of a baseline will see and how long they take. */
export function powerLines(reference: Arm, rule: Rule, secondsPerSeed: number, workers: number): readonly Line[] {
  const all = reference.seeds.length;
  const sizes = [...new Set([Math.min(FIRST_SEEDS, all), all])];
  const powers = sizes.map((size) => powerOf(reference, rule, size));
  const [first] = powers;
  const rows = first!.drops.map(({ measure, deviation }, i) => [
    measure.name,
    formatNumber(deviation),
    ...powers.map(({ drops }) =>
      drops[i]!.drop === null ? '-' : formatNumber(Number(drops[i]!.drop!.toPrecision(2))),
    ),
  ]);
  const failing = powers.map(({ failing: share }) => (share === null ? '-' : `${Math.round(100 * share)} %`));
  const time = (seeds: number) => formatDuration((secondsPerSeed * seeds) / Math.min(workers, seeds));
  const takes = [Math.min(BIT_SEEDS, all), ...sizes].map((size) => `${size} seeds ${time(size)}`);
  return [
    [],
    [
      `A check finds these drops, and this share of newly failing seeds, with ${100 * POWER} % power at alpha ${rule.regression.alpha}:`,
    ],
    ...alignTable(
      [
        { title: 'measure' },
        { title: 'deviation', align: 'right' },
        ...sizes.map((size) => ({ title: `${size} seeds`, align: 'right' }) as const),
      ],
      [...rows, ['failing seeds', '', ...failing]],
    ),
    [
      tone(
        'dim',
        "for seeds that have nothing in common with the baseline's; where they share data and start, less is found",
      ),
    ],
    [`A check takes about: ${takes.join(', ')}; two suffice while the bits are equal, all are looked at on doubt.`],
  ];
}
