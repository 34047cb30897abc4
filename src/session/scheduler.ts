import type { Control } from './thread/protocol.js';

/**
 * Lets more live runs than there are workers share them: `slots` run at a time, the others are held at a tick, and each
 * call of {@link next} gives the turn to those that have waited longest. A run that the user paused needs no slot and is
 * left alone. What a run computes does not depend on its turns.
 */
export class Turns {
  readonly #slots: number;
  /** Longest wait first. */
  #waiting: Control[] = [];

  constructor(slots: number) {
    this.#slots = slots;
  }

  enter(run: Control): void {
    // In front, so that a new curve starts at once.
    this.#waiting.unshift(run);
    this.next();
  }

  leave(run: Control): void {
    this.#waiting = this.#waiting.filter((other) => other !== run);
    this.next();
  }

  /** Whether runs wait for each other at all. */
  get contended(): boolean {
    return this.#waiting.length > this.#slots;
  }

  next(): void {
    const ready = this.#waiting.filter((run) => !run.paused);
    const on = new Set(ready.slice(0, this.#slots));
    for (const run of this.#waiting) {
      const held = !run.paused && !on.has(run);
      if (run.held !== held) run.hold(held);
    }
    this.#waiting = [...this.#waiting.filter((run) => !on.has(run)), ...on];
  }
}
