import type { RunView } from '../../session/run-view.js';
import type { RunStatus } from '../../store/result.js';
import { isLive } from './outline.js';
import { groupStatus } from './selectors.js';

/** How a run stands for who looks on: its status, or that nobody knows whether its program is still at work. */
export type Standing = RunStatus | 'quiet';

type Watched = Pick<RunView, 'status' | 'openEnded' | 'quietFor'>;

/** A log without an end that had no new point for so many seconds is not called running any more: its program may have gone. */
const QUIET_SECONDS = 300;

export const standingOf = ({ status, openEnded, quietFor }: Watched): Standing =>
  status === 'running' && openEnded === true && (quietFor ?? 0) >= QUIET_SECONDS ? 'quiet' : status;

/** Whether a run has not ended as far as anybody knows: one that went quiet may have. */
export const isAtWork = (run: Watched): boolean => isLive(run.status) && standingOf(run) !== 'quiet';

/** As {@link groupStatus}; quiet where no run is at work as far as anybody knows. */
export function groupStanding(runs: readonly Watched[]): Standing {
  const status = groupStatus(runs);
  const working = runs.some((run) => standingOf(run) === 'running');
  return status === 'running' && !working && runs.some((run) => standingOf(run) === 'quiet') ? 'quiet' : status;
}

/** How many runs stand in which way. */
export function tally(runs: readonly Watched[]): ReadonlyMap<Standing, number> {
  const counts = new Map<Standing, number>();
  for (const run of runs) counts.set(standingOf(run), (counts.get(standingOf(run)) ?? 0) + 1);
  return counts;
}
