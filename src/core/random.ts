import seedrandom from 'seedrandom';

/** What a stream is for. Streams are apart, so that an added metric or evaluation never shifts training. */
export type Purpose = 'init' | 'data' | 'env' | 'explore' | 'eval' | 'scope' | 'bootstrap';

/** The whole state of a stream; goes into checkpoints. */
export type StreamState = { readonly generator: GeneratorState; readonly spare: number | null };

type GeneratorState = { readonly c: number; readonly s0: number; readonly s1: number; readonly s2: number };

/**
 * A stream of pseudo-random numbers. The key schedule of seedrandom (ARC4) turns the seed and the purpose into the key of
 * one Alea generator (also seedrandom's): well mixed from any seed, 8 ns a number, 4 numbers of state.
 */
export class Stream {
  #next: seedrandom.StatefulPRNG<GeneratorState>;
  #spare: number | undefined;

  private constructor(next: seedrandom.StatefulPRNG<GeneratorState>) {
    this.#next = next;
  }

  /** The stream of one run's `seed` for one purpose; `index` separates several of one purpose. */
  static from(seed: number | string, purpose: Purpose, index = 0): Stream {
    const mix = seedrandom(`losscope/${purpose}/${index}/${seed}`);
    const key = `${mix.int32()}/${mix.int32()}/${mix.int32()}/${mix.int32()}`;
    return new Stream(seedrandom.alea(key, { state: true }));
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return this.#next();
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.#next();
  }

  /** A whole number in 0 .. n-1. */
  below(n: number): number {
    return Math.floor(this.#next() * n);
  }

  /** Standard normal by the polar method (square root and the kernels' log are exact on every machine). */
  normal(log: (x: number) => number): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * this.#next() - 1;
      const v = 2 * this.#next() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * log(s)) / s);
        this.#spare = v * factor;
        return u * factor;
      }
    }
  }

  /** Shuffles in place (Fisher-Yates). */
  shuffle<A extends { length: number; [index: number]: number }>(values: A): A {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = values[i]!;
      values[i] = values[j]!;
      values[j] = held;
    }
    return values;
  }

  save(): StreamState {
    return { generator: this.#next.state(), spare: this.#spare ?? null };
  }

  /** Puts the stream back to where {@link save} saw it. */
  restore(saved: StreamState): void {
    this.#next = seedrandom.alea('', { state: saved.generator });
    this.#spare = saved.spare ?? undefined;
  }
}
