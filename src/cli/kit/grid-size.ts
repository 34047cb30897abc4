import { UserError } from '../../core/errors.js';
import type { PlanEntry } from '../../session/session.js';
import type { Terminal } from './terminal.js';

/** A grid with more runs than this starts only when its user says so. */
export const MOST_GRID_RUNS = 1000;
/** More combinations than this are refused in any case. */
export const MOST_CELLS = 100_000;

export function runsOf(plan: readonly PlanEntry[]): number {
  return plan.reduce((sum, { seeds }) => sum + seeds.length, 0);
}

/** A slip of a comma must not start a week of training. */
export function checkGridSize(runs: number, { yes }: { readonly yes?: boolean }): void {
  if (runs <= MOST_GRID_RUNS || yes === true) return;
  throw new UserError({
    path: '--vary',
    message: 'makes a large grid',
    given: `${runs} runs`,
    allowed: `at most ${MOST_GRID_RUNS} without --yes`,
    hint: 'Give --yes to start it',
  });
}

/** The size of a grid, before it starts. */
export function tellGrid(plan: readonly PlanEntry[], terminal: Terminal): void {
  const [variants, runs] = [plan.length, runsOf(plan)];
  terminal.err(`${variants} ${variants === 1 ? 'variant' : 'variants'}, ${runs} ${runs === 1 ? 'run' : 'runs'}`);
}
