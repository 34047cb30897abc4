const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Numbers for texts in the order in which they come, told apart by their bytes: no text is made but once for each. */
export class ByteDictionary {
  /** How often each text came. */
  counts = new Int32Array(64);
  /** Row in which each text first came. */
  rows = new Int32Array(64);
  size = 0;
  /** Additions that found the dictionary full. */
  beyond = 0;
  readonly #most: number;
  #slots = new Int32Array(256).fill(-1);
  #hashes = new Int32Array(64);
  #starts = new Int32Array(65);
  #pool = new Uint8Array(1024);

  constructor(most: number) {
    this.#most = most;
  }

  /** The number of a text; -1 when it is new and the dictionary is full. */
  add(bytes: Uint8Array, start: number, end: number, row: number): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const code = this.#slots[slot]!;
      if (code < 0) break;
      if (this.#hashes[code] === hash && this.#is(code, bytes, start, end)) {
        this.counts[code]!++;
        return code;
      }
      slot = (slot + 1) & mask;
    }
    if (this.size >= this.#most) {
      this.beyond++;
      return -1;
    }
    return this.#insert(slot, hash, bytes, start, end, row);
  }

  text(code: number): string {
    return decoder.decode(this.#pool.subarray(this.#starts[code]!, this.#starts[code + 1]!));
  }

  texts(): string[] {
    return Array.from({ length: this.size }, (_, code) => this.text(code));
  }

  #is(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[code]!;
    if (this.#starts[code + 1]! - from !== end - start) return false;
    const pool = this.#pool;
    for (let i = start, j = from; i < end; i++, j++) if (pool[j] !== bytes[i]) return false;
    return true;
  }

  #insert(slot: number, hash: number, bytes: Uint8Array, start: number, end: number, row: number): number {
    const code = this.size++;
    if (code === this.counts.length) {
      this.counts = grown(this.counts, 2 * code);
      this.rows = grown(this.rows, 2 * code);
      this.#hashes = grown(this.#hashes, 2 * code);
      this.#starts = grown(this.#starts, 2 * code + 1);
    }
    const from = this.#starts[code]!;
    const to = from + end - start;
    if (to > this.#pool.length) {
      const pool = new Uint8Array(Math.max(2 * this.#pool.length, to));
      pool.set(this.#pool);
      this.#pool = pool;
    }
    this.#pool.set(bytes.subarray(start, end), from);
    this.#starts[code + 1] = to;
    this.#hashes[code] = hash;
    this.counts[code] = 1;
    this.rows[code] = row;
    this.#slots[slot] = code;
    if (2 * this.size > this.#slots.length) this.#rehash();
    return code;
  }

  #rehash(): void {
    const slots = new Int32Array(2 * this.#slots.length).fill(-1);
    const mask = slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      let slot = this.#hashes[code]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = code;
    }
    this.#slots = slots;
  }
}

function grown(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
}
