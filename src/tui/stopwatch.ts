/** Seconds of a clock that can be held: it goes only while something is at work. */
export class Stopwatch {
  #gone = 0;
  #since: number | null = null;

  /** Goes on or is held from `now` on, in milliseconds of a clock that never jumps. */
  turn(on: boolean, now: number): void {
    if (this.#since !== null) this.#gone += now - this.#since;
    this.#since = on ? now : null;
  }

  seconds(now: number): number {
    return (this.#gone + (this.#since === null ? 0 : now - this.#since)) / 1000;
  }
}
