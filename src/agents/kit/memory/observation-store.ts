import type { SavedArray } from '../../../core/state.js';
import type { Engine, Indices, Tensor } from '../../../tensor/engine.js';
import { gatherRows } from '../../../tensor/ops/index.js';

/** Rows of observations in an engine's permanent memory. */
export interface ObservationStore {
  put(slot: number, observation: ArrayLike<number>): void;
  /** Some rows, copied into the step region [N, width]. */
  rows(slots: Indices): Tensor;
  /** The first `count` rows as they lie in memory. */
  save(count: number): SavedArray;
  restore(saved: SavedArray): void;
  /** Bytes that each row takes. */
  readonly rowBytes: number;
}

/** Takes permanent memory: build it between steps. `binary` packs observations of 0 and 1 into a bit a number. */
export function createObservationStore(
  engine: Engine,
  capacity: number,
  width: number,
  binary: boolean,
): ObservationStore {
  return binary ? new BitStore(engine, capacity, width) : new FloatStore(engine, capacity, width);
}

class FloatStore implements ObservationStore {
  readonly rowBytes: number;
  readonly #engine: Engine;
  readonly #values: Tensor;
  readonly #width: number;

  constructor(engine: Engine, capacity: number, width: number) {
    this.#engine = engine;
    this.#values = engine.permanent([capacity, width]);
    this.#width = width;
    this.rowBytes = width * engine.bytes;
  }

  put(slot: number, observation: ArrayLike<number>): void {
    this.#engine.floats.set(observation, this.#from + slot * this.#width);
  }

  rows(slots: Indices): Tensor {
    return gatherRows(this.#values, slots);
  }

  save(count: number): SavedArray {
    return this.#engine.floats.slice(this.#from, this.#from + count * this.#width);
  }

  restore(saved: SavedArray): void {
    this.#engine.floats.set(saved, this.#from);
  }

  get #from(): number {
    return this.#values.ptr / this.#engine.bytes;
  }
}

class BitStore implements ObservationStore {
  readonly rowBytes: number;
  readonly #engine: Engine;
  readonly #ptr: number;
  readonly #width: number;
  /** 32-bit words of a row. */
  readonly #words: number;

  constructor(engine: Engine, capacity: number, width: number) {
    this.#engine = engine;
    this.#width = width;
    this.#words = Math.ceil(width / 32);
    this.rowBytes = this.#words * 4;
    this.#ptr = engine.allocatePermanent(capacity * this.rowBytes);
  }

  put(slot: number, observation: ArrayLike<number>): void {
    const { ints } = this.#engine;
    let at = (this.#ptr >> 2) + slot * this.#words;
    let word = 0;
    for (let i = 0; i < this.#width; i++) {
      if (observation[i] !== 0) word |= 1 << (i & 31);
      if ((i & 31) === 31) {
        ints[at++] = word;
        word = 0;
      }
    }
    if ((this.#width & 31) !== 0) ints[at] = word;
  }

  rows(slots: Indices): Tensor {
    const engine = this.#engine;
    const rows = engine.tensor([slots.size, this.#width]);
    engine.kernels.unpackRows(this.#ptr, slots.ptr, rows.ptr, slots.size, this.#width);
    return rows;
  }

  save(count: number): SavedArray {
    const from = this.#ptr >> 2;
    return this.#engine.ints.slice(from, from + count * this.#words);
  }

  restore(saved: SavedArray): void {
    this.#engine.ints.set(saved, this.#ptr >> 2);
  }
}
