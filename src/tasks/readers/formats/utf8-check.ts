/** Checks UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF) piece by piece. */
export class Utf8Check {
  /** Where the current sequence began, relative to the piece now scanned; negative when in an earlier one. */
  begun = 0;
  #missing = 0;
  #low = 0x80;
  #high = 0xbf;

  /** Whether the bytes so far end inside a sequence. */
  get open(): boolean {
    return this.#missing > 0;
  }

  /** Position of the first bad byte in `bytes[0..length)`, or null. */
  scan(bytes: Uint8Array, length: number): number | null {
    for (let i = 0; i < length; i++) {
      const byte = bytes[i]!;
      if (this.#missing > 0) {
        if (byte < this.#low || byte > this.#high) return i;
        this.#missing--;
        this.#low = 0x80;
        this.#high = 0xbf;
      } else if (byte >= 0x80) {
        this.begun = i;
        if (byte < 0xc2 || byte > 0xf4) return i;
        this.#missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
        if (byte === 0xe0) this.#low = 0xa0;
        else if (byte === 0xed) this.#high = 0x9f;
        else if (byte === 0xf0) this.#low = 0x90;
        else if (byte === 0xf4) this.#high = 0x8f;
      }
    }
    return null;
  }

  /** Tells that the next piece begins `length` bytes further on. */
  move(length: number): void {
    this.begun -= length;
  }
}
