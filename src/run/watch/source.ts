import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';

/** What came since the last look. `restarted`: the file was cut or replaced, and these bytes are its beginning. */
export interface News {
  readonly chunks: readonly Uint8Array[];
  readonly restarted: boolean;
  /** Nothing more will come. */
  readonly ended: boolean;
}

/** Bytes that grow. */
export interface Source {
  readonly name: string;
  /** Whether somebody is known to hold the other end. */
  readonly isLive: boolean;
  /** Reads what is new, at most a few megabytes at a time, so that a display stays alive beside it. */
  poll(): News;
  close(): void;
}

const CHUNK_BYTES = 1 << 20;
const MOST_CHUNKS = 8;

/** A file that another program appends to. It may not be there yet, shrink, or be replaced by another of its name. */
export class FileSource implements Source {
  readonly name: string;
  readonly isLive = false;
  readonly #path: string;
  #descriptor: number | null = null;
  #inode = 0;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
    this.name = basename(path);
  }

  poll(): News {
    const none: News = { chunks: [], restarted: false, ended: false };
    const restarted = this.#isReplaced();
    if (restarted) this.close();
    if (this.#descriptor === null && !this.#open()) return none;
    const descriptor = this.#descriptor!;
    const shrunk = fstatSync(descriptor).size < this.#offset;
    if (shrunk) this.#offset = 0;
    const chunks: Uint8Array[] = [];
    while (chunks.length < MOST_CHUNKS) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const size = readSync(descriptor, chunk, 0, chunk.length, this.#offset);
      if (size === 0) break;
      this.#offset += size;
      chunks.push(chunk.subarray(0, size));
    }
    return { chunks, restarted: restarted || shrunk, ended: false };
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
  #ended = false;

  constructor(name: string, stream: Readable) {
    this.name = name;
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      // The writer waits in its turn: memory stays flat however fast it is.
      if (this.#chunks.length >= MOST_CHUNKS) stream.pause();
    });
    const end = (): void => {
      this.#ended = true;
    };
    stream.on('end', end);
    stream.on('error', end);
    stream.on('close', end);
  }

  poll(): News {
    const chunks = this.#chunks;
    this.#chunks = [];
    const ended = this.#ended;
    if (!ended) this.#stream.resume();
    return { chunks, restarted: false, ended };
  }

  close(): void {
    this.#stream.destroy();
  }
}
