/** Numbers drawn from a seed, for tests: the same on every machine. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In 0 .. 1. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Roughly normal. */
  real(spread = 1): number {
    return spread * (this.unit() + this.unit() + this.unit() + this.unit() - 2) * 1.73;
  }

  below(n: number): number {
    return Math.floor(this.unit() * n);
  }

  list<T>(n: number, item: (i: number) => T): T[] {
    return Array.from({ length: n }, (_, i) => item(i));
  }

  reals(n: number, spread = 1): number[] {
    return this.list(n, () => this.real(spread));
  }

  matrix(rows: number, columns: number, spread = 1): number[][] {
    return this.list(rows, () => this.reals(columns, spread));
  }

  units(n: number): number[] {
    return this.list(n, () => this.unit());
  }

  indices(n: number, limit: number): number[] {
    return this.list(n, () => this.below(limit));
  }

  signs(n: number): number[] {
    return this.list(n, () => (this.unit() < 0.5 ? -1 : 1));
  }

  bits(n: number): number[] {
    return this.list(n, () => this.below(2));
  }

  /** Rows that sum to 1. */
  distributions(rows: number, columns: number): number[][] {
    return this.list(rows, () => {
      const weights = this.list(columns, () => 0.05 + this.unit());
      const sum = weights.reduce((a, b) => a + b, 0);
      return weights.map((w) => w / sum);
    });
  }
}
