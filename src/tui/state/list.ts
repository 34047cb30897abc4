import type { RunStatus } from '../../store/result.js';
import type { Outline, OutlineGroup, OutlineRun } from './outline.js';

/** A line of the run list: a variant (run null) or one of its runs. */
export interface Row {
  readonly group: string;
  readonly run: string | null;
}

export const SORTS = ['given', 'best', 'last', 'min', 'name', 'status', 'speed'] as const;
export type Sort = (typeof SORTS)[number];

/** What the keys have made of the run list. */
export interface ListState {
  readonly cursor: Row;
  /** Variants whose runs are listed. */
  readonly open: ReadonlySet<string>;
  /** A regular expression over names; empty for all. One that is no expression lets all pass. */
  readonly filter: string;
  readonly sort: Sort;
  /** Variants and runs that the charts leave out, by id. */
  readonly hidden: ReadonlySet<string>;
  /** The variant or run that every chart shows as a reference, by id. */
  readonly pinned: string | null;
  /** Runs of a variant as one line and their mean, or each run alone. */
  readonly grouped: boolean;
}

export function initialList(outline: Outline): ListState {
  return {
    cursor: { group: outline.groups[0]?.id ?? '', run: null },
    open: new Set(),
    filter: '',
    sort: 'given',
    hidden: new Set(),
    pinned: null,
    grouped: true,
  };
}

export const idOf = (row: Row): string => row.run ?? row.group;
export const sameRow = (a: Row, b: Row): boolean => a.group === b.group && a.run === b.run;

/** The expression that a filter is, or why it is none. */
export function expressionOf(filter: string): { readonly test: RegExp | null; readonly problem: string | null } {
  if (filter === '') return { test: null, problem: null };
  try {
    return { test: new RegExp(filter, 'iu'), problem: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { test: null, problem: message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '') };
  }
}

/** How a run is called in the list, and what a filter looks at. */
export const runName = (group: OutlineGroup, run: OutlineRun): string => `${group.label} seed ${run.seed}`;

interface Listed {
  readonly group: OutlineGroup;
  readonly runs: readonly OutlineRun[];
}

/** The variants and runs that pass the filter, sorted. A variant passes by its name, or with the runs that pass. */
function passing({ groups }: Outline, { filter, sort }: ListState): Listed[] {
  const { test } = expressionOf(filter);
  const listed = groups.flatMap((group): Listed[] => {
    if (test === null || test.test(group.id) || test.test(group.label)) return [{ group, runs: group.runs }];
    const runs = group.runs.filter((run) => test.test(runName(group, run)));
    return runs.length === 0 ? [] : [{ group, runs }];
  });
  if (sort === 'given') return listed;
  const scenarios = new Map<string, number>();
  for (const { scenario } of groups) if (!scenarios.has(scenario)) scenarios.set(scenario, scenarios.size);
  const place = ({ group }: Listed): number => scenarios.get(group.scenario) ?? 0;
  const order = comparator(sort);
  const byRun = (group: OutlineGroup, run: OutlineRun): Sortable => ({ ...run, name: runName(group, run) });
  const byGroup = ({ group }: Listed): Sortable => ({ ...group, name: group.label, status: worstOf(group.runs) });
  // Values of different scenarios are not of one kind: they are sorted within each.
  const kind = sort === 'best' || sort === 'last' || sort === 'min';
  return listed
    .map(({ group, runs }) => ({
      group,
      runs: [...runs].sort((a, b) => order(byRun(group, a), byRun(group, b))),
    }))
    .sort((a, b) => (kind ? place(a) - place(b) : 0) || order(byGroup(a), byGroup(b)));
}

type Sortable = Pick<OutlineGroup, 'figures'> & { readonly name: string; readonly status: RunStatus };

const STATUS_ORDER: readonly RunStatus[] = ['failed', 'diverged', 'running', 'paused', 'queued', 'stopped', 'done'];

function worstOf(runs: readonly OutlineRun[]): RunStatus {
  return STATUS_ORDER.find((status) => runs.some((run) => run.status === status)) ?? 'queued';
}

function comparator(sort: Exclude<Sort, 'given'>): (a: Sortable, b: Sortable) => number {
  switch (sort) {
    case 'name':
      return (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true });
    case 'status':
      return (a, b) => STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status);
    case 'speed':
      return (a, b) => ascending(-a.figures.speed, -b.figures.speed);
    case 'min':
      return (a, b) => ascending(a.figures.min, b.figures.min);
    case 'best':
    case 'last':
      return (a, b) => {
        const sign = a.figures.better === 'higher' ? -1 : 1;
        return ascending(sign * a.figures[sort], sign * b.figures[sort]);
      };
  }
}

/** NaN, which is no value yet, comes last. */
function ascending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The last list made: panels and keys ask for the same one many times. */
let kept: { readonly outline: Outline; readonly list: ListState; readonly rows: readonly Row[] } | null = null;

/** The lines of the run list from top to bottom. */
export function listRows({ outline, list }: { readonly outline: Outline; readonly list: ListState }): readonly Row[] {
  if (
    kept !== null &&
    kept.outline === outline &&
    kept.list.open === list.open &&
    kept.list.filter === list.filter &&
    kept.list.sort === list.sort &&
    kept.list.grouped === list.grouped
  ) {
    return kept.rows;
  }
  const rows = passing(outline, list).flatMap(({ group, runs }): Row[] => {
    const single = runs.map((run): Row => ({ group: group.id, run: run.id }));
    if (!list.grouped) return single;
    return [{ group: group.id, run: null }, ...(list.open.has(group.id) ? single : [])];
  });
  kept = { outline, list, rows };
  return rows;
}

/** Ids of variants and runs that pass the filter, or null when all do. */
export function passingIds(state: { readonly outline: Outline; readonly list: ListState }): ReadonlySet<string> | null {
  if (expressionOf(state.list.filter).test === null) return null;
  const ids = new Set<string>();
  for (const { group, runs } of passing(state.outline, { ...state.list, sort: 'given' })) {
    ids.add(group.id);
    for (const run of runs) ids.add(run.id);
  }
  return ids;
}

export function cursorIndex(rows: readonly Row[], cursor: Row): number {
  return rows.findIndex((row) => sameRow(row, cursor));
}

/** First visible line of a list of `count` lines in `room`, so that line `at` stays in sight, in the middle if it can. */
export function firstVisible(at: number, count: number, room: number): number {
  return Math.max(0, Math.min(at - (room >> 1), count - room));
}

/** The set with the id taken out if it is in, otherwise put in. */
export function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
