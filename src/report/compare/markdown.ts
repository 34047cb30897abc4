import { printableLine } from '../../core/printable.js';
import type { Comparison, MetricComparison } from '../../experiment/comparison.js';
import { textOf } from '../lines.js';
import { aggregateTable } from './aggregate.js';
import { armFacts, changesText } from './facts.js';
import { type Overview, overviewsOf } from './overview.js';
import { figure, intervalText, pCell, percent, pOf, spreadText, verdictSentence } from './verdict-words.js';

/** Comparisons as Markdown, for a pull request or a job summary. */
export function comparisonMarkdown(comparisons: readonly Comparison[]): string {
  const aggregate = aggregateTable(comparisons);
  const tables = [...(aggregate === null ? [] : [aggregate]), ...overviewsOf(comparisons)];
  return [...tables.map(overviewText), ...comparisons.map(one)].join('\n\n');
}

function overviewText({ heads, rows, note }: Overview): string {
  const row = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
  return [
    row(heads.map(({ title }) => title)),
    `| ${heads.map(({ align }) => (align === 'right' ? '---:' : '---')).join(' | ')} |`,
    ...rows.map((cells) => row(cells.map(textOf))),
    '',
    markdownText(note),
  ].join('\n');
}

function one(comparison: Comparison): string {
  const { reference, candidate, verdict, metrics } = comparison;
  return [
    `### ${markdownText(candidate.label)} against ${markdownText(reference.label)}`,
    '',
    `**${markdownText(verdictSentence(comparison))}**`,
    '',
    `- reference: ${markdownText(armFacts(reference))}`,
    `- candidate: ${markdownText(armFacts(candidate))}`,
    ...changesText(comparison).map((text) => `- differs: ${markdownText(text)}`),
    ...(verdict === 'identical' ? [] : tableLines(metrics)),
  ].join('\n');
}

function tableLines(metrics: readonly MetricComparison[]): readonly string[] {
  return [
    '',
    '| metric | n | mean | IQM | 95 % interval of the means | difference (95 % interval) | g | p | P(better) | verdict |',
    '| --- | --- | --- | --- | --- | --- | ---: | ---: | ---: | --- |',
    ...metrics.map(row),
  ];
}

function row(metric: MetricComparison): string {
  const { reference: a, candidate: b } = metric;
  const p = pOf(metric);
  const cells = [
    metric.metric,
    `${a.n} / ${b.n}`,
    `${figure(a.mean)} / ${figure(b.mean)}`,
    `${figure(a.iqm)} / ${figure(b.iqm)}`,
    `${spreadText(a)} / ${spreadText(b)}`,
    `${figure(metric.meanDifference)} (${intervalText(metric.meanDifferenceInterval)})`,
    Number.isFinite(metric.hedgesG) ? metric.hedgesG.toFixed(2) : '-',
    p === null ? '-' : pCell(p),
    metric.better === 'neither' ? '-' : percent(metric.improvement),
    metric.better === 'neither' ? '-' : metric.verdict,
  ];
  return `| ${cells.map(markdownText).join(' | ')} |`;
}

/** Foreign text in one line that starts no markup. */
export function markdownText(text: string): string {
  return printableLine(text).replace(/[\\`*_{}[\]<>|#]/g, (c) => `\\${c}`);
}
