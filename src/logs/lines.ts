/** A line longer than this is none that a training program writes; it is left out. */
const LONGEST = 1 << 22;

/** Cuts growing bytes into lines. What stands behind the last line feed waits for its rest. */
export class LineCutter {
  #decoder = new TextDecoder();
  #rest = '';
  #skipping = false;

  /** The lines that these bytes complete, without their ends (LF or CR LF) and without a byte order mark. */
  push(bytes: Uint8Array): readonly string[] {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = parts.pop() ?? '';
    if (this.#skipping && parts.length > 0) {
      parts.shift();
      this.#skipping = false;
    }
    if (this.#rest.length > LONGEST) {
      this.#rest = '';
      this.#skipping = true;
    }
    return parts.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  /** A last line that ended without a line feed; only when nothing more will come. */
  end(): readonly string[] {
    const line = this.#skipping ? '' : this.#rest;
    this.reset();
    return line === '' ? [] : [line];
  }

  /** Forgets what waits: the file begins anew. */
  reset(): void {
    this.#decoder = new TextDecoder();
    this.#rest = '';
    this.#skipping = false;
  }
}
