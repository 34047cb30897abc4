const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const TWO_63 = 0x8000000000000000;

/**
 * Walks over the fields of a protobuf message in `bytes[at..end)` without making anything of them: `next` moves to a field,
 * and what it holds is read where it is wanted.
 */
export class Message {
  bytes: Uint8Array;
  end: number;
  /** Number of the field; 0 at the end or where the message is broken. */
  field = 0;
  /** Its wire type. */
  type = 0;
  /** Where a field of bytes begins and ends. */
  from = 0;
  to = 0;
  /** A number that came as a varint, below 2^53 exactly. */
  varint = 0;
  #at: number;
  #view: DataView;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.end = end;
  }

  /** Starts over with other bytes. */
  reset(bytes: Uint8Array, from: number, end: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#at = from;
    this.end = end;
  }

  next(): boolean {
    if (this.#at >= this.end) return this.#stop();
    const key = this.#varint();
    this.field = Math.floor(key / 8);
    this.type = key % 8;
    if (this.type === VARINT) this.varint = this.#varint();
    else if (this.type === FIXED64) this.#skip(8);
    else if (this.type === FIXED32) this.#skip(4);
    else if (this.type === BYTES) this.#skip(this.#varint());
    else return this.#stop();
    return this.#at <= this.end && this.field > 0 ? true : this.#stop();
  }

  double(): number {
    return this.type === FIXED64 ? this.#view.getFloat64(this.from, true) : Number.NaN;
  }

  float(): number {
    return this.type === FIXED32 ? this.#view.getFloat32(this.from, true) : Number.NaN;
  }

  /** A varint as int64: large ones are negative. */
  int64(): number {
    return this.varint >= TWO_63 ? this.varint - 2 * TWO_63 : this.varint;
  }

  text(): string {
    return this.type === BYTES
      ? Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.from, this.to - this.from).toString()
      : '';
  }

  #skip(size: number): void {
    this.from = this.#at;
    this.to = this.#at + size;
    this.#at = this.to;
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10 && this.#at < this.end; i++) {
      const byte = this.bytes[this.#at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    this.#at = this.end + 1;
    return value;
  }

  #stop(): false {
    this.field = 0;
    this.#at = this.end + 1;
    return false;
  }
}
