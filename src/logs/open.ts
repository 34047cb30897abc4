import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { show, UserError } from '../core/errors.js';
import { readConfig } from '../store/config-file.js';
import type { Choice } from './points.js';
import { FileSource, StreamSource } from './source.js';
import { WatchedFile } from './watched-file.js';

/** Runs of a folder of runs at most; more are no picture any more. */
const MOST_RUNS = 200;

/** A folder's metrics beside its configuration and its result. */
export interface WatchedFolder {
  readonly path: string;
  readonly file: WatchedFile;
}

export interface Watched {
  readonly files: readonly WatchedFile[];
  readonly folders: readonly WatchedFolder[];
  /** What the user should know of what was left out. */
  readonly notes: readonly string[];
}

/**
 * Opens what is to be watched: run folders, folders of them, files that another program writes, or `-` for `stream`. What is
 * not there by that name may be the id of a run in the folder `runs`.
 * Throws a {@link UserError} for what is not there.
 */
export function openWatched(given: readonly string[], choice: Choice, stream: Readable, runs: string): Watched {
  const files: WatchedFile[] = [];
  const folders: WatchedFolder[] = [];
  const notes: string[] = [];
  for (const named of given) {
    if (named === '-') {
      files.push(new WatchedFile(new StreamSource('stdin', stream), choice, null));
      continue;
    }
    const one = existsSync(named) || !existsSync(join(runs, named, 'config.json')) ? named : join(runs, named);
    const status = statSync(one, { throwIfNoEntry: false });
    if (status === undefined)
      throw new UserError({ path: '', message: 'there is no such file or folder', given: show(one) });
    if (!status.isDirectory()) files.push(new WatchedFile(new FileSource(one), choice, null));
    else {
      const found = runFoldersIn(one);
      if (found.length === 0) {
        throw new UserError({
          path: '',
          message: 'is neither a run folder nor a folder of them',
          given: show(one),
          hint: 'give the file that the training writes, such as metrics.csv',
        });
      }
      if (found.length > MOST_RUNS) notes.push(`${one}: the last ${MOST_RUNS} of ${found.length} runs by name`);
      for (const path of found.slice(-MOST_RUNS)) {
        const { scenario, seed } = readConfig(path);
        const known = { id: basename(path), scenario, seed, steps: scenario.steps };
        const file = new WatchedFile(new FileSource(join(path, 'metrics.jsonl')), choice, known);
        folders.push({ path, file });
        files.push(file);
      }
    }
  }
  return { files, folders, notes };
}

function runFoldersIn(folder: string): readonly string[] {
  const isRun = (path: string) => existsSync(join(path, 'config.json'));
  if (isRun(folder)) return [folder];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(isRun)
    .sort();
}
