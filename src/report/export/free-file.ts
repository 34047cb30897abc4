import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { codeOf, problemOf } from '../../store/disk.js';
import { asideOf, WholeFile } from '../../store/whole-file.js';

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
  let file: WholeFile;
  try {
    file = new WholeFile(asideOf(join(folder, '.losscope')));
    file.write(text);
  } catch (error) {
    throw refusal(namesFor(what, ending).next().value ?? what, error);
  }
  return becomeFree(file, folder, what, ending);
}

/** Gives a file that is written the first of the names that is not taken, and returns it. */
export function becomeFree(file: WholeFile, folder: string, what: string, ending: string): string {
  let last = '';
  for (const name of namesFor(what, ending)) {
    last = name;
    try {
      file.become(join(folder, name));
      return name;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw refusal(name, error);
    }
  }
  file.discard();
  throw new UserError({ path: '', file: last, message: 'and all names before it are taken' });
}

/** What goes wrong with the file system, as a mistake that names the file. */
function refusal(file: string, error: unknown): unknown {
  if (codeOf(error) === '') return error;
  return new UserError({ path: '', file, message: `cannot be written: ${problemOf(error)}` });
}
