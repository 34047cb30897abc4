import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../../../core/errors.js';
import type { Problems } from '../problems.js';
import { spool } from '../spool.js';
import { Utf8Check } from './utf8-check.js';

/** Largest data file of which every row is read, in bytes (1 GiB), unpacked. */
export const MAX_BYTES = 1 << 30;
const CHUNK = 1 << 18;
/** The way out for a file beyond the limits. */
export const TAKE_SOME = 'A table can be thinned out: task.maxRows takes that many rows from all over the file';

export const encodings = ['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** How the bytes of a file become UTF-8. */
export interface Packing {
  readonly encoding: Exclude<Encoding, 'auto'>;
  readonly gzip: boolean;
}

export interface Place {
  readonly path: string;
  readonly line?: number;
}

/**
 * A data file as UTF-8 bytes in pieces of about 256 KiB, a byte order mark removed, unpacked when it is gzip. Memory stays
 * flat whatever the size, but for gzip, which is unpacked as a whole. Throws a UserError when the file cannot be read or is
 * not in its encoding. Everything before a bad byte is handed out first, so that `place` can tell the row it stands in.
 */
export function* bytesOf(
  problems: Problems,
  place: () => Place,
  { encoding = 'auto', most = MAX_BYTES }: { readonly encoding?: Encoding; readonly most?: number } = {},
): Generator<Uint8Array, void, undefined> {
  const packing = packingOf(problems, encoding, most);
  const decoder = packing.encoding === 'utf-8' ? null : new TextDecoder(packing.encoding, { ignoreBOM: false });
  const check = new Utf8Check();
  let offset = 0;
  for (const given of piecesOf(problems, packing.gzip, most)) {
    let piece = given;
    if (decoder !== null) piece = Buffer.from(decoder.decode(piece, { stream: true }));
    const bad = decoder !== null || (!check.open && isAscii(piece)) ? null : check.scan(piece, piece.length);
    const skip = offset === 0 && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? 3 : 0;
    const good = piece.subarray(skip, bad === null ? piece.length : Math.max(skip, check.begun));
    if (good.length > 0) yield good;
    if (bad !== null) notUtf8(problems, place(), offset + check.begun, piece[bad]!);
    offset += piece.length;
    check.move(piece.length);
  }
  if (decoder !== null) {
    const rest = Buffer.from(decoder.decode());
    if (rest.length > 0) yield rest;
  } else if (check.open) notUtf8(problems, place(), offset + check.begun, null);
}

/** The text of a file in pieces; see {@link bytesOf}. */
export function* textOf(
  problems: Problems,
  place: () => Place,
  options: { readonly encoding?: Encoding; readonly most?: number } = {},
): Generator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (const piece of bytesOf(problems, place, options)) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
}

/** The first bytes of a file as UTF-8, at most so many; enough to tell its form. */
export function headOf(problems: Problems, encoding: Encoding = 'auto', size = CHUNK): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (const piece of bytesOf(problems, () => ({ path: '' }), { encoding, most: Number.POSITIVE_INFINITY })) {
      pieces.push(new Uint8Array(piece));
      length += piece.length;
      if (length >= size) break;
    }
  } catch (error) {
    // The reading that follows tells it with its row.
    if (length === 0 || !(error instanceof UserError)) throw error;
  }
  return Buffer.concat(pieces);
}

/** The first bytes as they stand in the file. */
export function magicOf(problems: Problems): Uint8Array {
  const descriptor = open(problems, Number.POSITIVE_INFINITY);
  try {
    const bytes = Buffer.alloc(1024);
    return bytes.subarray(0, readPiece(descriptor, bytes, problems));
  } finally {
    closeSync(descriptor);
  }
}

export function packingOf(problems: Problems, encoding: Encoding, most = MAX_BYTES): Packing {
  let magic = magicOf(problems);
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b;
  if (gzip) magic = unpacked(problems, most).subarray(0, 1024);
  return { gzip, encoding: encoding === 'auto' ? encodingOf(magic) : encoding };
}

/** By the byte order mark, or by zeros in every second byte, which is what ASCII looks like in UTF-16. */
function encodingOf(bytes: Uint8Array): Packing['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i % 2]!++;
  const many = bytes.length / 4;
  if (bytes.length >= 8 && zeros[1]! > many && zeros[0] === 0) return 'utf-16le';
  if (bytes.length >= 8 && zeros[0]! > many && zeros[1] === 0) return 'utf-16be';
  return 'utf-8';
}

let watcher: ((read: number) => void) | null = null;

/** Calls back with the bytes read so far while files are read; null ends it. */
export function watchReading(back: ((read: number) => void) | null): void {
  watcher = back;
}

function* piecesOf(problems: Problems, gzip: boolean, most: number): Generator<Uint8Array, void, undefined> {
  if (gzip) {
    const all = unpacked(problems, most);
    for (let from = 0; from < all.length; from += CHUNK) yield all.subarray(from, from + CHUNK);
    return;
  }
  const descriptor = open(problems, most);
  try {
    let offset = 0;
    // Used again for the next piece: whoever keeps bytes copies them.
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const length = readPiece(descriptor, buffer, problems);
      if (length === 0) return;
      offset += length;
      if (offset > most) problems.fatal({ path: '', message: `holds more than ${most} bytes` });
      watcher?.(offset);
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

let lastUnpacked: { readonly key: string; readonly bytes: Uint8Array } | null = null;

function unpacked(problems: Problems, most: number): Uint8Array {
  const { size, mtimeMs } = statSync(problems.source);
  const key = `${problems.source}\0${size}\0${mtimeMs}`;
  if (lastUnpacked?.key === key) return lastUnpacked.bytes;
  try {
    const bytes = gunzipSync(readFileSync(problems.source), { maxOutputLength: Math.min(most, MAX_BYTES) });
    lastUnpacked = { key, bytes };
    return bytes;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      problems.fatal({ path: '', message: 'is too large unpacked', allowed: `at most ${MAX_BYTES} bytes` });
    problems.fatal({ path: '', message: `cannot be unpacked as gzip: ${reason(error)}` });
  }
}

/** Lets go of the last unpacked file. */
export function forgetUnpacked(): void {
  lastUnpacked = null;
}

/** Bytes of a file; 0 when there is none. */
export function fileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What stands for the standard input where a data file is named. */
export const STDIN = '-';

let spooled: string | null = null;

/**
 * The standard input as a file: it is read once, to its end, into a file of the system's temporary folder that is named by
 * its content, so that threads and resumed runs read the same.
 */
export function spoolStdin(): string {
  if (spooled !== null) return spooled;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(0);
  } catch (error) {
    throw new UserError({ path: 'data', message: `cannot read the standard input: ${reason(error)}` });
  }
  spooled = spool(`${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.data`, bytes);
  return spooled;
}

function notUtf8(problems: Problems, place: Place, offset: number, byte: number | null): never {
  problems.fatal({
    ...place,
    message: `is not UTF-8 at byte ${offset} of the file`,
    given: byte === null ? 'the end of the file inside a character' : `0x${byte.toString(16).padStart(2, '0')}`,
    hint: 'Save the file as UTF-8, or add task.encoding=windows-1252 when it comes from an older Windows program',
  });
}

function open(problems: Problems, most: number): number {
  try {
    // Before opening: opening a pipe would wait for its other end.
    const stat = statSync(problems.source);
    if (!stat.isFile()) problems.fatal({ path: '', message: 'cannot be read: it is not a regular file' });
    if (stat.size > most) {
      const [given, allowed] = [`${stat.size} bytes`, `at most ${most} bytes`];
      problems.fatal({ path: '', message: 'is too large', given, allowed, hint: TAKE_SOME });
    }
    return openSync(problems.source, 'r');
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
  const { code = String(error), path } = error as NodeJS.ErrnoException;
  // Bytes of an argument that are no UTF-8 have come as this sign.
  if (code === 'ENOENT' && path?.includes('\ufffd') === true)
    return 'file not found: its name is not valid UTF-8, rename it';
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'file not found',
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
