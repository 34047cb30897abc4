import type { RunView } from '../session/run-view.js';

/** What this process takes, as its runtime tells it. */
export interface Load {
  /** Milliseconds that this thread has been at work since it started. */
  readonly active: number;
  /** Bytes that the process takes of the memory, and of them those of this thread's own objects. */
  readonly rss: number;
  readonly heap: number;
}

/** How busy everything was between the last two readings; NaN before there were two. */
export interface Machine {
  /** How many workers trained all of the time, as it were: over all runs, those too that ended in the meantime. */
  readonly trained: number;
  /** The share of the time that each run at work was training, by its id. */
  readonly busy: ReadonlyMap<string, number>;
  /** The share of the time that this thread, which draws, was at work. */
  readonly ui: number;
  readonly rss: number;
  readonly heap: number;
  /** Frames left out so far because the terminal was slower. */
  readonly droppedFrames: number;
}

/** Milliseconds between two readings: a figure that changes with every frame cannot be read. */
const BETWEEN = 1000;

/** The runtime's own figures. */
export function loadNow(): Load {
  const { rss, heapUsed } = process.memoryUsage();
  return { active: performance.eventLoopUtilization().active, rss, heap: heapUsed };
}

/** Reads once a second how busy workers and drawing are. */
export class Meter {
  /** Frames left out so far. */
  droppedFrames = 0;
  readonly #load: () => Load;
  #at = Number.NEGATIVE_INFINITY;
  #active = Number.NaN;
  #seconds = new Map<string, number>();
  #last: Machine | null = null;

  constructor(load: () => Load) {
    this.#load = load;
  }

  /** The last reading; a new one when that is a second old. `now` in milliseconds. */
  read(now: number, runs: readonly RunView[]): Machine {
    const took = now - this.#at;
    if (this.#last !== null && took < BETWEEN) return this.#last;
    const { active, rss, heap } = this.#load();
    const share = (milliseconds: number): number => Math.max(0, Math.min(1, milliseconds / took));
    const busy = new Map<string, number>();
    const seconds = new Map<string, number>();
    let trained = 0;
    for (const { id, status, seconds: now, fork } of runs) {
      if (status === 'queued') continue;
      seconds.set(id, now);
      // A fork's clock goes on from its parent's.
      const before = this.#seconds.get(id) ?? (fork === null ? 0 : now);
      const own = this.#last === null ? Number.NaN : share(1000 * (now - before));
      trained += own;
      if (status === 'running') busy.set(id, own);
    }
    const ui = this.#last === null ? Number.NaN : share(active - this.#active);
    this.#at = now;
    this.#active = active;
    this.#seconds = seconds;
    this.#last = { trained, busy, ui, rss, heap, droppedFrames: this.droppedFrames };
    return this.#last;
  }
}
