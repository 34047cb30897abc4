import type { Stream } from '../../core/random.js';

/**
 * Endless minibatches over the given rows: each epoch is a new shuffle, cut into batches of one size; what is left over at
 * an epoch's end waits for another shuffle. Fewer rows than `size` make one batch of all.
 */
export class Minibatches {
  readonly size: number;
  readonly #order: Int32Array;
  readonly #stream: Stream;
  #next: number;

  constructor(rows: ArrayLike<number>, size: number, stream: Stream) {
    this.#order = Int32Array.from(rows);
    this.size = Math.min(size, this.#order.length);
    this.#stream = stream;
    this.#next = this.#order.length;
  }

  /** The next batch's rows; a view that the next epoch's shuffle overwrites. */
  next(): Int32Array {
    if (this.#next + this.size > this.#order.length) {
      this.#stream.shuffle(this.#order);
      this.#next = 0;
    }
    const batch = this.#order.subarray(this.#next, this.#next + this.size);
    this.#next += this.size;
    return batch;
  }
}
