import type { RunView } from '../run/view.js';

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
    for (const { id, status, seconds: trained } of runs) {
      if (status !== 'running') continue;
      seconds.set(id, trained);
      busy.set(id, this.#last === null ? Number.NaN : share(1000 * (trained - (this.#seconds.get(id) ?? 0))));
    }
    const ui = this.#last === null ? Number.NaN : share(active - this.#active);
    this.#at = now;
    this.#active = active;
    this.#seconds = seconds;
    this.#last = { busy, ui, rss, heap, droppedFrames: this.droppedFrames };
    return this.#last;
  }
}
