import type { Stream } from '../../core/random.js';
import { fill } from '../../core/state.js';

/**
 * Endless minibatches over the given rows: each epoch is a new shuffle, cut into batches of one size; what is left over at
 * an epoch's end waits for another shuffle. Fewer rows than `size` make one batch of all.
 */
export class Minibatches {
  readonly size: number;
  /** Batches of one epoch. */
  readonly perEpoch: number;
  readonly #order: Int32Array;
  readonly #stream: Stream;
  #next: number;

  constructor(rows: ArrayLike<number>, size: number, stream: Stream) {
    this.#order = Int32Array.from(rows);
    this.size = Math.min(size, this.#order.length);
    this.perEpoch = Math.floor(this.#order.length / this.size);
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

  /** The order of this epoch, how far it is, and the stream. */
  save() {
    return { order: this.#order.slice(), next: this.#next, stream: this.#stream.save() };
  }

  restore(saved: ReturnType<Minibatches['save']>): void {
    fill(this.#order, saved.order);
    this.#next = saved.next;
    this.#stream.restore(saved.stream);
  }
}
