import type { Comparison } from '../../experiment/comparison.js';
import { type Line, type Span, tone } from '../lines.js';
import { alignTable, type Column } from '../text-table.js';
import { chartGroups, rankOrder } from './groups.js';
import { figure, pCell, percent, pOf, spreadText, VERDICT_TONES } from './verdict-words.js';

/** Several variants that are held to one reference, as one table: a row a variant, the best first, the reference in its place. */
export interface Overview {
  readonly metric: string;
  readonly heads: readonly Column[];
  readonly rows: readonly (readonly Span[])[];
  /** How the p-values came about. */
  readonly note: string;
}

/** An overview of each reference that two or more variants are held to. */
export function overviewsOf(comparisons: readonly Comparison[]): readonly Overview[] {
  return chartGroups(comparisons)
    .filter(({ length }) => length > 1)
    .map(overviewOf);
}

function overviewOf(group: readonly Comparison[]): Overview {
  const [first] = group;
  const { metric } = first!.metrics[0]!;
  const family = Math.max(...group.map((one) => one.family));
  return {
    metric,
    heads: [
      { title: '#', align: 'right' },
      { title: metric },
      { title: 'n', align: 'right' },
      { title: 'mean', align: 'right' },
      { title: '95 % interval' },
      { title: 'difference', align: 'right' },
      { title: 'p', align: 'right' },
      { title: 'better', align: 'right' },
      { title: 'verdict' },
    ],
    rows: ranked(group).map((row, i) => [String(i + 1), ...row]),
    note:
      family > 1
        ? `${testsText(group)}, one-sided, adjusted by Holm for both and for ${family} variants`
        : `${testsText(group)}, one-sided, adjusted by Holm for both`,
  };
}

/** Rows by their means, those with seeds that broke behind the others. */
function ranked(group: readonly Comparison[]): readonly (readonly Span[])[] {
  const [first] = group;
  const { reference, better } = first!.metrics[0]!;
  const own: readonly Span[] = [
    ...[nameOf(first!.reference), String(reference.n), figure(reference.mean)],
    ...[spreadText(reference), '', '', '', 'reference'],
  ];
  const rows = [
    { side: reference, row: own },
    ...group.map((one) => ({ side: one.metrics[0]!.candidate, row: rowOf(one) })),
  ];
  return rows.toSorted((a, b) => rankOrder(a.side, b.side, better)).map(({ row }) => row);
}

function rowOf({ candidate: arm, metrics, verdict }: Comparison): readonly Span[] {
  const one = metrics[0]!;
  const { candidate, meanDifference, better, improvement } = one;
  const p = pOf(one);
  const marked = VERDICT_TONES[verdict];
  return [
    nameOf(arm),
    String(candidate.n),
    figure(candidate.mean),
    spreadText(candidate),
    figure(meanDifference),
    p === null || verdict === 'identical' ? '-' : pCell(p),
    better === 'neither' ? '-' : percent(improvement),
    marked === null ? verdict : tone(marked, verdict),
  ];
}

/** The scenario itself is named in every heading. */
function nameOf({ variant, label }: Comparison['candidate']): string {
  return variant === '' ? label : variant;
}

/** For the terminal. */
export function overviewLines(comparisons: readonly Comparison[]): readonly Line[] {
  return overviewsOf(comparisons).flatMap(({ heads, rows, note }) => [
    ...alignTable(heads, rows),
    [tone('dim', note)],
    [],
  ]);
}

/** Which tests the p-values are of: what is beside Mann-Whitney depends on whether the seeds are shared. */
function testsText(group: readonly Comparison[]): string {
  const pairs = Math.min(...group.map(({ metrics }) => metrics[0]!.pairs));
  return pairs > 0
    ? `p: smaller of Mann-Whitney and a paired randomisation test over the ${pairs} shared seeds`
    : 'p: smaller of Mann-Whitney and Welch';
}
