/** One golden value that was not met. */
export interface GoldenFailure {
  readonly name: string;
  /** Where in the case: "step 3, theta", "P[4][1]", "V* at gamma 0.99, state 7". */
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
}

export interface GoldenReport {
  /** Comparisons made. */
  readonly checked: number;
  readonly failed: readonly GoldenFailure[];
}

/** Counts comparisons and collects those that fail. */
export class Comparison {
  checked = 0;
  readonly failed: GoldenFailure[] = [];

  same(name: string, where: string, expected: unknown, got: unknown): void {
    this.checked += 1;
    if (JSON.stringify(expected) !== JSON.stringify(got)) this.failed.push({ name, where, expected, got });
  }

  near(name: string, where: string, expected: number, got: number, tolerance: number): void {
    this.checked += 1;
    if (!(Math.abs(expected - got) <= tolerance)) this.failed.push({ name, where, expected, got });
  }

  allNear(name: string, where: string, expected: readonly number[], got: ArrayLike<number>, tolerance: number): void {
    this.same(name, `${where}, length`, expected.length, got.length);
    expected.forEach((value, i) => {
      this.near(name, `${where}[${i}]`, value, got[i]!, tolerance);
    });
  }
}
