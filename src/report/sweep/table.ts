import type { CellState, CellStatus } from '../../experiment/sweep/cells.js';
import type { Plan } from '../../experiment/sweep/plan.js';
import { type Rank, rank } from '../../experiment/sweep/ranking.js';
import type { Rungs } from '../../experiment/sweep/rungs.js';
import { formatSeeds } from '../../scenario/seeds.js';
import { type Line, type Span, tone } from '../lines.js';
import { formatCount, formatNumber } from '../numbers.js';
import { alignTable, type Column } from '../text-table.js';
import { configCommand } from './commands.js';

const heads: readonly Column[] = [
  { title: '#', align: 'right' },
  { title: 'configuration' },
  { title: 'n', align: 'right' },
  { title: 'mean', align: 'right' },
  { title: 'iqm', align: 'right' },
  { title: '95 % of the mean' },
  { title: 'settings' },
  { title: 'status' },
];

/** Rows of a ranking at most; the rest is counted. */
const MOST_ROWS = 40;

/** The settings that a sweep varies, as the name of a configuration. */
export function configName({ configs, name }: Plan, config: number): string {
  const { varied } = configs[config]!;
  return varied.length === 0 ? name : varied.join(' ');
}

/** The ranking, and how to run the best again. `versions` of losscope have made the results. */
export function sweepLines(plan: Plan, states: readonly CellState[], versions: readonly string[]): readonly Line[] {
  const ranks = rank(plan, states);
  const best = ranks[0];
  const left = ranks.length - MOST_ROWS;
  return [
    [
      tone('strong', plan.name),
      `  ${plan.metric}, ${plan.goal === 'max' ? 'higher' : 'lower'} is better; seeds ${formatSeeds(plan.seeds)}${versions.length === 0 ? '' : `, losscope ${versions.join(' and ')}`}`,
    ],
    ...(versions.length > 1 ? [[tone('bad', 'results of several versions: they may differ for that alone')]] : []),
    ...alignTable(
      heads,
      ranks.slice(0, MOST_ROWS).map((one) => rowOf(plan, one)),
    ),
    ...(left > 0 ? [[tone('dim', `and ${left} more, which --json lists`)]] : []),
    ...(best?.mean == null || best.place === null || best.broken > 0
      ? []
      : [[], [`best: ${configName(plan, best.config)}`], [`  ${configCommand(plan, best.config)}`]]),
  ];
}

function rowOf(plan: Plan, { config, place, n, mean, iqm, interval, statuses, pruned }: Rank): readonly Span[] {
  const figure = (value: number | null) => (value === null ? '-' : formatNumber(value));
  return [
    place === null ? '-' : String(place),
    configName(plan, config),
    String(n),
    figure(mean),
    figure(iqm),
    interval === null ? '-' : `${formatNumber(interval[0])} to ${formatNumber(interval[1])}`,
    plan.configs[config]!.hash.slice(0, 8),
    pruned ? tone('dim', 'pruned') : statusSpan(statuses),
  ];
}

function statusSpan(statuses: ReadonlyMap<string, number>): Span {
  const text = [...statuses].map(([status, count]) => `${count} ${status}`).join(', ');
  if (statuses.has('failed') || statuses.has('diverged')) return tone('bad', text);
  return statuses.size === 1 && statuses.has('done') ? tone('good', text) : text;
}

const ORDER: readonly CellStatus[] = [
  ...(['done', 'diverged', 'failed', 'pruned', 'running', 'waiting'] as const),
  ...(['stopped', 'interrupted', 'open'] as const),
];

/** How many cells stand how, and the rungs that are decided. */
export function statusLines(
  { cells, seeds, configs, prune }: Plan,
  states: readonly CellState[],
  { decisions }: Rungs,
): readonly Line[] {
  const counts = ORDER.flatMap((status) => {
    const count = states.filter((state) => state.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return [
    [`${cells.length} cells, ${configs.length} configurations on ${seeds.length} seeds: ${counts.join(', ')}`],
    ...decisions.map(({ rung, at, kept, pruned }) => [
      `rung ${rung} of ${prune?.at.length} at ${at} of the budget: ${kept.length} went on, ${pruned.length} pruned`,
    ]),
  ];
}

/** A line per cell. */
export function cellLines(plan: Plan, states: readonly CellState[]): readonly Line[] {
  const columns: readonly Column[] = [
    { title: 'index', align: 'right' },
    { title: 'run' },
    { title: 'configuration' },
    { title: 'seed', align: 'right' },
    { title: 'status' },
    { title: plan.metric, align: 'right' },
  ];
  return alignTable(
    columns,
    states.map(({ cell, status, result }) => {
      const value = status === 'done' ? result?.final[plan.metric] : undefined;
      return [
        ...[String(cell.index), cell.id, configName(plan, cell.config), String(cell.seed), status],
        value === undefined ? '-' : formatNumber(value),
      ];
    }),
  );
}

/** What came out of one cell. */
export function cellLine(plan: Plan, { cell, status, result }: CellState): Line {
  const name = `cell ${cell.index}  ${cell.id}  ${configName(plan, cell.config)} seed ${cell.seed}  `;
  if (status === 'done')
    return [name, tone('good', 'done'), `  ${plan.metric} ${formatNumber(result?.final[plan.metric] ?? Number.NaN)}`];
  if (status === 'waiting')
    return [name, `waiting at step ${formatCount(result?.steps ?? 0)} for the other configurations`];
  const bad = status === 'failed' || status === 'diverged';
  return [name, bad ? tone('bad', status) : status, result?.reason == null || !bad ? '' : `: ${result.reason}`];
}
