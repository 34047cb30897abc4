import { closeSync, fstatSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { constants, crc32, gunzipSync } from 'node:zlib';
import { codeOf } from '../../store/disk.js';
import { type News, NOTHING, type Source } from './source.js';

const CHUNK_BYTES = 1 << 18;
/** Of the read part so much is compared from its beginning, and as much as was read last from its end. */
const HEAD_BYTES = 1 << 20;
/** Text of a packed file at most. */
const MOST_UNPACKED = 1 << 30;

/** Read anew at each look, by all files in turn: what a look gives must be taken in before the next. */
const chunk = new Uint8Array(CHUNK_BYTES);
const again = new Uint8Array(CHUNK_BYTES);

/** A part of what was read, to notice when the file is rewritten. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
}

/**
 * A file that another program writes. It may not be there yet, grow, shrink, be replaced by another of its name, or be
 * rewritten in place with another header, which sums over its beginning and over what was read last tell.
 */
export class FileSource implements Source {
  readonly path: string;
  changed = 0;
  problem: string | null = null;
  #inode = 0;
  #size = -1;
  #offset = 0;
  #head: Part = { from: 0, to: 0, sum: 0 };
  #last: Part = { from: 0, to: 0, sum: 0 };
  #descriptor: number | null = null;
  #packed: boolean | null = null;

  constructor(path: string) {
    this.path = path;
  }

  poll(): News {
    // Gone is not replaced: it may come back, and what was read stays.
    const status = statSync(this.path, { throwIfNoEntry: false });
    if (status === undefined) return NOTHING;
    const replaced = this.#inode !== 0 && status.ino !== this.#inode;
    if (!replaced && status.size === this.#size && status.mtimeMs === this.changed && this.#offset >= status.size)
      return NOTHING;
    this.#inode = status.ino;
    let news: News;
    try {
      if (replaced) this.close();
      this.#descriptor ??= openSync(this.path, 'r');
      news = this.#read(this.#descriptor, status, replaced);
      this.problem = null;
    } catch (error) {
      const isRefused = codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM';
      this.problem = isRefused ? 'permission denied' : error instanceof Error ? error.message : String(error);
      return NOTHING;
    }
    // Hundreds of files stay open only while they are read.
    if (!news.more) this.close();
    return news;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #read(descriptor: number, before: Stats, replaced: boolean): News {
    const status = fstatSync(descriptor);
    const isNews = status.size !== this.#size || before.mtimeMs !== this.changed;
    const restarted = replaced || (isNews && this.#offset > 0 && this.#isRewritten(descriptor, status.size));
    this.#size = status.size;
    this.changed = status.mtimeMs;
    if (restarted) {
      this.#offset = 0;
      this.#packed = null;
    }
    if (this.#offset === 0) this.#packed = isPacked(descriptor);
    const age = Math.max(0, performance.timeOrigin + performance.now() - status.mtimeMs) / 1000;
    if (this.#packed === true) return this.#unpack(age);
    const size = readSync(descriptor, chunk, 0, CHUNK_BYTES, this.#offset);
    if (size === 0) return { ...NOTHING, restarted };
    const bytes = chunk.subarray(0, size);
    this.#remember(bytes);
    return { chunks: [bytes], restarted, age, ended: false, more: size === CHUNK_BYTES };
  }

  #remember(bytes: Uint8Array): void {
    const from = this.#offset;
    const to = from + bytes.length;
    if (from === 0) this.#head = { from: 0, to: 0, sum: 0 };
    if (from < HEAD_BYTES) this.#head = { from: 0, to, sum: crc32(bytes, this.#head.sum) };
    this.#last = { from, to, sum: crc32(bytes) };
    this.#offset = to;
  }

  #isRewritten(descriptor: number, size: number): boolean {
    if (this.#packed === true) return true;
    if (size < this.#offset) return true;
    return [this.#head, this.#last].some((part) => sumOf(descriptor, part) !== part.sum);
  }

  /** A packed file is read whole each time: what was packed cannot be gone on with from the middle. */
  #unpack(age: number): News {
    let bytes: Uint8Array;
    try {
      const finish = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_UNPACKED };
      bytes = gunzipSync(readFileSync(this.path), finish);
    } catch {
      return NOTHING;
    }
    this.#offset = this.#size;
    return { chunks: [bytes], restarted: true, age, ended: false, more: false };
  }
}

function isPacked(descriptor: number): boolean {
  const head = new Uint8Array(3);
  return readSync(descriptor, head, 0, 3, 0) === 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

function sumOf(descriptor: number, { from, to }: Part): number {
  let sum = 0;
  for (let at = from; at < to; ) {
    const size = readSync(descriptor, again, 0, Math.min(CHUNK_BYTES, to - at), at);
    if (size === 0) return -1;
    sum = crc32(again.subarray(0, size), sum);
    at += size;
  }
  return sum;
}
