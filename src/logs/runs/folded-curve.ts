import type { MetricSpec } from '../../core/learner.js';
import { BUCKETS, type SeriesView } from '../../session/curve.js';
import { CellBudget, MOST_CELLS } from './cell-budget.js';

const FIRST_CELLS = 8;
/** Going back by so few points, to places that have none, is several writers at work rather than a resumed run. */
const MOST_JITTER = 3;

/** The axis that the curves of a picture share. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Below this share of the furthest place an axis begins at 0. */
const NEAR_ZERO = 0.5;

interface View {
  readonly count: Uint32Array;
  readonly sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly latest: Float64Array;
}

/**
 * A curve of any length in flat memory, over places that nobody knew before: neighbouring points share a cell, two of them
 * once there are many, four, eight ... A cell keeps count, sum, lowest and highest, so that no spike is lost. Drawn over a
 * span it is a {@link SeriesView}.
 *
 * Where the places go back, the run was resumed: what comes replaces what was there from that place on.
 */
export class FoldedCurve implements SeriesView {
  spec: MetricSpec;
  last = Number.NaN;
  lastStep = 0;
  /** Places from which on the curve was replaced, oldest first. */
  readonly resumed: number[] = [];
  #xs = new Float64Array(FIRST_CELLS);
  #counts = new Float64Array(FIRST_CELLS);
  #sums = new Float64Array(FIRST_CELLS);
  #lows = new Float64Array(FIRST_CELLS);
  #highs = new Float64Array(FIRST_CELLS);
  /** The last value of each cell. */
  #lasts = new Float64Array(FIRST_CELLS);
  /** The place of the last point of each cell. */
  #ends = new Float64Array(FIRST_CELLS);
  #cells = 0;
  /** The place of the first point of the first cell. */
  #begin = 0;
  /** Points of a cell before the next one begins. */
  #per = 1;
  /** Places of points that are no number. */
  #broken: number[] = [];
  #brokenBeyond = 0;
  #finite = 0;
  /** Whether the last point is in the last cell alone. */
  #span: Span = { from: 0, to: 1 };
  #drawn = -1;
  #version = 0;
  readonly #budget: CellBudget;
  #view: View | null = null;

  /** `budget`: of the curves that it shares memory with. */
  constructor(spec: MetricSpec, budget = new CellBudget()) {
    this.spec = spec;
    this.#budget = budget;
    budget.curves++;
  }

  /** Gives its share of the budget back: it is used no more. */
  release(): void {
    this.#budget.release(this);
  }

  get points(): number {
    return this.#finite + this.#broken.length + this.#brokenBeyond;
  }

  get firstNonFinite(): number | null {
    return this.#broken[0] ?? null;
  }

  get lowest(): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#cells; i++) if (this.#lows[i]! < lowest) lowest = this.#lows[i]!;
    return lowest;
  }

  get highest(): number {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#cells; i++) if (this.#highs[i]! > highest) highest = this.#highs[i]!;
    return highest;
  }

  /** The place of the first point. */
  get first(): number {
    const cell = this.#cells > 0 ? this.#begin : Number.POSITIVE_INFINITY;
    return Math.min(cell, this.#broken[0] ?? Number.POSITIVE_INFINITY);
  }

  /** The furthest place. */
  get furthest(): number {
    const cell = this.#cells > 0 ? this.#ends[this.#cells - 1]! : Number.NEGATIVE_INFINITY;
    return Math.max(cell, this.#broken.at(-1) ?? Number.NEGATIVE_INFINITY);
  }

  /** Adds a point. `again`: at the place of the last one it is the same figure, printed again. */
  add(x: number, value: number, again = false): void {
    this.#version++;
    if (this.points > 0) {
      if (again && x === this.lastStep) {
        this.#replaceLast(value);
        return;
      }
      if (x < this.lastStep && this.#goesBack(x, value)) return;
    }
    this.last = value;
    this.lastStep = x;
    if (!Number.isFinite(value)) {
      if (this.#broken.length < MOST_CELLS) this.#broken.push(x);
      else this.#brokenBeyond++;
      return;
    }
    this.#finite++;
    const cell = this.#cells - 1;
    if (cell >= 0 && this.#counts[cell]! < this.#per) this.#into(cell, x, value);
    else this.#push(this.#cells, x, value);
  }

  /** Draws over this span from now on. */
  over(span: Span): void {
    if (span.from === this.#span.from && span.to === this.#span.to) return;
    this.#span = span;
    this.#drawn = -1;
  }

  /** What a curve made of this one depends on. */
  get version(): string {
    return `${this.#version}/${this.#span.from}/${this.#span.to}`;
  }

  get count(): Uint32Array {
    return this.#draw().count;
  }
  get sum(): Float64Array {
    return this.#draw().sum;
  }
  get min(): Float64Array {
    return this.#draw().min;
  }
  get max(): Float64Array {
    return this.#draw().max;
  }
  get latest(): Float64Array {
    return this.#draw().latest;
  }

  /**
   * The value at a place, of a curve that rises: on straight lines between the points; behind the last one as fast as before,
   * for one rise more.
   */
  valueAt(place: number): number {
    if (this.#cells === 0) return 0;
    let low = 0;
    let high = this.#cells;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#xs[middle]! <= place) low = middle + 1;
      else high = middle;
    }
    const mean = (cell: number): number => this.#sums[cell]! / this.#counts[cell]!;
    if (low === 0) return mean(0);
    const before = low - 1;
    const isLast = low === this.#cells;
    if (isLast && before === 0) return mean(0);
    const [a, b] = isLast ? [before - 1, before] : [before, low];
    const rise = mean(b) - mean(a);
    const share = (place - this.#xs[before]!) / (this.#xs[b]! - this.#xs[a]!);
    return mean(before) + rise * Math.min(1, share);
  }

  /** Frees its picture, which is drawn again when it is asked for. */
  forgetView(): void {
    this.#view = null;
    this.#drawn = -1;
  }

  #draw(): View {
    if (this.#view === null) this.#budget.drew(this);
    this.#view ??= {
      count: new Uint32Array(BUCKETS),
      sum: new Float64Array(BUCKETS),
      min: new Float64Array(BUCKETS),
      max: new Float64Array(BUCKETS),
      latest: new Float64Array(BUCKETS),
    };
    const view = this.#view;
    if (this.#drawn === this.#version) return view;
    this.#drawn = this.#version;
    view.count.fill(0);
    view.sum.fill(0);
    view.min.fill(0);
    view.max.fill(0);
    const { from, to } = this.#span;
    const scale = BUCKETS / (to - from);
    for (let i = 0; i < this.#cells; i++) {
      const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.floor((this.#xs[i]! - from) * scale)));
      const isNew = view.count[bucket] === 0;
      view.min[bucket] = isNew ? this.#lows[i]! : Math.min(view.min[bucket]!, this.#lows[i]!);
      view.max[bucket] = isNew ? this.#highs[i]! : Math.max(view.max[bucket]!, this.#highs[i]!);
      view.count[bucket]! += this.#counts[i]!;
      view.sum[bucket]! += this.#sums[i]!;
      view.latest[bucket] = this.#lasts[i]!;
    }
    return view;
  }

  #into(cell: number, x: number, value: number): void {
    const count = this.#counts[cell]! + 1;
    this.#xs[cell] = this.#xs[cell]! + (x - this.#xs[cell]!) / count;
    this.#counts[cell] = count;
    this.#sums[cell]! += value;
    this.#lasts[cell] = value;
    if (value < this.#lows[cell]!) this.#lows[cell] = value;
    if (value > this.#highs[cell]!) this.#highs[cell] = value;
    this.#ends[cell] = Math.max(x, this.#ends[cell]!);
  }

  #push(at: number, x: number, value: number): void {
    if (this.#cells >= this.#budget.most) {
      while (this.#cells >= this.#budget.most) this.#fold();
      this.#shrink();
      this.add(x, value);
      // It was counted before.
      this.#finite--;
      return;
    }
    if (this.#cells === this.#xs.length) this.#grow();
    if (at < this.#cells) for (const cells of this.#arrays()) cells.copyWithin(at + 1, at, this.#cells);
    this.#cells++;
    if (at === 0) this.#begin = x;
    this.#xs[at] = x;
    this.#ends[at] = x;
    this.#counts[at] = 1;
    this.#sums[at] = value;
    this.#lows[at] = value;
    this.#highs[at] = value;
    this.#lasts[at] = value;
  }

  /** Two neighbours become one; a last one without a neighbour stays, and takes more. */
  #fold(): void {
    const half = (this.#cells + 1) >> 1;
    for (let i = 0; i < half; i++) {
      const a = 2 * i;
      const b = Math.min(a + 1, this.#cells - 1);
      if (a === b) {
        for (const cells of this.#arrays()) cells[i] = cells[a]!;
        continue;
      }
      const count = this.#counts[a]! + this.#counts[b]!;
      this.#xs[i] = (this.#xs[a]! * this.#counts[a]! + this.#xs[b]! * this.#counts[b]!) / count;
      this.#ends[i] = this.#ends[b]!;
      this.#lasts[i] = this.#lasts[b]!;
      this.#sums[i] = this.#sums[a]! + this.#sums[b]!;
      this.#lows[i] = Math.min(this.#lows[a]!, this.#lows[b]!);
      this.#highs[i] = Math.max(this.#highs[a]!, this.#highs[b]!);
      this.#counts[i] = count;
    }
    this.#cells = half;
    this.#per *= 2;
  }

  #grow(): void {
    this.#resize(Math.min(MOST_CELLS, 2 * this.#xs.length));
  }

  /** Frees what a smaller share of the budget leaves empty. */
  #shrink(): void {
    if (this.#xs.length > 4 * this.#cells) this.#resize(Math.max(FIRST_CELLS, 2 * this.#cells));
  }

  #resize(size: number): void {
    const resized = (cells: Float64Array): Float64Array<ArrayBuffer> => {
      const made = new Float64Array(size);
      made.set(cells.length > size ? cells.subarray(0, size) : cells);
      return made;
    };
    this.#xs = resized(this.#xs);
    this.#counts = resized(this.#counts);
    this.#sums = resized(this.#sums);
    this.#lows = resized(this.#lows);
    this.#highs = resized(this.#highs);
    this.#ends = resized(this.#ends);
    this.#lasts = resized(this.#lasts);
  }

  #arrays(): readonly Float64Array[] {
    return [this.#xs, this.#counts, this.#sums, this.#lows, this.#highs, this.#ends, this.#lasts];
  }

  #replaceLast(value: number): void {
    const before = this.last;
    this.last = value;
    if (!Number.isFinite(before) || !Number.isFinite(value)) {
      if (Number.isFinite(before) === Number.isFinite(value)) return;
      this.#dropLast(before);
      this.add(this.lastStep, value);
      return;
    }
    const cell = this.#cells - 1;
    this.#sums[cell]! += value - before;
    this.#lasts[cell] = value;
    if (this.#counts[cell] === 1) {
      this.#lows[cell] = value;
      this.#highs[cell] = value;
    } else {
      this.#lows[cell] = Math.min(this.#lows[cell]!, value);
      this.#highs[cell] = Math.max(this.#highs[cell]!, value);
    }
  }

  #dropLast(value: number): void {
    if (!Number.isFinite(value)) {
      if (this.#brokenBeyond > 0) this.#brokenBeyond--;
      else this.#broken.pop();
      return;
    }
    const cell = this.#cells - 1;
    this.#finite--;
    if (this.#counts[cell] === 1) this.#cells--;
    else {
      this.#counts[cell]!--;
      this.#sums[cell]! -= value;
    }
  }

  /** Takes a point before the last one. True when it is in: a stray one among others. False when a resumed run goes on with it. */
  #goesBack(x: number, value: number): boolean {
    let cell = this.#cells;
    while (cell > 0 && this.#ends[cell - 1]! >= x) cell--;
    let behind = 0;
    for (let i = cell; i < this.#cells && behind < MOST_JITTER; i++) behind += this.#counts[i]!;
    const repeats = cell < this.#cells && this.#ends[cell] === x;
    if (behind < MOST_JITTER && !repeats && cell > 0 && this.#per === 1 && Number.isFinite(value)) {
      this.#finite++;
      this.#push(cell, x, value);
      return true;
    }
    for (let i = cell; i < this.#cells; i++) this.#finite -= this.#counts[i]!;
    this.#cells = cell;
    while (this.#broken.length > 0 && this.#broken.at(-1)! >= x) this.#broken.pop();
    this.#brokenBeyond = 0;
    this.resumed.push(x);
    return false;
  }
}

/** The axis that shows these places: from 0 where they begin near it, never empty. */
export function axisOver({ from, to }: Span): Span {
  const begin = from > 0 && from < to * NEAR_ZERO ? 0 : from;
  return to > begin ? { from: begin, to } : { from: begin, to: begin + 1 };
}
