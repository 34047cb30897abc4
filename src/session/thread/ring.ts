/** Points of display: enough for a drain at 30 Hz of a million points a second, in 640 KB. */
export const RING_CAPACITY = 1 << 15;

/** Positions in the header; a cache line apart, so that the two threads do not slow each other down. */
const HEAD = 0;
const TAIL = 16;
const DROPPED = 32;
const HEADER_BYTES = 192;
const POINT_BYTES = 20;

/** Shared memory of a ring of `capacity` points, a power of two. */
export function createRing(capacity: number = RING_CAPACITY): SharedArrayBuffer {
  if (capacity < 1 || (capacity & (capacity - 1)) !== 0)
    throw new Error(`a ring's capacity is a power of two, not ${capacity}`);
  return new SharedArrayBuffer(HEADER_BYTES + capacity * POINT_BYTES);
}

function views(buffer: SharedArrayBuffer) {
  const capacity = (buffer.byteLength - HEADER_BYTES) / POINT_BYTES;
  return {
    capacity,
    header: new Int32Array(buffer, 0, HEADER_BYTES / 4),
    values: new Float64Array(buffer, HEADER_BYTES, capacity),
    steps: new Float64Array(buffer, HEADER_BYTES + 8 * capacity, capacity),
    ids: new Int32Array(buffer, HEADER_BYTES + 16 * capacity, capacity),
  };
}

/**
 * The writing end of a ring with one writer and one reader. Never waits: a point that finds the ring full is dropped and
 * counted. Head and tail count points modulo 2^32; their difference is what the ring holds.
 */
export class RingWriter {
  readonly #capacity: number;
  readonly #header: Int32Array;
  readonly #values: Float64Array;
  readonly #steps: Float64Array;
  readonly #ids: Int32Array;
  #head: number;
  /** The tail as last seen; the shared one is read only when this one says full. */
  #tail: number;
  #dropped: number;

  constructor(buffer: SharedArrayBuffer) {
    const { capacity, header, values, steps, ids } = views(buffer);
    this.#capacity = capacity;
    this.#header = header;
    this.#values = values;
    this.#steps = steps;
    this.#ids = ids;
    this.#head = Atomics.load(header, HEAD);
    this.#tail = Atomics.load(header, TAIL);
    this.#dropped = Atomics.load(header, DROPPED);
  }

  push(id: number, step: number, value: number): void {
    const head = this.#head;
    if (((head - this.#tail) | 0) >= this.#capacity) {
      this.#tail = Atomics.load(this.#header, TAIL);
      if (((head - this.#tail) | 0) >= this.#capacity) {
        this.#dropped = (this.#dropped + 1) | 0;
        Atomics.store(this.#header, DROPPED, this.#dropped);
        return;
      }
    }
    const i = head & (this.#capacity - 1);
    this.#ids[i] = id;
    this.#steps[i] = step;
    this.#values[i] = value;
    this.#head = (head + 1) | 0;
    // The atomic store publishes the plain writes before it.
    Atomics.store(this.#header, HEAD, this.#head);
  }
}

/** The reading end. */
export class RingReader {
  readonly #capacity: number;
  readonly #header: Int32Array;
  readonly #values: Float64Array;
  readonly #steps: Float64Array;
  readonly #ids: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    const { capacity, header, values, steps, ids } = views(buffer);
    this.#capacity = capacity;
    this.#header = header;
    this.#values = values;
    this.#steps = steps;
    this.#ids = ids;
  }

  /** Visits what the ring holds, oldest first, and makes room. Returns the number of points. */
  drain(visit: (id: number, step: number, value: number) => void): number {
    const head = Atomics.load(this.#header, HEAD);
    const tail = Atomics.load(this.#header, TAIL);
    const count = (head - tail) | 0;
    for (let n = 0; n < count; n++) {
      const i = (tail + n) & (this.#capacity - 1);
      visit(this.#ids[i]!, this.#steps[i]!, this.#values[i]!);
    }
    if (count > 0) Atomics.store(this.#header, TAIL, head);
    return count;
  }

  /** Points dropped so far, modulo 2^32. */
  get dropped(): number {
    return Atomics.load(this.#header, DROPPED) >>> 0;
  }
}
