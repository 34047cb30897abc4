import { printableLine } from '../core/printable.js';
import type { RunView } from '../session/run-view.js';
import { isAtWork, tally } from './state/standing.js';

/** How the end of all runs and a failure are told outside of the dashboard. */
export const NOTIFICATIONS = ['none', 'bell', 'title', 'both'] as const;
export type Notification = (typeof NOTIFICATIONS)[number];

const BELL = '\x07';
/** xterm's stack of window titles (XTWINOPS 22 and 23), which most terminals have; the others ignore it. */
const KEEP_TITLE = '\x1b[22;2t';
const RESTORE_TITLE = '\x1b[23;2t';

/** Rings and renames the window when a run fails and when the last one ends; says nothing of what it found at the start. */
export class Announcer {
  readonly #notification: Notification;
  readonly #name: string;
  readonly #write: (text: string) => void;
  #failures: number | null = null;
  #live = false;
  #titled = false;

  constructor(notification: Notification, name: string, write: (text: string) => void) {
    this.#notification = notification;
    this.#name = printableLine(name);
    this.#write = write;
  }

  /** Takes in how the runs stand. */
  look(runs: readonly Pick<RunView, 'status' | 'openEnded' | 'quietFor'>[]): void {
    if (this.#notification === 'none') return;
    const counts = tally(runs);
    const failures = (counts.get('failed') ?? 0) + (counts.get('diverged') ?? 0);
    const quiet = counts.get('quiet') ?? 0;
    const live = runs.some(isAtWork);
    const before = { failures: this.#failures, live: this.#live };
    this.#failures = failures;
    this.#live = live;
    if (before.failures === null) return;
    const failed = failures > before.failures;
    const ended = before.live && !live;
    if (!failed && !ended) {
      if (live && !before.live) this.#title(this.#name);
      return;
    }
    const parts = [
      ...(failures > 0 ? [`${failures} of ${runs.length} failed`] : []),
      // Of runs that went quiet nobody knows whether they are done.
      ...(live || quiet === 0 ? [] : [`${quiet} of ${runs.length} quiet`]),
      ...(live || quiet === runs.length ? [] : [`${counts.get('done') ?? 0} of ${runs.length} done`]),
    ];
    this.#title(`${parts.join(', ')}: ${this.#name}`);
    if (this.#notification !== 'title') this.#write(BELL);
  }

  /** Gives the window its own title back. */
  close(): void {
    if (this.#titled) this.#write(RESTORE_TITLE);
    this.#titled = false;
  }

  #title(text: string): void {
    if (this.#notification === 'bell') return;
    this.#write(`${this.#titled ? '' : KEEP_TITLE}\x1b]2;${text}${BELL}`);
    this.#titled = true;
  }
}
