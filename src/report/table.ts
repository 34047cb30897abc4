import { FEWEST_FOR_INTERVAL, iqmInterval } from '../experiment/statistics/intervals.js';
import { formatSeeds } from '../scenario/seeds.js';
import { iqm, mean } from '../scenario/statistics.js';
import type { RunResult } from '../store/result.js';
import { type Line, type Span, tone } from './lines.js';
import { formatDuration, formatNumber } from './numbers.js';
import { type Summary, variantName } from './summary.js';
import { alignTable, type Column, tableWidth } from './text-table.js';

const INTERVAL = 'iqm 95 %';
/** Mean over the seeds of the best evaluation, where agents may fall back from it. */
const BEST = 'best';

const heads: readonly Column[] = [
  { title: 'scenario' },
  { title: 'seeds' },
  { title: 'status' },
  { title: 'metric' },
  { title: 'mean', align: 'right' },
  { title: 'iqm', align: 'right' },
  { title: INTERVAL, align: 'right' },
  { title: 'min', align: 'right' },
  { title: 'max', align: 'right' },
  { title: BEST, align: 'right' },
  { title: 'time', align: 'right' },
];

const claimHeads: readonly Column[] = [
  { title: 'expectation' },
  { title: 'scenario' },
  { title: 'measured', align: 'right' },
  { title: 'claim' },
];

/** What is left out first where the terminal is too narrow. */
const DISPENSABLE = ['iqm', 'min', 'max', BEST, 'time', INTERVAL, 'seeds'];

/**
 * The result table: a row per scenario variant, figures over the seeds that are done, then the expectations. Columns that have
 * no room in `width` are left out and named.
 */
export function resultTable(summaries: readonly Summary[], width = Number.POSITIVE_INFINITY): readonly Line[] {
  const wide = summaries.some(({ scenario, runs }) => valuesOf(scenario.focus, runs).length >= FEWEST_FOR_INTERVAL);
  const agents = summaries.some(({ scenario, runs }) => bestOf(scenario, runs).length > 0);
  const columns = heads.filter(({ title }) => (title === INTERVAL ? wide : title === BEST ? agents : true));
  const rows = summaries.map(rowOf);
  const tableOf = (shown: readonly Column[]) =>
    alignTable(
      shown,
      rows.map((row) => row.filter((_, i) => shown.includes(heads[i]!))),
    );
  let [shown, table] = [columns, tableOf(columns)];
  for (const name of DISPENSABLE) {
    if (tableWidth(table) <= width) break;
    shown = shown.filter(({ title }) => title !== name);
    table = tableOf(shown);
  }
  const without = columns.filter((column) => !shown.includes(column)).map(({ title }) => title);
  const claims = summaries.flatMap(expectationRows);
  const absent = absentLines(summaries);
  return [
    ...table,
    ...(without.length === 0 ? [] : [[tone('dim', `no room for ${without.join(', ')}`)]]),
    ...(claims.length + absent.length === 0 ? [] : [[]]),
    ...(claims.length === 0 ? [] : alignTable(claimHeads, claims)),
    ...absent,
  ];
}

/** Claims on variants that nobody wanted to run are no news one by one; under several overrides each counts once. */
function absentLines(summaries: readonly Summary[]): readonly Line[] {
  const claims = summaries.flatMap(({ scenario, judgements }) =>
    judgements.filter(({ isAbsent }) => isAbsent === true).map(({ text }) => `${scenario.name}: ${text}`),
  );
  const count = new Set(claims).size;
  if (count === 0) return [];
  const what = count === 1 ? '1 claim was not judged: it speaks' : `${count} claims were not judged: they speak`;
  return [[tone('dim', `${what} of variants that did not run`)]];
}

function rowOf({ scenario, runs }: Summary): readonly Span[] {
  const values = valuesOf(scenario.focus, runs);
  const best = bestOf(scenario, runs);
  const figure = (of: (values: readonly number[]) => number) => (values.length === 0 ? '-' : formatNumber(of(values)));
  return [
    variantName(scenario),
    formatSeeds(runs.map(({ seed }) => seed)),
    statusOf(runs),
    scenario.focus,
    figure(mean),
    figure(iqm),
    intervalOf(values),
    figure((all) => Math.min(...all)),
    figure((all) => Math.max(...all)),
    best.length === 0 ? '-' : formatNumber(mean(best)),
    formatDuration(runs.reduce((sum, { seconds }) => sum + seconds, 0)),
  ];
}

/** The best evaluations of an agent's runs that are done. */
function bestOf({ learner, focus }: Summary['scenario'], runs: readonly RunResult[]): number[] {
  if (learner.kind !== 'agent') return [];
  return runs.flatMap(({ status, best }) => (status === 'done' && best?.metric === focus ? [best.value] : []));
}

function valuesOf(focus: string, runs: readonly RunResult[]): number[] {
  return runs.filter(({ status }) => status === 'done').map(({ final }) => final[focus] ?? Number.NaN);
}

function intervalOf(values: readonly number[]): string {
  const interval = values.every(Number.isFinite) ? iqmInterval(values) : null;
  return interval === null ? '-' : interval.map(formatNumber).join(' to ');
}

/** `10 done`, or `8 done, 1 diverged, 1 stopped`. */
function statusOf(runs: readonly RunResult[]): Span {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const text = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  if (counts.has('failed') || counts.has('diverged')) return tone('bad', text);
  return counts.size === 1 && counts.has('done') ? tone('good', text) : text;
}

function expectationRows({ scenario, judgements }: Summary): readonly (readonly Span[])[] {
  const told = judgements.filter(({ isAbsent }) => isAbsent !== true);
  return told.map(({ text, measured, pass }) => [
    pass === null ? tone('dim', 'not judged') : pass ? tone('good', 'pass') : tone('bad', 'FAIL'),
    variantName(scenario),
    measured === null ? '-' : typeof measured === 'number' ? formatNumber(measured) : measured,
    text,
  ]);
}
