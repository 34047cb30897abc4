import { readdirSync } from 'node:fs';
import { extname } from 'node:path';

/** Entries of one folder at most. */
const MOST_ENTRIES = 2000;

/**
 * Paths that begin with what was typed: folders with a slash at their end, and files with one of the endings. Empty where
 * folder not found.
 */
export function pathsLike(typed: string, endings: readonly string[]): readonly string[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const start = typed.slice(folder.length);
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true })
      .filter(({ name }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
      .slice(0, MOST_ENTRIES)
      .flatMap((entry) => {
        if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : [`${folder}${entry.name}/`];
        return endings.includes(extname(entry.name)) ? [folder + entry.name] : [];
      })
      .sort();
  } catch {
    return [];
  }
}
