import { crc32 } from 'node:zlib';
import { Message } from '../binary/protobuf.js';
import { parseValue } from '../text/literal.js';
import type { ByteFormat, ByteReader, Sink } from './format.js';

/** `:W&B`, a magic number, a version. */
const HEADER = 7;
const BLOCK = 32_768;
/** Checksum (4 bytes), length (2), type (1). */
const HEAD = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;
/** Deeper maps are tables and media. */
const DEEPEST = 4;

/** The record that `wandb offline` and every run of W&B leave in `wandb/`: a log as LevelDB has it, of protobuf messages. */
export const wandb: ByteFormat = {
  kind: 'bytes',
  name: 'wandb',
  title: 'W&B run files (run-*.wandb), offline or synced',
  example: 'wandb/offline-run-20240101_100000-abc/run-abc.wandb',
  needs: HEADER,
  recognises: (head) => Buffer.from(head.subarray(0, 4)).toString('latin1') === ':W&B',
  open: () => new RunFileReader(),
};

class RunFileReader implements ByteReader {
  broken: string | null = null;
  /** Place in the file of the first byte of the next call. */
  #at = 0;
  #pieces: Uint8Array[] = [];

  read(bytes: Uint8Array, sink: Sink): number {
    let at = this.#at === 0 ? HEADER : 0;
    if (at > bytes.length) return 0;
    sink.axis('_step');
    for (;;) {
      const place = this.#at + at;
      const left = BLOCK - (place % BLOCK);
      // The end of a block that is too short for a head is filled with zeros.
      if (left < HEAD) {
        if (at + left > bytes.length) break;
        at += left;
        continue;
      }
      if (at + HEAD > bytes.length) break;
      const size = bytes[at + 4]! | (bytes[at + 5]! << 8);
      const type = bytes[at + 6]!;
      const end = at + HEAD + size;
      if (type === 0 && size === 0) {
        if (at + left > bytes.length) break;
        at += left;
        continue;
      }
      if (type > LAST || HEAD + size > left) {
        this.broken = `the record at byte ${place} is damaged`;
        break;
      }
      if (end > bytes.length) break;
      const sum = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
      if (crc32(bytes.subarray(at + 6, end)) !== sum) {
        sink.leftOut('records with a wrong checksum');
        this.#pieces = [];
      } else this.#piece(type, new Uint8Array(bytes.subarray(at + HEAD, end)), sink);
      at = end;
    }
    this.#at += at;
    return at;
  }

  #piece(type: number, bytes: Uint8Array, sink: Sink): void {
    if (type === FULL || type === FIRST) this.#pieces = [];
    this.#pieces.push(bytes);
    if (type !== FULL && type !== LAST) return;
    const whole = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#pieces = [];
    const record = new Message(whole);
    while (record.next()) {
      if (record.field === 2) giveHistory(whole, record.from, record.to, sink);
      else if (record.field === 18) sink.finished();
    }
  }
}

/** A row of the history: keys with values in JSON. */
function giveHistory(bytes: Uint8Array, from: number, to: number, sink: Sink): void {
  const numbers = new Map<string, number>();
  const history = new Message(bytes, from, to);
  let step: number | null = null;
  while (history.next()) {
    if (history.field === 2) step = stepIn(bytes, history.from, history.to);
    if (history.field !== 1) continue;
    const item = new Message(bytes, history.from, history.to);
    const path: string[] = [];
    let text = '';
    while (item.next()) {
      if (item.field === 1 || item.field === 2) path.push(item.text());
      else if (item.field === 16) text = item.text();
    }
    give(numbers, path.join('.'), parseValue(text), 0, sink);
  }
  const x = step ?? numbers.get('_step') ?? null;
  if (x === null) return;
  const wall = numbers.get('_timestamp') ?? Number.NaN;
  for (const [name, value] of numbers) if (!name.startsWith('_')) sink.point(name, x, value, wall);
}

function give(numbers: Map<string, number>, name: string, value: unknown, depth: number, sink: Sink): void {
  if (typeof value === 'number') numbers.set(name, value);
  else if (value === 'NaN') numbers.set(name, Number.NaN);
  else if (value === 'Infinity' || value === '-Infinity') numbers.set(name, Number(value));
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // Media and tables say their type.
    if ('_type' in value || depth >= DEEPEST) sink.leftOut('tables, images and other media');
    else for (const [key, item] of Object.entries(value)) give(numbers, `${name}.${key}`, item, depth + 1, sink);
  }
}

function stepIn(bytes: Uint8Array, from: number, to: number): number | null {
  const message = new Message(bytes, from, to);
  while (message.next()) if (message.field === 1) return message.int64();
  return 0;
}
