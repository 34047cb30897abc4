import type { Row } from '../formats/format.js';
import { axisName } from '../placing/axis-names.js';
import type { Placement, Target } from '../placing/placement.js';
import { isFigureName } from '../text/pairs.js';

/** Kinds of rows that are waited for at most. */
const MOST_KINDS = 1000;

/** Figures of one kind of row that are waited for at most. */
const MOST_HELD = 2000;

type Given = Parameters<Target['point']>;

/** Whether any figure has another value than it had: a number that never changes is a setting, or an id. */
function differ(before: readonly Given[], now: readonly Given[]): boolean {
  return now.some(([run, metric, , value]) =>
    before.some((one) => one[0] === run && one[1] === metric && one[3] !== value),
  );
}

/**
 * Lets through what are figures of the training: rows that say where they are, and rows that come again. `number of
 * parameters: 10.65M` among the lines before the training comes once, and is none.
 */
export class Holding implements Target {
  /** Points let through. */
  given = 0;
  readonly #placement: Placement;
  readonly #target: Target;
  /** Rows by their names: null for those that come again. */
  readonly #kinds = new Map<string, readonly Given[] | null>();
  /** Figures of rows that wait and have a place of their own, by their names. */
  readonly #metrics = new Map<string, Given>();
  readonly #released = new Set<Given>();
  #recorded: Given[] = [];
  /** Whether any row said where it is. */
  #begun = false;

  constructor(placement: Placement, target: Target) {
    this.#placement = placement;
    this.#target = target;
  }

  point(...given: Given): void {
    this.#recorded.push(given);
  }

  row(row: Row): void {
    if (row.sure === true) {
      if (this.#placement.place(row, this.#counting) === true) this.#begun = true;
      return;
    }
    this.#recorded = [];
    const itself = this.#placement.place(row, this);
    if (itself === null) return;
    const names = [...row.numbers.keys()];
    const isPlaced = itself && (row.part !== undefined || names.some((name) => axisName(name)?.sure === true));
    if (isPlaced) this.#begun = true;
    if (this.#recorded.length === 0) return;
    const key = `${row.role ?? ''}\n${row.rank ?? ''}\n${names.join('\n')}`;
    const before = this.#kinds.get(key);
    // A setting is not said three times in the middle of the training.
    const isThird = this.#begun && before != null && before.length >= 2 * this.#recorded.length;
    const isKnown = before === null || isThird || (before !== undefined && differ(before, this.#recorded));
    const comes = isPlaced || isKnown || (this.#begun && names.some(isFigureName));
    this.#release(this.#recorded);
    if (!comes && itself) {
      for (const point of this.#recorded) if (this.#metrics.size < MOST_KINDS) this.#metrics.set(point[1], point);
    }
    if (!comes) {
      const held = [...(before ?? []), ...this.#recorded];
      if (this.#kinds.size < MOST_KINDS && held.length < MOST_HELD) this.#kinds.set(key, held);
      return;
    }
    this.#let(before ?? []);
    this.#let(this.#recorded);
    this.#kinds.set(key, null);
  }

  /** No more comes. A log without any other figures may be one line long. */
  end(): void {
    if (this.given > 0) return;
    for (const points of this.#kinds.values()) {
      if (points?.some(([, metric]) => isFigureName(metric)) === true) this.#let(points);
    }
  }

  /** A figure that waits comes again among others, on the same axis. */
  #release(points: readonly Given[]): void {
    if (this.#metrics.size === 0) return;
    for (const [, metric] of points) {
      const before = this.#metrics.get(metric);
      this.#metrics.delete(metric);
      if (before === undefined || before === points.find((point) => point[1] === metric)) continue;
      this.#let([before]);
      this.#released.add(before);
    }
  }

  #let(points: readonly Given[]): void {
    for (const point of points) if (!this.#released.delete(point)) this.#counting.point(...point);
  }

  readonly #counting: Target = {
    point: (run, metric, x, value, wall, epoch, again) => {
      this.given++;
      this.#target.point(run, metric, x, value, wall, epoch, again);
    },
  };
}
