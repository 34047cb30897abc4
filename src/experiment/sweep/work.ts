import { createSession, type SessionOptions } from '../../run/session.js';
import type { Session } from '../../run/view.js';
import type { Claimed } from './cells.js';

/** How often a run is looked at that is to stop at a rung. */
const LOOK_MS = 20;

export interface WorkOptions extends Pick<SessionOptions, 'workers' | 'plugins' | 'interleave' | 'checkpointSeconds'> {
  /** Folder of the sweep. */
  readonly out: string;
  /** The step at which a run stops for its rung; null for its end. */
  readonly targetOf: (claimed: Claimed) => number | null;
}

/** A session over claimed cells. Those with a rung before them stop there, with a checkpoint. */
export function startCells(cells: readonly Claimed[], { targetOf, ...options }: WorkOptions): Session {
  const session = createSession(
    cells.map(({ entry }) => entry),
    options,
  );
  const limited = cells.flatMap((claimed) => {
    const target = targetOf(claimed);
    return target === null ? [] : [{ id: claimed.cell.id, left: target - claimed.step, target }];
  });
  for (const { id, left } of limited) session.step(id, Math.max(0, left));
  if (limited.length > 0) stopAtRungs(session, limited);
  return session;
}

interface Limited {
  readonly id: string;
  readonly left: number;
  readonly target: number;
}

/** Where a run stands when it is stopped is exact: it may do no more steps than those up to its rung. */
function stopAtRungs(session: Session, limited: readonly Limited[]): void {
  const waiting = new Map(limited.map((one) => [one.id, one]));
  const looking = setInterval(() => {
    session.drain();
    for (const { id, status, step } of session.runs) {
      const one = waiting.get(id);
      // A queued run that were stopped now would never have begun.
      if (one === undefined || status === 'queued') continue;
      const isThere = status === 'paused' && step >= one.target;
      if (status !== 'running' && status !== 'paused') waiting.delete(id);
      else if (isThere || one.left <= 0) {
        session.stop(id);
        waiting.delete(id);
      }
    }
  }, LOOK_MS);
  void session.done.then(() => clearInterval(looking));
}
