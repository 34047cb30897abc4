import { BUCKETS, bucketOf } from './curve.js';

/** How long a run took to the end of each display bucket, noted whenever it is looked at, straight lines between. */
export class Pace {
  /** Seconds of training by bucket; NaN for those that were not reached. */
  readonly seconds = new Float64Array(BUCKETS).fill(Number.NaN);
  readonly #steps: number;
  #step = 0;
  #second = 0;
  #filled = 0;

  /** A run that goes on from `start` has its clock begin there. */
  constructor(steps: number, start = 0) {
    this.#steps = steps;
    this.note(start, 0);
  }

  /** Notes that `step` was reached after so many seconds. Steps never go back. */
  note(step: number, seconds: number): void {
    if (step <= this.#step) return;
    const width = this.#steps / BUCKETS;
    const last = step >= this.#steps ? BUCKETS - 1 : bucketOf(step, this.#steps);
    for (let bucket = this.#filled; bucket <= last; bucket++) {
      const share = Math.min(1, ((bucket + 1) * width - this.#step) / (step - this.#step));
      this.seconds[bucket] = this.#second + (seconds - this.#second) * Math.max(0, share);
    }
    // The last bucket may hold further steps: it is noted again.
    this.#filled = last;
    this.#step = step;
    this.#second = seconds;
  }
}
