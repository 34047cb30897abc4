import { iqm, mean } from '../../scenario/statistics.js';
import { meanInterval } from '../statistics/intervals.js';
import type { CellState } from './cells.js';
import type { Plan } from './plan.js';

/** Where one configuration stands. */
export interface Rank {
  readonly config: number;
  /** From 1; null for one that no seed has finished, or that was pruned. */
  readonly place: number | null;
  /** Seeds that are done. */
  readonly n: number;
  /** The metric of each seed that is done. */
  readonly values: readonly number[];
  /** Over the seeds that are done; null when there is none. */
  readonly mean: number | null;
  readonly iqm: number | null;
  /** 95 % interval of the mean (Student's t); null with fewer than five seeds. */
  readonly interval: readonly [number, number] | null;
  /** Seeds that diverged or failed. */
  readonly broken: number;
  readonly statuses: ReadonlyMap<string, number>;
  readonly pruned: boolean;
}

/** Fewer values than this have no interval worth the name. */

/**
 * The configurations, the best first: by the mean of the metric over the seeds that are done. A configuration with a seed
 * that diverged or failed stands behind all that have none; what was pruned, or has nothing done yet, has no place.
 */
export function rank({ configs, metric, goal }: Plan, states: readonly CellState[]): readonly Rank[] {
  const groups = configs.map((): CellState[] => []);
  for (const state of states) groups[state.cell.config]!.push(state);
  const ranks = groups.map((group, config) => rankOf(group, config, metric));
  const sign = goal === 'max' ? -1 : 1;
  const order = ranks.toSorted(
    (a, b) =>
      Number(isPlaced(b)) - Number(isPlaced(a)) ||
      Number(a.broken > 0) - Number(b.broken > 0) ||
      compare(sign * (a.mean ?? sign * Infinity), sign * (b.mean ?? sign * Infinity)) ||
      a.config - b.config,
  );
  return order.map((one, i) => ({ ...one, place: isPlaced(one) ? i + 1 : null }));
}

function isPlaced({ n, pruned }: Pick<Rank, 'n' | 'pruned'>): boolean {
  return !pruned && n > 0;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rankOf(group: readonly CellState[], config: number, metric: string): Rank {
  const statuses = new Map<string, number>();
  for (const { status } of group) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const pruned = statuses.has('pruned');
  const done = group.filter(({ status }) => status === 'done');
  const values = pruned
    ? []
    : done.map(({ result }) => result?.final[metric] ?? Number.NaN).filter((one) => !Number.isNaN(one));
  return {
    config,
    place: null,
    n: values.length,
    values,
    mean: values.length === 0 ? null : mean(values),
    iqm: values.length === 0 ? null : iqm(values),
    interval: meanInterval(values),
    broken: pruned
      ? 0
      : group.filter(({ status }) => status === 'diverged' || status === 'failed').length + done.length - values.length,
    statuses,
    pruned,
  };
}
