import type { Claimed } from '../experiment/sweep/cells.js';
import type { Session } from '../session/run-view.js';
import { createSession, type SessionOptions } from '../session/session.js';

/** How often it is looked at who has come to a rung, and whether there is room for more runs. */
const LOOK_MS = 20;

export interface WorkOptions
  extends Pick<SessionOptions, 'workers' | 'plugins' | 'interleave' | 'keepCurves' | 'checkpointSeconds' | 'keepBest'> {
  /** Folder of the sweep. */
  readonly out: string;
  /** Cells that are held without being at work, at most; what nobody holds, others may take. */
  readonly ahead: number;
  /** The step at which a run stops for its rung; null for its end. */
  readonly targetOf: (claimed: Claimed) => number | null;
}

/** Cells at work. */
export interface Work {
  readonly session: Session;
  /** Settles when there is no further cell and all have ended, or after a stop. */
  readonly done: Promise<void>;
  /** Step at which each cell was taken up, by id. */
  readonly before: ReadonlyMap<string, number>;
  /** Ends the runs at their next step and claims no more. */
  stop(): void;
  /** Claims no more and looks no more. */
  end(): void;
}

/**
 * Runs the cells that `next` claims, until it returns null; null when it has none at all. A cell is claimed shortly before
 * there is a worker for it. Those with a rung before them stop there, with a checkpoint.
 */
export function startCells(next: () => Claimed | null, { targetOf, ahead, ...options }: WorkOptions): Work | null {
  const first = take(next, options.workers + ahead);
  if (first.length === 0) return null;
  const session = createSession(
    first.map(({ entry }) => entry),
    options,
  );
  const rungs = new Rungs(session);
  const before = new Map<string, number>();
  const enter = (claimed: readonly Claimed[]) => {
    for (const one of claimed) {
      before.set(one.cell.id, one.step);
      rungs.enter(one, targetOf(one));
    }
  };
  enter(first);
  let closed = first.length < options.workers + ahead;
  /** False when nothing was added. */
  const refill = (): boolean => {
    if (closed) return false;
    const queued = session.runs.filter(({ status }) => status === 'queued').length;
    const claimed = take(next, ahead - queued);
    closed = claimed.length < ahead - queued;
    if (claimed.length === 0) return false;
    session.add(claimed.map(({ entry }) => entry));
    enter(claimed);
    return true;
  };
  let failure: { readonly error: unknown } | null = null;
  const looking = setInterval(() => {
    try {
      rungs.look();
      refill();
    } catch (error) {
      failure ??= { error };
      closed = true;
      session.stop(null);
    }
  }, LOOK_MS);
  const work = async () => {
    try {
      do await session.done;
      while (refill());
    } finally {
      clearInterval(looking);
    }
    if (failure !== null) throw failure.error;
  };
  const end = () => {
    closed = true;
    clearInterval(looking);
  };
  const stop = () => {
    closed = true;
    session.stop(null);
  };
  return { session, done: work(), before, stop, end };
}

function take(next: () => Claimed | null, most: number): readonly Claimed[] {
  const taken: Claimed[] = [];
  while (taken.length < most) {
    const one = next();
    if (one === null) break;
    taken.push(one);
  }
  return taken;
}

/** Stops runs at their rungs. Where one stands then is exact: it may do no more steps than those up to its rung. */
class Rungs {
  readonly #waiting = new Map<string, { readonly left: number; readonly target: number }>();
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  enter({ cell: { id }, step }: Claimed, target: number | null): void {
    if (target === null) return;
    this.#waiting.set(id, { left: target - step, target });
    this.#session.step(id, Math.max(0, target - step));
  }

  look(): void {
    if (this.#waiting.size === 0) return;
    this.#session.drain();
    for (const { id, status, step } of this.#session.runs) {
      const one = this.#waiting.get(id);
      // A queued run that were stopped now would never have begun.
      if (one === undefined || status === 'queued') continue;
      const isThere = status === 'paused' && step >= one.target;
      if (status !== 'running' && status !== 'paused') this.#waiting.delete(id);
      else if (isThere || one.left <= 0) {
        this.#session.stop(id);
        this.#waiting.delete(id);
      }
    }
  }
}
