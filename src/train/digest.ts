import { createHash, type Hash } from 'node:crypto';
import type { NamedArrays } from '../core/learner.js';

const RECORD_BYTES = 20;
const RECORDS = 2048;

/**
 * The fingerprint of a run: sha256 over every metric point, the metrics' names and the final weights. Points are hashed
 * as little-endian (int32 id, float64 step, float64 value) in blocks, each block's hash taking in the one before: that
 * chain has a state of 32 bytes and one part block, which a checkpoint can hold; a hash in progress has none.
 */
export class RunDigest {
  #block = new Uint8Array(RECORD_BYTES * RECORDS);
  #view = new DataView(this.#block.buffer);
  #offset = 0;
  #chain: Uint8Array = new Uint8Array(32);

  point(id: number, step: number, value: number): void {
    const view = this.#view;
    const at = this.#offset;
    view.setInt32(at, id, true);
    view.setFloat64(at + 4, step, true);
    if (Number.isNaN(value)) writeNaN(view, at + 12);
    else view.setFloat64(at + 12, value, true);
    this.#offset = at + RECORD_BYTES;
    if (this.#offset === this.#block.length) {
      // A plain array of bytes: a copy of a Buffer would be a view of it.
      this.#chain = new Uint8Array(this.#hash().digest());
      this.#offset = 0;
    }
  }

  save() {
    return { chain: this.#chain.slice(), block: this.#block.slice(0, this.#offset) };
  }

  restore(saved: ReturnType<RunDigest['save']>): void {
    this.#chain = saved.chain;
    this.#block.set(saved.block);
    this.#offset = saved.block.length;
  }

  /** The digest in hex. `names` are the metrics' names in the order of their ids. */
  finish(names: readonly string[], weights: NamedArrays): string {
    const hash = this.#hash();
    hash.update(JSON.stringify(names));
    hashWeights(hash, weights);
    return hash.digest('hex');
  }

  #hash() {
    return createHash('sha256').update(this.#chain).update(this.#block.subarray(0, this.#offset));
  }
}

/** Feeds arrays with their names and forms. */
export function hashWeights(hash: Hash, weights: NamedArrays): void {
  for (const [name, array] of weights) {
    hash.update(JSON.stringify([name, array.constructor.name, array.length]));
    hash.update(canonicalBytes(array));
  }
}

/** The bits of a NaN differ between processors (x86 sets its sign, ARM does not); a digest must not. */
function writeNaN(view: DataView, at: number): void {
  view.setUint32(at, 0, true);
  view.setUint32(at + 4, 0x7ff8_0000, true);
}

/** The bytes of an array, with one pattern for every NaN. */
export function canonicalBytes(array: Float32Array | Float64Array | Int32Array): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (array instanceof Int32Array || !array.some(Number.isNaN)) return bytes;
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  array.forEach((value: number, i: number) => {
    if (!Number.isNaN(value)) return;
    if (array instanceof Float32Array) view.setUint32(4 * i, 0x7fc0_0000, true);
    else writeNaN(view, 8 * i);
  });
  return copy;
}
