import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ResumeCode, takeUp } from '../../session/resume.js';
import type { PlanEntry } from '../../session/session.js';
import { readConfig } from '../../store/config-file.js';
import { codeOf, guard, removeFiles } from '../../store/disk.js';
import { ANEW } from '../../store/lineage.js';
import { InUseError, lock, ownerOf, unlock } from '../../store/lock.js';
import { codeFacts } from '../../store/machine.js';
import type { RunResult } from '../../store/result.js';
import { type Accepted, codeNow, compareCode, pluginsOf, type RunCode, versionsOf } from '../../store/run-code.js';
import { announceRun } from '../../store/run-folder.js';
import { readResult } from '../../store/run-list.js';
import type { Cell, Plan } from './plan.js';
import { type Rungs, rungsOf } from './rungs.js';

/**
 * How a cell stands. `open`: not begun. `stopped` and `interrupted`: begun, to be gone on with. `waiting`: at a rung, until
 * the others are there. `pruned`: given up at a rung; no result. `done`, `diverged`, `failed`: ended.
 */
export type CellStatus =
  | 'open'
  | 'running'
  | 'stopped'
  | 'interrupted'
  | 'waiting'
  | 'pruned'
  | 'done'
  | 'diverged'
  | 'failed';

export interface CellState {
  readonly cell: Cell;
  readonly status: CellStatus;
  /** What the run folder says, when it says anything. */
  readonly result: RunResult | null;
}

/** How every cell of a sweep stands, in the order of the plan. */
export function statesOf(out: string, plan: Plan): readonly CellState[] {
  const rungs = rungsOf(out, plan);
  return plan.cells.map((cell) => stateOf(out, plan, cell, rungs));
}

export function stateOf(out: string, plan: Plan, cell: Cell, rungs: Rungs = rungsOf(out, plan)): CellState {
  const folder = join(out, cell.id);
  const result = readResult(folder);
  if (!rungs.alive(cell.config)) return { cell, status: 'pruned', result };
  if (result === null) {
    if (ownerOf(folder) !== null) return { cell, status: 'running', result };
    return { cell, status: existsSync(join(folder, 'metrics.jsonl')) ? 'interrupted' : 'open', result };
  }
  const { status, steps } = result;
  if (status === 'done' || status === 'diverged' || status === 'failed') return { cell, status, result };
  const target = rungs.targetOf(cell.config);
  if (target !== null && steps >= target) return { cell, status: 'waiting', result };
  return { cell, status: steps === 0 ? 'open' : 'stopped', result };
}

/** Whether nothing is left to do: it has a result, or needs none. */
export function hasEnded({ status }: CellState): boolean {
  return status === 'done' || status === 'diverged' || status === 'failed' || status === 'pruned';
}

/** Whether a run of this cell would bring the sweep on. */
export function isToRun({ status }: CellState, { retryFailed = false } = {}): boolean {
  if (status === 'open' || status === 'stopped' || status === 'interrupted') return true;
  return retryFailed && status === 'failed';
}

/** A cell that this process holds, ready for a session. */
export interface Claimed {
  readonly cell: Cell;
  readonly entry: PlanEntry;
  /** Step at which it goes on. */
  readonly step: number;
  readonly warnings: readonly string[];
}

/**
 * Claims a cell for this process. Its folder is created once, its lock belongs to one process, and what its folder says is
 * looked at under the lock: whoever comes second finds the result, or the other at work, and gets null. The session that
 * runs the claimed cell gives the lock back.
 */
export function claim(
  out: string,
  plan: Plan,
  cell: Cell,
  wanted: (state: CellState) => boolean,
  { code = codeNow(plan.plugins), accepted = {} }: ResumeCode = {},
): Claimed | null {
  const folder = join(out, cell.id);
  if (!wanted(stateOf(out, plan, cell))) return null;
  try {
    guard(folder, () => {
      try {
        mkdirSync(folder);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      lock(folder);
    });
  } catch (error) {
    if (error instanceof InUseError) return null;
    throw error;
  }
  try {
    if (!wanted(heldState(out, plan, cell))) {
      unlock(folder);
      return null;
    }
    return prepare(out, plan, cell, { code, accepted });
  } catch (error) {
    unlock(folder);
    throw error;
  }
}

/** The state of a cell whose lock is our own, which does not make it one at work. */
function heldState(out: string, plan: Plan, cell: Cell): CellState {
  const state = stateOf(out, plan, cell);
  return state.status === 'running' ? { ...state, status: 'interrupted' } : state;
}

function prepare(out: string, plan: Plan, cell: Cell, as: Required<ResumeCode>): Claimed {
  const { scenario } = plan.configs[cell.config]!;
  const { id, seed } = cell;
  const folder = join(out, id);
  if (!existsSync(join(folder, 'metrics.jsonl'))) {
    // A run that never began may have an end: stopped while it was queued.
    guard(folder, () => removeFiles(join(folder, 'result.json')));
    announceRun(folder, scenario, seed, codeFacts(id, as.code), { ...ANEW, code: as.code });
    const resume = { id, folder, point: null };
    return { cell, entry: { scenario, seeds: [seed], resume }, step: 0, warnings: [] };
  }
  const { resumption, step, warnings } = takeUp(out, id, readConfig(folder), as);
  return { cell, entry: { scenario, seeds: [seed], resume: resumption }, step, warnings };
}

/** The versions of losscope that have worked on the cells, each once, in the order of the cells. */
export function versionsIn(out: string, states: readonly CellState[]): readonly string[] {
  const begun = states.filter(({ result, status }) => result !== null || status !== 'open');
  return [...new Set(begun.flatMap(({ cell }) => versionsOf(join(out, cell.id))))];
}

/**
 * Checks that the cells that have a record were made by the code that would run the others, so that no ranking mixes them
 * unsaid. Throws a `UserError` for each kind of difference that is not accepted, at the first cell that has it; returns those
 * that are as warnings.
 */
export function checkCells(
  out: string,
  states: readonly CellState[],
  now: RunCode,
  accepted: Accepted,
): readonly string[] {
  const told = new Set<string>();
  const warnings: string[] = [];
  for (const { cell, result } of states) {
    const folder = join(out, cell.id);
    if (result === null) continue;
    const made = versionsOf(folder).map((losscope) => ({ losscope, build: null, plugins: null }));
    for (const before of [...made, { losscope: null, build: null, plugins: pluginsOf(folder) }]) {
      const key = JSON.stringify(before);
      if (told.has(key)) continue;
      told.add(key);
      if (before.losscope !== null || before.plugins?.length !== 0) {
        warnings.push(...compareCode(folder, before, now, accepted).map((text) => `${cell.id}: ${text}`));
      }
    }
  }
  return warnings;
}
