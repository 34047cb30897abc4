import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';

/** What came since the last look. `restarted`: the file was cut or replaced, and these bytes are its beginning. */
export interface News {
  readonly chunks: readonly Uint8Array[];
  readonly restarted: boolean;
  /** Seconds since the last of them was written. */
  readonly age: number;
  /** Nothing more will come. */
  readonly ended: boolean;
  /** There is more to read at once. */
  readonly more: boolean;
}

/** Bytes that grow. */
export interface Source {
  readonly name: string;
  /** Whether somebody is known to hold the other end. */
  readonly isLive: boolean;
  /** Reads what is new, at most a quarter of a megabyte or so at a time, so that a display stays alive beside it. */
  poll(): News;
  close(): void;
}

const CHUNK_BYTES = 1 << 18;
/** Bytes of a stream that wait to be looked at; pipes give pieces of a sixteenth of a megabyte. */
const MOST_WAITING = 2 << 20;

/** A file that another program appends to. It may not be there yet, shrink, or be replaced by another of its name. */
export class FileSource implements Source {
  readonly name: string;
  readonly isLive = false;
  readonly #path: string;
  /** Read anew at each look: what a look gives must be taken in before the next. */
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  #descriptor: number | null = null;
  #inode = 0;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
    this.name = basename(path);
  }

  poll(): News {
    const none: News = { chunks: [], restarted: false, age: 0, ended: false, more: false };
    const restarted = this.#isReplaced();
    if (restarted) this.close();
    if (this.#descriptor === null && !this.#open()) return none;
    const descriptor = this.#descriptor!;
    const status = fstatSync(descriptor);
    const shrunk = status.size < this.#offset;
    if (shrunk) this.#offset = 0;
    const size = readSync(descriptor, this.#chunk, 0, CHUNK_BYTES, this.#offset);
    this.#offset += size;
    const chunks = size === 0 ? [] : [this.#chunk.subarray(0, size)];
    const age = Math.max(0, performance.timeOrigin + performance.now() - status.mtimeMs) / 1000;
    return { chunks, restarted: restarted || shrunk, age, ended: false, more: size === CHUNK_BYTES };
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #open(): boolean {
    try {
      this.#descriptor = openSync(this.#path, 'r');
    } catch {
      return false;
    }
    this.#inode = fstatSync(this.#descriptor).ino;
    this.#offset = 0;
    return true;
  }

  #isReplaced(): boolean {
    if (this.#descriptor === null) return false;
    // Gone is not replaced: it may come back, and what was read stays.
    const now = statSync(this.#path, { throwIfNoEntry: false });
    return now !== undefined && now.ino !== this.#inode;
  }
}

/** A stream, such as what another program prints through a pipe. */
export class StreamSource implements Source {
  readonly name: string;
  readonly isLive = true;
  readonly #stream: Readable;
  #chunks: Uint8Array[] = [];
  #waiting = 0;
  #ended = false;

  constructor(name: string, stream: Readable) {
    this.name = name;
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#waiting += chunk.length;
      // The writer waits in its turn: memory stays flat however fast it is.
      if (this.#waiting >= MOST_WAITING) stream.pause();
    });
    const end = (): void => {
      this.#ended = true;
    };
    stream.on('end', end);
    stream.on('error', end);
    stream.on('close', end);
  }

  poll(): News {
    const chunks: Uint8Array[] = [];
    for (let size = 0; size < CHUNK_BYTES && this.#chunks.length > 0; size += chunks.at(-1)!.length) {
      chunks.push(this.#chunks.shift()!);
      this.#waiting -= chunks.at(-1)!.length;
    }
    const more = this.#chunks.length > 0;
    const ended = this.#ended && !more;
    if (!this.#ended && !more) this.#stream.resume();
    return { chunks, restarted: false, age: 0, ended, more };
  }

  close(): void {
    this.#stream.destroy();
  }
}
