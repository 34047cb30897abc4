import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import { readSourceText } from '../scenario/yaml/source.js';
import { makeFolders, problemOf } from '../store/disk.js';
import { createWhole, writeWhole } from '../store/whole-file.js';

/** The text of the settings file; null when there is none. Throws a {@link UserError} when it cannot be read. */
export function readSettingsText(file: string): string | null {
  return existsSync(file) ? readSourceText(file, 'settings') : null;
}

/** Writes a new settings file and the folders above it. Throws a {@link UserError} when there is one already. */
export function writeSettingsText(file: string, text: string): void {
  try {
    makeFolders(resolve(dirname(file)));
    if (createWhole(file, text)) return;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError({ path: '', file, message: `cannot be written: ${problemOf(error)}` });
  }
  throw new UserError({ path: '', file, message: 'is there already, and stays as it is' });
}

/** Writes a file that the program keeps for itself, and the folders above it; what went wrong, or null. */
export function replaceText(file: string, text: string): string | null {
  try {
    makeFolders(resolve(dirname(file)));
    writeWhole(file, text);
    return null;
  } catch (error) {
    return problemOf(error);
  }
}
