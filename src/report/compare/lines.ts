import { displayWidth } from '../../core/text-width.js';
import type { Comparison, MetricComparison } from '../../experiment/comparison.js';
import type { Verdict } from '../../experiment/verdict.js';
import { type Line, type Span, textOf, tone } from '../lines.js';
import { wrap } from '../losses/wrap.js';
import { alignTable, type Column } from '../text-table.js';
import { armFacts, changesText } from './facts.js';
import {
  figure,
  intervalText,
  pCell,
  percent,
  pOf,
  spreadText,
  VERDICT_TONES,
  verdictSentence,
} from './verdict-words.js';

const figureHeads: readonly Column[] = [
  { title: '' },
  { title: 'n', align: 'right' },
  { title: 'mean', align: 'right' },
  { title: 'iqm', align: 'right' },
  { title: '95 % interval' },
  { title: 'g', align: 'right' },
  { title: 'p', align: 'right' },
  { title: 'better', align: 'right' },
];

const otherHeads: readonly Column[] = [
  { title: 'other metrics' },
  { title: 'reference', align: 'right' },
  { title: 'candidate', align: 'right' },
  { title: 'difference', align: 'right' },
  { title: 'p', align: 'right' },
  { title: 'better', align: 'right' },
  { title: 'verdict' },
];

/** Position among the heads. */
const DIFFERENCE = 3;

const SHORT: Readonly<Record<Verdict, string>> = {
  identical: 'identical',
  improved: 'improved',
  'no evidence of regression': 'no evidence',
  regressed: 'regressed',
  inconclusive: '-',
};

/** A comparison for the terminal, within `width` columns where the names allow it. */
export function comparisonLines(comparison: Comparison, width = 80): readonly Line[] {
  const { reference, candidate, metrics, verdict } = comparison;
  const [decisive, ...others] = metrics;
  const marked = VERDICT_TONES[verdict];
  const sentence = wrap(verdictSentence(comparison), width);
  const changes = changesText(comparison);
  return [
    [tone('strong', candidate.label), ' against ', tone('strong', reference.label)],
    [tone('dim', 'reference  '), armFacts(reference)],
    [tone('dim', 'candidate  '), armFacts(candidate)],
    ...changes.map((text, i): Line => [tone('dim', i === 0 ? 'differs    ' : '           '), text]),
    [],
    ...sentence.map((text): Line => [marked === null ? text : tone(marked, text)]),
    ...(verdict === 'identical' ? [] : [[], ...figureLines(decisive!)]),
    ...(verdict === 'identical' || others.length === 0 ? [] : [[], ...otherLines(others, width)]),
  ];
}

function figureLines(one: MetricComparison): readonly Line[] {
  const { metric, reference, candidate } = one;
  const side = (name: string, own: typeof reference): readonly Span[] => [
    name,
    String(own.n),
    figure(own.mean),
    figure(own.iqm),
    spreadText(own),
  ];
  const p = pOf(one);
  return alignTable(
    [{ title: metric }, ...figureHeads.slice(1)],
    [
      side('reference', reference),
      side('candidate', candidate),
      [
        'difference',
        '',
        figure(one.meanDifference),
        figure(one.iqmDifference),
        intervalText(one.meanDifferenceInterval),
        Number.isFinite(one.hedgesG) ? one.hedgesG.toFixed(2) : '-',
        p === null ? '-' : pCell(p),
        one.better === 'neither' ? '-' : percent(one.improvement),
      ],
    ],
  );
}

/** Without the differences, which the two means tell, where the names leave no room for them. */
function otherLines(others: readonly MetricComparison[], width: number): readonly Line[] {
  const rows = others.map(otherRow);
  const whole = alignTable(otherHeads, rows);
  const isWide = whole.some((line) => displayWidth(line.map(textOf).join('').trimEnd()) > width);
  if (!isWide) return whole;
  const kept = <T>(list: readonly T[]) => list.filter((_, i) => i !== DIFFERENCE);
  return alignTable(kept(otherHeads), rows.map(kept));
}

function otherRow(one: MetricComparison): readonly Span[] {
  const { metric, reference, candidate, verdict, meanDifference, better, improvement } = one;
  const p = pOf(one);
  const marked = VERDICT_TONES[verdict];
  const word = SHORT[verdict];
  return [
    metric,
    figure(reference.mean),
    figure(candidate.mean),
    figure(meanDifference),
    p === null ? '-' : pCell(p),
    better === 'neither' ? '-' : percent(improvement),
    marked === null || word === '-' ? word : tone(marked, word),
  ];
}
