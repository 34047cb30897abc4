import type { Stream } from '../../core/random.js';
import { type Savable, type Saved, together } from '../../core/state.js';
import { Minibatches } from './minibatches.js';

/**
 * Endless minibatches in which each class has the same part, or one row less: the rows of each class come in epochs of
 * their own, so that those of a rare class come more often.
 */
export class BalancedBatches implements Savable {
  readonly size: number;
  /** Batches of one epoch, counted over all rows. */
  readonly perEpoch: number;
  readonly #classes: readonly Minibatches[];
  readonly #batch: Int32Array;
  readonly #parts: Savable;
  readonly #turn = { at: 0 };

  /** `labels`: the class of each row, by its number. */
  constructor(rows: ArrayLike<number>, labels: ArrayLike<number>, size: number, stream: Stream) {
    const rowsOf = new Map<number, number[]>();
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const own = rowsOf.get(labels[row]!);
      if (own === undefined) rowsOf.set(labels[row]!, [row]);
      else own.push(row);
    }
    const sorted = [...rowsOf].sort(([a], [b]) => a - b).map(([, own]) => own);
    this.size = Math.max(1, Math.min(size, rows.length));
    this.perEpoch = Math.max(1, Math.floor(rows.length / this.size));
    this.#batch = new Int32Array(this.size);
    this.#classes = sorted.map((own) => new Minibatches(own, 1, stream));
    this.#parts = together(Object.fromEntries(this.#classes.map((one, i) => [`${i}`, one])));
  }

  /** The next batch's rows; a view that the next batch overwrites. */
  next(): Int32Array {
    for (let i = 0; i < this.size; i++) {
      this.#batch[i] = this.#classes[this.#turn.at]!.next()[0]!;
      this.#turn.at = (this.#turn.at + 1) % this.#classes.length;
    }
    return this.#batch;
  }

  save(): Saved {
    return { classes: this.#parts.save(), at: this.#turn.at };
  }

  restore(saved: Saved): void {
    const { classes, at } = saved as { readonly classes: Saved; readonly at: number };
    this.#parts.restore(classes);
    this.#turn.at = at;
  }
}
