import type { Readable } from 'node:stream';
import type { News, Source } from './source.js';

/** So much is given at a look. */
const LOOK_BYTES = 1 << 18;
/** Bytes of a stream that wait to be looked at; pipes give pieces of a sixteenth of a megabyte. */
const MOST_WAITING = 2 << 20;

/** A stream, such as what another program prints through a pipe. */
export class StreamSource implements Source {
  readonly path: string;
  readonly changed = 0;
  readonly #stream: Readable;
  #chunks: Uint8Array[] = [];
  #waiting = 0;
  #ended = false;
  #gone = false;

  constructor(name: string, stream: Readable) {
    this.path = name;
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      if (this.#gone) return;
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
    for (let size = 0; size < LOOK_BYTES && this.#chunks.length > 0; size += chunks.at(-1)!.length) {
      chunks.push(this.#chunks.shift()!);
      this.#waiting -= chunks.at(-1)!.length;
    }
    const more = this.#chunks.length > 0;
    const ended = this.#ended && !more;
    if (!this.#ended && !more) this.#stream.resume();
    return { chunks, restarted: false, age: 0, ended, more };
  }

  /** Lets everything flow that comes, unread: the writer goes on, whether anybody looks or not. */
  letGo(): void {
    this.#gone = true;
    this.#chunks = [];
    this.#stream.resume();
  }

  close(): void {
    this.#stream.destroy();
  }
}
