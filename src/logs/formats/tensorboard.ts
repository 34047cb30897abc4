import { maskedCrc32c } from '../binary/crc32c.js';
import { Message } from '../binary/protobuf.js';
import type { ByteFormat, ByteReader, Sink } from './format.js';

/** Length (8 bytes), its checksum, data, its checksum. */
const HEAD = 12;
const FOOT = 4;
/** A record of more bytes is none. */
const LONGEST = 1 << 30;
const OTHER: Readonly<Record<number, string>> = { 4: 'images', 5: 'histograms', 6: 'audio clips' };
/** `DT_FLOAT`, `DT_DOUBLE`, `DT_INT32`, `DT_INT64`, `DT_HALF`, `DT_BFLOAT16` of TensorFlow. */
const FLOAT = 1;
const DOUBLE = 2;
const INT32 = 3;
const INT64 = 9;
const BFLOAT16 = 14;
const HALF = 19;

/** The event files of TensorBoard: scalars as `simple_value` or as tensors of one number. */
export const tensorboard: ByteFormat = {
  kind: 'bytes',
  name: 'tensorboard',
  title: 'TensorBoard event files (PyTorch, TensorFlow, JAX, SB3, Lightning, Keras)',
  example: 'events.out.tfevents.1796072495.host.1.0',
  needs: HEAD,
  recognises: (head) => {
    const size = lengthAt(head, 0);
    return size !== null && size < LONGEST && maskedCrc32c(head, 0, 8) === uint32(head, 8);
  },
  open: () => new EventReader(),
};

class EventReader implements ByteReader {
  broken: string | null = null;
  readonly #event = new Message(new Uint8Array(0));
  readonly #summary = new Message(new Uint8Array(0));
  readonly #value = new Message(new Uint8Array(0));
  readonly #inner = new Message(new Uint8Array(0));
  /** Names by a hash of their bytes: most records repeat a few. */
  readonly #names = new Map<number, { readonly bytes: Uint8Array; readonly name: string }>();
  #at = 0;
  #told = false;

  read(bytes: Uint8Array, sink: Sink): number {
    if (!this.#told) {
      sink.axis('step');
      this.#told = true;
    }
    let at = 0;
    while (this.broken === null && at + HEAD <= bytes.length) {
      const size = lengthAt(bytes, at);
      if (size === null || size > LONGEST || maskedCrc32c(bytes, at, at + 8) !== uint32(bytes, at + 8)) {
        this.broken = `the record at byte ${this.#at + at} is damaged: the checksum of its length is wrong`;
        break;
      }
      const end = at + HEAD + size;
      if (end + FOOT > bytes.length) break;
      if (maskedCrc32c(bytes, at + HEAD, end) !== uint32(bytes, end)) sink.leftOut('records with a wrong checksum');
      else this.#record(bytes, at + HEAD, end, sink);
      at = end + FOOT;
    }
    this.#at += at;
    return at;
  }

  #record(bytes: Uint8Array, from: number, end: number, sink: Sink): void {
    const event = this.#event;
    event.reset(bytes, from, end);
    let wall = Number.NaN;
    let step = 0;
    let begin = -1;
    let stop = -1;
    while (event.next()) {
      if (event.field === 1) wall = event.double();
      else if (event.field === 2) step = event.int64();
      else if (event.field === 5) [begin, stop] = [event.from, event.to];
    }
    if (begin < 0) return;
    const summary = this.#summary;
    summary.reset(bytes, begin, stop);
    while (summary.next()) if (summary.field === 1) this.#figure(bytes, summary.from, summary.to, step, wall, sink);
  }

  #figure(bytes: Uint8Array, from: number, end: number, step: number, wall: number, sink: Sink): void {
    const value = this.#value;
    value.reset(bytes, from, end);
    let name = '';
    let figure: number | null = null;
    let other: string | null = null;
    while (value.next()) {
      const { field } = value;
      if (field === 1) name = this.#nameIn(bytes, value.from, value.to);
      else if (field === 2) figure = value.float();
      else if (field === 8) {
        figure = scalarIn(this.#inner, bytes, value.from, value.to);
        if (figure === null) other ??= 'tensors';
      } else if (field in OTHER) other = OTHER[field]!;
    }
    if (name === '' || name.startsWith('_hparams_')) return;
    if (figure === null) sink.leftOut(other ?? 'values of another kind');
    else sink.point(name, step, figure, wall);
  }

  #nameIn(bytes: Uint8Array, from: number, to: number): string {
    let hash = to - from;
    for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const known = this.#names.get(hash);
    if (known !== undefined && isSame(known.bytes, bytes, from, to)) return known.name;
    const kept = new Uint8Array(bytes.subarray(from, to));
    const name = Buffer.from(kept).toString();
    this.#names.set(hash, { bytes: kept, name });
    return name;
  }
}

function isSame(kept: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (kept.length !== to - from) return false;
  for (let i = 0; i < kept.length; i++) if (kept[i] !== bytes[from + i]) return false;
  return true;
}

/** The number of a `TensorProto` that holds one; null for one that holds more, or texts. */
function scalarIn(tensor: Message, bytes: Uint8Array, from: number, end: number): number | null {
  tensor.reset(bytes, from, end);
  let type = 0;
  let content: Uint8Array | null = null;
  let value: number | null = null;
  let count = 0;
  const take = (number: number): void => {
    value = number;
    count++;
  };
  while (tensor.next()) {
    const packed = tensor.type === 2 ? bytes.subarray(tensor.from, tensor.to) : null;
    if (tensor.field === 1) type = tensor.varint;
    else if (packed !== null && tensor.field >= 4 && tensor.field <= 6) content = packed;
    else if (tensor.field === 5) take(tensor.float());
    else if (tensor.field === 6) take(tensor.double());
    else if (tensor.field === 7 || tensor.field === 10) {
      if (packed === null) take(tensor.int64());
      else if (packed.length <= 10 && packed.filter((byte) => byte < 0x80).length === 1) take(varintOf(packed));
      else count = 2;
    } else if (tensor.field === 8 || tensor.field === 13) return null;
  }
  if (count === 1) return value;
  if (count > 1 || content === null) return null;
  return numberOf(type, content);
}

function varintOf(bytes: Uint8Array): number {
  let value = 0n;
  bytes.forEach((byte, i) => {
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
  });
  return Number(BigInt.asIntN(64, value));
}

function numberOf(type: number, bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === FLOAT && bytes.length === 4) return view.getFloat32(0, true);
  if (type === DOUBLE && bytes.length === 8) return view.getFloat64(0, true);
  if (type === INT32 && bytes.length === 4) return view.getInt32(0, true);
  if (type === INT64 && bytes.length === 8) return Number(view.getBigInt64(0, true));
  if (type === BFLOAT16 && bytes.length === 2) {
    view16.setUint16(2, view.getUint16(0, true), true);
    view16.setUint16(0, 0, true);
    return view16.getFloat32(0, true);
  }
  return type === HALF && bytes.length === 2 ? half(view.getUint16(0, true)) : null;
}

const view16 = new DataView(new ArrayBuffer(4));

function half(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  // Subnormal: whole multiples of 2^-24.
  if (exponent === 0) return (sign * fraction) / 0x1000000;
  const wide = exponent === 31 ? 0xff : exponent + 112;
  view16.setUint32(0, ((wide << 23) | (fraction << 13)) >>> 0, true);
  return sign * view16.getFloat32(0, true);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function lengthAt(bytes: Uint8Array, at: number): number | null {
  if (at + HEAD > bytes.length) return null;
  return uint32(bytes, at) + uint32(bytes, at + 4) * 0x100000000;
}
