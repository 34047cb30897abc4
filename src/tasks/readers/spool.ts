import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { renameFile } from '../../core/regular-file.js';

/**
 * A folder of this user alone below the system's folder for temporary files, where input is kept that cannot be read twice. Throws a
 * {@link UserError} where somebody else holds its name: what is read from it later would be theirs.
 */
export function spoolFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `losscope-${uid}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw refused(folder, error);
  }
  const found = lstatSync(folder);
  const isOwn = process.platform === 'win32' || (found.uid === uid && (found.mode & 0o077) === 0);
  if (!found.isDirectory() || !isOwn) throw refused(folder, 'it is not a folder of this user alone');
  return folder;
}

function refused(folder: string, why: unknown): UserError {
  const reason = why instanceof Error ? why.message : String(why);
  const hint = 'Set TMPDIR to a folder that you may write to';
  return new UserError({ path: '', file: folder, message: `cannot keep temporary files: ${reason}`, hint });
}

/** A name beside `file` that no other process uses. */
export const asideOf = (file: string): string => `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;

/** Keeps bytes under a name in the spool folder; the file is whole or not there. One with the same bytes stays. */
export function spool(name: string, bytes: Uint8Array): string {
  const file = join(spoolFolder(), name);
  if (holds(file, bytes)) return file;
  const aside = asideOf(file);
  try {
    const out = openSync(aside, 'wx', 0o600);
    try {
      writeFileSync(out, bytes);
      fsyncSync(out);
    } finally {
      closeSync(out);
    }
    renameFile(aside, file);
    return file;
  } catch (error) {
    rmSync(aside, { force: true });
    throw refused(file, error);
  }
}

function holds(file: string, bytes: Uint8Array): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === bytes.length && readFileSync(file).equals(bytes);
}
