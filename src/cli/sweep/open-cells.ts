import type { CellState, Claimed } from '../../experiment/sweep/cells.js';
import type { Cell, Plan } from '../../experiment/sweep/plan.js';
import type { Context } from '../kit/command.js';
import { acceptedOf } from '../kit/plugins.js';
import type { Options } from './options.js';

/** Cells that are to be run, and how to claim them one after another; those that others have taken meanwhile are passed over. */
export interface Open {
  readonly cells: readonly Cell[];
  readonly next: () => Claimed | null;
  /** Those that `next` has not come to. */
  readonly pending: () => readonly Cell[];
  /** Those that `next` has claimed. */
  readonly claimed: readonly Cell[];
}

export async function openCells(
  out: string,
  plan: Plan,
  cells: readonly Cell[],
  options: Options,
  retryFailed: boolean,
  { terminal }: Context,
): Promise<Open> {
  const { claim, isToRun, stateOf } = await import('../../experiment/sweep/cells.js');
  const { rungsOf } = await import('../../experiment/sweep/rungs.js');
  const rungs = rungsOf(out, plan);
  const wanted = (state: CellState) => isToRun(state, { retryFailed });
  const open = cells.filter((cell) => wanted(stateOf(out, plan, cell, rungs)));
  const claimed: Cell[] = [];
  let at = 0;
  const next = (): Claimed | null => {
    while (at < open.length) {
      const cell = open[at++]!;
      const one = claim(out, plan, cell, wanted, { accepted: acceptedOf(options) });
      if (one === null) continue;
      claimed.push(cell);
      for (const warning of one.warnings) terminal.err(`${cell.id}: ${warning}`);
      return one;
    }
    return null;
  };
  return { cells: open, next, claimed, pending: () => open.slice(at) };
}
