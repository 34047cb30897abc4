import { readFileSync, statSync } from 'node:fs';
import { show, UserError } from '../../core/errors.js';

const MOST_BYTES = 100_000;

/** A text of the user's for a report. Throws a {@link UserError} when it cannot be read or is too long for a note. */
export function readNote(file: string): string {
  try {
    const { size } = statSync(file);
    if (size <= MOST_BYTES) return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : show(error);
    const message = code === 'ENOENT' ? 'file not found' : `cannot be read (${code})`;
    throw new UserError({ path: '--note', file, message });
  }
  throw new UserError({ path: '--note', file, message: 'is too large for a note', allowed: `${MOST_BYTES} bytes` });
}
