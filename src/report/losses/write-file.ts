import { show, UserError } from '../../core/errors.js';
import { writeDocument } from '../../store/whole-file.js';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'folder not found',
  ENOTDIR: 'folder not found',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
};

/** Writes a text file whole, in place of one that is there: a failure leaves that one. Throws a {@link UserError} when that is not possible. */
export function writeText(file: string, text: string): void {
  try {
    writeDocument(file, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : show(error);
    throw new UserError({ path: '', file, message: `cannot be written: ${PROBLEMS[code] ?? code}` });
  }
}
