import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { codeOf, problemOf } from '../../store/disk.js';

const LONGEST_NAME = 80;
const MOST_TRIES = 1000;

/** Names made of what is shown: `cartpole-reinforce-return.svg`, then `...-2.svg`. */
export function* namesFor(what: string, ending: string): Generator<string, void, void> {
  const stem =
    what
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}.]+/gu, '-')
      .replace(/-*\.-*/g, '.')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, LONGEST_NAME) || 'losscope';
  for (let i = 1; i <= MOST_TRIES; i++) yield i === 1 ? `${stem}.${ending}` : `${stem}-${i}.${ending}`;
}

/**
 * Writes a text to a file of a folder that is not there yet, and returns its name. Throws a {@link UserError}
 * when that is not possible.
 */
export function writeFree(folder: string, what: string, ending: string, text: string): string {
  return firstFree(what, ending, (name) => writeFileSync(join(folder, name), text, { flag: 'wx' }));
}

/** The first of the names that `write` does not find taken. */
export function firstFree(what: string, ending: string, write: (name: string) => void): string {
  let last = '';
  for (const name of namesFor(what, ending)) {
    last = name;
    try {
      write(name);
      return name;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EEXIST') continue;
      if (code === '') throw error;
      throw new UserError({ path: '', file: name, message: `cannot be written: ${problemOf(error)}` });
    }
  }
  throw new UserError({ path: '', file: last, message: 'and all names before it are taken' });
}
