import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { UserError } from '../../core/errors.js';
import type { Problems } from './problems.js';

/** Largest data file of which every row is read, in bytes (1 GiB). */
export const MAX_BYTES = 1 << 30;
const CHUNK = 1 << 16;
/** The way out for a file beyond the limits. */
export const TAKE_SOME = 'A table can be thinned out: task.maxRows takes that many rows from all over the file';

/**
 * The text of a file in pieces of about 64 KiB, a leading byte order mark removed. Memory stays flat whatever the size.
 * Throws a UserError when the file cannot be read or is not UTF-8. Everything before a bad byte is handed out first, so that
 * `place` can tell the row in which it stands.
 */
export function* textOf(
  problems: Problems,
  place: () => { readonly path: string; readonly line: number },
  most = MAX_BYTES,
): Generator<string, void, undefined> {
  const descriptor = open(problems, most);
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    const decoder = new TextDecoder('utf-8');
    const check = new Utf8Check();
    let offset = 0;
    for (;;) {
      const length = readPiece(descriptor, buffer, problems);
      if (length === 0) break;
      const bad = check.scan(buffer, length);
      const text = decoder.decode(buffer.subarray(0, bad ?? length), { stream: true });
      if (text !== '') yield text;
      if (bad !== null) notUtf8(problems, place(), offset + check.begun, buffer[bad]!);
      offset += length;
      check.move(length);
      if (offset > most) problems.fatal({ path: '', message: `holds more than ${most} bytes` });
    }
    if (check.open) notUtf8(problems, place(), offset + check.begun, null);
  } finally {
    closeSync(descriptor);
  }
}

function notUtf8(
  problems: Problems,
  place: { path: string; line: number },
  offset: number,
  byte: number | null,
): never {
  problems.fatal({
    ...place,
    message: `is not UTF-8 at byte ${offset} of the file`,
    given: byte === null ? 'the end of the file inside a character' : `0x${byte.toString(16).padStart(2, '0')}`,
    hint: 'Save the file as UTF-8',
  });
}

function open(problems: Problems, most: number): number {
  try {
    // Before opening: opening a pipe would wait for its other end.
    const stat = statSync(problems.file);
    if (!stat.isFile()) problems.fatal({ path: '', message: 'cannot be read: it is not a regular file' });
    if (stat.size > most) {
      const [given, allowed] = [`${stat.size} bytes`, `at most ${most} bytes`];
      problems.fatal({ path: '', message: 'is too large', given, allowed, hint: TAKE_SOME });
    }
    return openSync(problems.file, 'r');
  } catch (error) {
    if (error instanceof UserError) throw error;
    problems.fatal({ path: '', message: `cannot be read: ${reason(error)}` });
  }
}

function readPiece(descriptor: number, buffer: Buffer, problems: Problems): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    problems.fatal({ path: '', message: `cannot be read: ${reason(error)}` });
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a directory',
    ENOTDIR: 'a part of its path is not a directory',
    ELOOP: 'too many symbolic links',
    ENAMETOOLONG: 'its name is too long',
    ERR_INVALID_ARG_VALUE: 'its name holds a NUL character',
    EMFILE: 'too many open files',
  };
  return words[code] ?? code;
}

/** Checks UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF) piece by piece. */
class Utf8Check {
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
