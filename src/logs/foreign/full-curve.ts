/** Going back by fewer points than this, to a place that has none, is several writers at work rather than a resumed run. */
const MOST_JITTER = 3;

/** Every point of a curve, in the order of its places. Where they go back, the run was resumed: what comes replaces the rest. */
export class FullCurve {
  readonly xs: number[] = [];
  readonly values: number[] = [];

  /** `again`: at the place of the last point it is the same figure, printed again. */
  add(x: number, value: number, again: boolean): void {
    const last = this.xs.length - 1;
    if (again && last >= 0 && this.xs[last] === x) {
      this.values[last] = value;
      return;
    }
    let at = this.xs.length;
    if (last >= 0 && x < this.xs[last]!) {
      while (at > 0 && this.xs[at - 1]! >= x) at--;
      const isStray = this.xs.length - at < MOST_JITTER && this.xs[at] !== x && at > 0;
      if (!isStray) {
        this.xs.length = at;
        this.values.length = at;
      }
    }
    if (at === this.xs.length) {
      this.xs.push(x);
      this.values.push(value);
      return;
    }
    this.xs.splice(at, 0, x);
    this.values.splice(at, 0, value);
  }
}
