/** Cells of a curve at most: above the buckets that are drawn, so that a picture of the whole loses nothing. */
export const MOST_CELLS = 4096;
/** Cells of all curves that share a budget: about 120 MB. */
const ALL_CELLS = 1 << 21;
const FEWEST_CELLS = 16;
/** Curves of all runs: about 3 kB each before anything of them is drawn. */
export const MOST_CURVES = 50_000;
/** Pictures of curves that are kept, 18 kB each; the oldest goes first. */
const MOST_VIEWS = 2000;

/** A curve with a picture that it can make again. */
interface Drawn {
  forgetView(): void;
}

/** Shares memory out among curves: the more there are, the coarser each is. */
export class CellBudget {
  /** Curves that share it. */
  curves = 0;
  readonly #drawn = new Set<Drawn>();

  get isFull(): boolean {
    return this.curves >= MOST_CURVES;
  }

  /** Cells of each curve at most. */
  get most(): number {
    return Math.max(FEWEST_CELLS, Math.min(MOST_CELLS, Math.floor(ALL_CELLS / Math.max(1, this.curves))));
  }

  /** A curve has been drawn: those that were drawn long ago forget their pictures. */
  drew(curve: Drawn): void {
    this.#drawn.add(curve);
    for (const oldest of this.#drawn) {
      if (this.#drawn.size <= MOST_VIEWS) break;
      this.#drawn.delete(oldest);
      oldest.forgetView();
    }
  }

  /** A curve is used no more. */
  release(curve: Drawn): void {
    this.curves--;
    this.#drawn.delete(curve);
  }
}
