import type { Comparison, MetricComparison } from '../../experiment/comparison.js';
import { type TableColumn, table, wide } from '../html/markup.js';
import { STYLE } from '../html/style.js';
import { textOf } from '../lines.js';
import { aggregateTable, profileChart } from './aggregate.js';
import { armFacts, changesText } from './facts.js';
import { chartGroups } from './groups.js';
import { type Overview, overviewsOf } from './overview.js';
import { comparisonSvg, profileSvg } from './svg.js';
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
import { xml } from './xml.js';

/** Beside the style of the report. */
const OWN_STYLE = `
.verdict { font-weight: 600; padding: 8px 12px; border-left: 4px solid var(--other); max-width: none; }
.verdict.good { border-color: var(--good); } .verdict.bad { border-color: var(--bad); }
dt { font-weight: 600; } dd { margin: 0 0 4px 16px; }
h2 { margin-top: 32px; }`;

const columns: readonly TableColumn[] = [
  { title: 'metric' },
  { title: 'side', kind: 'short' },
  ...['n', 'mean', '95 % interval', 'IQM', '95 % interval', 'g', 'p', 'P(better)'].map(
    (title) => ({ title, kind: 'number' }) as const,
  ),
  { title: 'verdict', kind: 'short' },
];

/** Comparisons as one page that loads nothing from anywhere. */
export function comparisonHtml(comparisons: readonly Comparison[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    '<title>losscope: comparison</title>',
    `<style>${STYLE}${OWN_STYLE}\n</style>`,
    '</head>',
    '<body>',
    '<main>',
    '<h1>Comparison</h1>',
    ...aggregateParts(comparisons),
    ...chartGroups(comparisons).flatMap((group) => [
      ...overviewParts(group),
      sheet(comparisonSvg(group)),
      ...group.flatMap(section),
    ]),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** A drawing that is moved sideways where it is wider than the screen. */
function sheet(svg: string): string {
  return wide(svg.replace('<svg ', '<svg class="sheet" '));
}

function section(comparison: Comparison): readonly string[] {
  const { reference, candidate, verdict, metrics } = comparison;
  return [
    `<h2>${xml(candidate.label)} against ${xml(reference.label)}</h2>`,
    `<p class="verdict ${VERDICT_TONES[verdict] ?? ''}">${xml(verdictSentence(comparison))}</p>`,
    '<dl>',
    `<dt>reference</dt><dd>${xml(armFacts(reference))}</dd>`,
    `<dt>candidate</dt><dd>${xml(armFacts(candidate))}</dd>`,
    `<dt>differs</dt>${changesText(comparison)
      .map((text) => `<dd>${xml(text)}</dd>`)
      .join('')}`,
    '</dl>',
    table(`Figures of ${candidate.label} and ${reference.label}`, columns, metrics.flatMap(rows)),
  ];
}

function rows(one: MetricComparison): readonly (readonly string[])[] {
  const { metric, better, verdict } = one;
  const side = (name: string, own: MetricComparison['reference']) => [
    name === 'reference' ? metric : '',
    ...[name, String(own.n), figure(own.mean), spreadText(own), figure(own.iqm), intervalText(own.iqmInterval)],
    ...['', '', '', ''],
  ];
  const p = pOf(one);
  const difference = [
    ...['', 'difference', '', figure(one.meanDifference), intervalText(one.meanDifferenceInterval)],
    ...[figure(one.iqmDifference), intervalText(one.iqmDifferenceInterval)],
    Number.isFinite(one.hedgesG) ? one.hedgesG.toFixed(2) : '-',
    p === null ? '-' : pCell(p),
    better === 'neither' ? '-' : `${percent(one.improvement)} (${intervalText(one.improvementInterval)})`,
    better === 'neither' ? '-' : verdict,
  ];
  return [side('reference', one.reference), side('candidate', one.candidate), difference];
}

/** The variants over all scenarios, where there are several. */
function aggregateParts(comparisons: readonly Comparison[]): readonly string[] {
  const [found, chart] = [aggregateTable(comparisons), profileChart(comparisons)];
  if (found === null || chart === null) return [];
  return ['<h2>All scenarios</h2>', ...tableParts(found), sheet(profileSvg(chart))];
}

/** All variants of one reference, ranked. */
function overviewParts(group: readonly Comparison[]): readonly string[] {
  return overviewsOf(group).flatMap(tableParts);
}

function tableParts({ metric, heads, rows, note }: Overview): readonly string[] {
  const own = heads.map(({ title, align }) => ({ title, ...(align === 'right' ? { kind: 'number' as const } : {}) }));
  const cells = rows.map((row) => row.map(textOf));
  return [table(`Variants ranked by ${metric}`, own, cells), `<p class="note">${xml(note)}</p>`];
}
