/** Looks at the runs a second: often enough that no ring fills up, and frames while processors are free. */
const USUAL_RATE = 15;
/** While training needs every processor, drawing takes at most one part in so many of what they can do. */
const SHARE = 100;
/** Frames further apart would look like a program that hangs. */
const LONGEST_MS = 500;
/** How long the full rate lasts after a key: whoever pressed it looks at what happens. */
const LIVELY_MS = 1000;

/**
 * How often the dashboard looks at the runs, and which looks draw. While runs take all processors, a frame takes its time
 * from training: the dearer frames are, the fewer there are. A rate that the user has set is kept whatever it costs.
 */
export class Tempo {
  /** Milliseconds from one look to the next. */
  readonly look: number;
  readonly #yields: boolean;
  readonly #cores: number;
  #cost = 0;
  #drawn = Number.NEGATIVE_INFINITY;
  #touched = Number.NEGATIVE_INFINITY;

  /** `rate` in looks a second, null for the usual one; `cores` is how many threads can run at once. */
  constructor(rate: number | null, cores: number) {
    this.look = 1000 / (rate ?? USUAL_RATE);
    this.#yields = rate === null;
    this.#cores = cores;
  }

  /** Whether the look at `now` (ms) may draw, with so many threads that train. */
  draws(now: number, training: number): boolean {
    if (!this.#yields || training < this.#cores || now - this.#touched < LIVELY_MS) return true;
    const gap = Math.min((SHARE * this.#cost) / this.#cores, LONGEST_MS);
    // The look that is nearest to the end of the gap.
    return now - this.#drawn >= gap - this.look / 2;
  }

  /** A frame was drawn from `start` to `end`. The cost falls at once and rises slowly: a thread that got in between is none of it. */
  drew(start: number, end: number): void {
    const took = end - start;
    this.#cost = this.#cost === 0 || took < this.#cost ? took : this.#cost + (took - this.#cost) / 8;
    this.#drawn = start;
  }

  /** The user did something at `now`. */
  touch(now: number): void {
    this.#touched = now;
  }
}
