import { gunzipSync } from 'node:zlib';
import { UserError } from '../core/errors.js';

/** A regular file of an archive. */
export interface TarFile {
  /** Path inside the archive, with slashes, without `.` and `..`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
/** More than this in one archive is no sweep. */
const MOST_BYTES = 4_294_967_296;

/**
 * The regular files of a tar archive (ustar, with the long names of pax and GNU tar), also compressed with gzip. An archive is
 * data of strangers: links and devices are left out, a path that leads out of it is refused.
 */
export function readTar(file: string, content: Uint8Array): readonly TarFile[] {
  const bytes = content[0] === 0x1f && content[1] === 0x8b ? unzip(file, content) : content;
  const files: TarFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const refuse = (message: string): never => {
      throw new UserError({ file, path: `byte ${at}`, message });
    };
    if (!isWhole(header)) refuse('is no header of a tar archive');
    const size = sizeIn(header);
    const from = at + BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || from + size > bytes.length) refuse('the archive ends within a file');
    const body = bytes.subarray(from, from + size);
    const type = String.fromCharCode(header[156]!);
    if (type === 'x') longName = paxPath(text(body)) ?? longName;
    else if (type === 'L') longName = text(body).replace(/\0.*$/s, '');
    else {
      if (type === '0' || type === '\0')
        files.push({ path: plainPath(longName ?? nameIn(header), refuse), bytes: body });
      longName = null;
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function unzip(file: string, content: Uint8Array): Uint8Array {
  try {
    return gunzipSync(content, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const message = `cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`;
    throw new UserError({ file, path: '', message });
  }
}

/** The sum of a header's bytes stands in it, as if its own field were spaces. */
function isWhole(header: Uint8Array): boolean {
  const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
  return Number.parseInt(text(header.subarray(148, 156)), 8) === sum;
}

/** Octal digits, or a binary number where the first bit is set. */
function sizeIn(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  if ((field[0]! & 0x80) === 0) return Number.parseInt(text(field).replace(/[\0 ].*$/s, '') || '0', 8);
  return field.reduce((all, byte, i) => 256 * all + (i === 0 ? byte & 0x7f : byte), 0);
}

function nameIn(header: Uint8Array): string {
  const name = text(header.subarray(0, 100)).replace(/\0.*$/s, '');
  const isUstar = text(header.subarray(257, 262)) === 'ustar';
  const prefix = isUstar ? text(header.subarray(345, 500)).replace(/\0.*$/s, '') : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Records of the form `length key=value\n`. */
function paxPath(records: string): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1] ?? null;
}

function plainPath(path: string, refuse: (message: string) => never): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || parts.includes('..') || path.includes('\\') || path.includes('\0')) {
    refuse(`a path leads out of the archive: ${JSON.stringify(path)}`);
  }
  return parts.join('/');
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
