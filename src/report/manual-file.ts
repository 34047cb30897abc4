import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../core/package.js';
import { writeDocument } from '../store/whole-file.js';

/** Where the manual page stands in the package. */
export const MAN_FILE = fileURLToPath(packageFile('docs/losscope.1'));

/** Writes the page if it is another one than the file has; whether it was. */
export function writeManual(text: string): boolean {
  if (existsSync(MAN_FILE) && readFileSync(MAN_FILE, 'utf8') === text) return false;
  writeDocument(MAN_FILE, text);
  return true;
}
