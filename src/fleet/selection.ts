import { type Issue, show, UserError } from '../core/errors.js';
import type { Cell, Plan } from '../experiment/sweep/plan.js';
import { parseSeeds } from '../scenario/seeds.js';

/** Which cells of a plan one process runs: by number, or one of several equal shares. */
export type Selection =
  | { readonly kind: 'indices'; readonly indices: readonly number[]; readonly text: string }
  | { readonly kind: 'shard'; readonly shard: number; readonly of: number };

const INDEX_ALLOWED = 'numbers of cells, such as 7, 0-99 or 0-4,17';
const SHARD_ALLOWED = 'a share such as 3/12: the third of twelve';

/** `--index` and `--shard` as they are written; null without either. Issues go to the list. */
export function parseSelection(
  index: string | undefined,
  shard: string | undefined,
  issues: Issue[],
): Selection | null {
  if (index !== undefined && shard !== undefined) {
    issues.push({ path: '--index', message: 'and --shard exclude each other' });
    return null;
  }
  if (index !== undefined) {
    const indices = parseSeeds(index);
    if (typeof indices !== 'string') return { kind: 'indices', indices, text: index };
    const message = indices.replace(/seeds?\b/g, (word) => (word === 'seed' ? 'cell' : 'cells'));
    issues.push({ path: '--index', message, given: show(index), allowed: INDEX_ALLOWED });
    return null;
  }
  if (shard === undefined) return null;
  const [, first, second] = /^(\d{1,9})\/(\d{1,9})$/.exec(shard) ?? [];
  const [one, of] = [Number(first), Number(second)];
  if (one >= 1 && one <= of) return { kind: 'shard', shard: one, of };
  issues.push({ path: '--shard', message: 'must be one of equal shares', given: show(shard), allowed: SHARD_ALLOWED });
  return null;
}

/**
 * The cells of a selection, in the order of the plan; all without one. A share takes every n-th cell, so that each has cells
 * of every configuration; one beyond the number of cells is empty. Throws a {@link UserError} for a cell that is not there.
 */
export function selectCells({ cells }: Plan, selection: Selection | null, file?: string): readonly Cell[] {
  if (selection === null) return cells;
  if (selection.kind === 'shard') {
    return cells.filter(({ index }) => index % selection.of === selection.shard - 1);
  }
  const missing = selection.indices.filter((index) => cells[index] === undefined);
  if (missing.length === 0) return selection.indices.toSorted((a, b) => a - b).map((index) => cells[index]!);
  throw new UserError({
    path: '--index',
    message: missing.length === 1 ? 'is not a cell of the plan' : `names ${missing.length} cells that the plan has not`,
    given: `${missing[0]}`,
    allowed: `0 to ${cells.length - 1}`,
    ...(file === undefined ? {} : { file }),
  });
}
