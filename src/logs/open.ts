import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { show, UserError } from '../core/errors.js';
import { isForeign, readConfig } from '../store/config-file.js';
import type { Better } from './grouping/direction.js';
import { labelBelow, labelsOf } from './grouping/labels.js';
import type { Choice } from './placing/placement.js';
import { type Home, RunBook } from './runs/run-book.js';
import { WatchedFile } from './runs/watched-file.js';
import { discover, isRunFolder, type Log } from './sources/discovery.js';
import { FileSource } from './sources/file-source.js';
import type { Source } from './sources/source.js';
import { StreamSource } from './sources/stream-source.js';

/** Runs of one folder at most; more are no picture any more. */
const MOST_RUNS = 2000;

export interface WatchOptions extends Choice {
  /** Pattern of paths that tells variants and seeds; guessed when null. */
  readonly group: string | null;
  /** Directions of metrics that the user says. */
  readonly better: ReadonlyMap<string, Better>;
}

export const WATCH_ALL: WatchOptions = { x: null, metrics: null, group: null, better: new Map() };

/** A folder's metrics beside its configuration and its result. */
export interface WatchedFolder {
  readonly path: string;
  readonly file: WatchedFile;
}

/** What is watched: it grows as logs appear below the folders that were named. */
export class Watched {
  readonly files: WatchedFile[] = [];
  readonly folders: WatchedFolder[] = [];
  /** Runs that are not shown, since there are too many. */
  leftOut = 0;
  /** What the user should know of what was left out. */
  readonly notes: string[] = [];
  readonly book: RunBook;
  readonly #options: WatchOptions;
  readonly #roots: string[] = [];
  readonly #known = new Set<string>();

  constructor(book: RunBook, options: WatchOptions) {
    this.book = book;
    this.#options = options;
  }

  /** Enters a log of one file, once. */
  file(source: Source, home: Home): WatchedFile {
    this.#known.add(resolve(source.path));
    const file = new WatchedFile(source, this.#options, this.book, home.prefix ?? '');
    this.files.push(file);
    this.book.enter(file, home);
    return file;
  }

  /** Enters everything below a folder, and what appears there later. Returns how many logs were found. */
  folder(root: string): number {
    this.#roots.push(root);
    return this.#scan(root, true);
  }

  /** Enters what has appeared below the folders since. True when anything has. */
  rescan(): boolean {
    return this.#roots.map((root) => this.#scan(root, false) > 0).some(Boolean);
  }

  /** Enters a run folder of losscope. */
  own(path: string): void {
    this.#known.add(resolve(path));
    const { scenario, seed } = readConfig(path);
    const known = { id: basename(path), scenario, seed, steps: isForeign(scenario) ? null : scenario.steps };
    const source = new FileSource(join(path, 'metrics.jsonl'));
    const file = this.file(source, { label: known.id, path, key: path, known });
    this.folders.push({ path, file });
  }

  #scan(root: string, isFirst: boolean): number {
    const { own, logs, beside, unnamed } = discover(root);
    const isNew = (path: string): boolean => !this.#known.has(resolve(path));
    const folders = newestFolders(own.filter(isNew));
    const files = newestFirst(logs.filter(({ path }) => isNew(path)));
    for (const path of folders.slice(0, MOST_RUNS)) this.own(path);
    this.leftOut += Math.max(0, folders.length - MOST_RUNS) + Math.max(0, files.length - MOST_RUNS);
    // What is left out once stays so.
    for (const path of [...folders, ...files.map((log) => log.path)]) this.#known.add(resolve(path));
    for (const { path, run, prefix = '' } of files.slice(0, MOST_RUNS)) {
      const label = labelBelow(root, run === path ? path : `${run}/events.out.tfevents.0`);
      this.file(new FileSource(path), {
        label,
        path: path.slice(root.length).replace(/^[\\/]/, ''),
        key: run,
        known: null,
        prefix,
      });
    }
    if (isFirst) this.#tell(root, { own: folders.length, logs: files.length, beside });
    if (isFirst && unnamed.length > 0) {
      const many = unnamed.length === 1 ? 'a name that is' : `${unnamed.length} names that are`;
      this.notes.push(`${root}: left out ${many} not valid UTF-8 (first: ${show(unnamed[0])}): rename it`);
    }
    return folders.length + files.length;
  }

  #tell(root: string, { own, logs, beside }: { own: number; logs: number; beside: readonly string[] }): void {
    if (own > MOST_RUNS) this.notes.push(`${root}: showing the newest ${MOST_RUNS} of ${own} runs`);
    if (logs > MOST_RUNS) this.notes.push(`${root}: showing the newest ${MOST_RUNS} of ${logs} logs`);
    if (beside.length === 0) return;
    const more = beside.length > 1 ? ` and ${beside.length - 1} more` : '';
    this.notes.push(`${root}: left out beside other logs of the same folder: ${beside[0]}${more}`);
  }
}

/** Run folders by when they began, the newest first; of the same moment by name. */
function newestFolders(folders: readonly string[]): readonly string[] {
  const began = (path: string): number => statSync(join(path, 'config.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return folders
    .map((path, i) => ({ path, i, at: began(path) }))
    .sort((a, b) => b.at - a.at || a.i - b.i)
    .map(({ path }) => path);
}

function newestFirst(logs: readonly Log[]): readonly Log[] {
  const changed = new Map(logs.map(({ path }) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  // Files of one run stay in the order of their names: later ones continue earlier ones.
  const newest = new Map<string, number>();
  for (const { path, run } of logs) newest.set(run, Math.max(newest.get(run) ?? 0, changed.get(path)!));
  return logs
    .map((log, i) => ({ log, i }))
    .sort((a, b) => newest.get(b.log.run)! - newest.get(a.log.run)! || a.i - b.i)
    .map(({ log }) => log);
}

/**
 * Opens what is to be watched: files that another program writes, folders of them, run folders, or `-` for `stream`. What is
 * not there by that name may be the id of a run in the folder `runs`.
 * `streamName`: what the run of `stream` is called. With `keepPoints` every point is kept beside the curves that are drawn. Throws a {@link UserError} for what is not there.
 */
export function openWatched(
  given: readonly string[],
  options: WatchOptions,
  stream: Readable,
  runs: string,
  { keepPoints = false, streamName = 'stdin' } = {},
): Watched {
  const sources = given.map((named) => {
    if (named === '-') return named;
    return existsSync(named) || !existsSync(join(runs, named, 'config.json')) ? named : join(runs, named);
  });
  const title = sources.length > 1 ? 'logs' : sources[0] === '-' ? streamName : nameOf(sources[0]!);
  const watched = new Watched(new RunBook(title, options.group, options.better, keepPoints), options);
  const files = sources.filter((path) => path !== '-' && statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  const labels = new Map(labelsOf(files.map((path) => resolve(path))).map((label, i) => [files[i]!, label]));
  for (const path of sources) {
    if (path === '-') {
      watched.file(new StreamSource(streamName, stream), {
        ...{ label: streamName, path: streamName, key: '-', known: null },
      });
      continue;
    }
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) {
      // Bytes of an argument that are no UTF-8 have come as this sign.
      const hint = path.includes('\ufffd') ? { hint: 'Its name is not valid UTF-8: rename it' } : {};
      throw new UserError({ path: '', message: 'no such file or folder', given: show(path), ...hint });
    }
    if (status.isFIFO() || status.isCharacterDevice()) {
      // A named pipe, or the `<(...)` of a shell: it is read once, as it comes.
      const label = nameOf(path);
      watched.file(new StreamSource(path, createReadStream(path)), { label, path, key: path, known: null });
      continue;
    }
    if (!status.isDirectory()) {
      watched.file(new FileSource(path), {
        label: labels.get(path) ?? nameOf(path),
        path,
        key: resolve(path),
        known: null,
      });
    } else if (isRunFolder(path)) watched.own(path);
    else if (watched.folder(path) === 0) {
      throw new UserError({
        path: '',
        message: 'holds no log of a training and no run folder',
        given: show(path),
        hint: 'Give the file that the training writes, such as metrics.csv',
      });
    }
  }
  return watched;
}

const nameOf = (path: string): string => basename(resolve(path));

/** Whether a name is that of a log of another program, or of a folder of them, rather than of runs of ours. */
export function isLog(name: string): boolean {
  const status = statSync(name, { throwIfNoEntry: false });
  if (status === undefined) return false;
  if (status.isFile()) return basename(name) !== 'plan.json';
  if (isRunFolder(name) || existsSync(join(name, 'plan.json'))) return false;
  const { own, logs } = discover(name);
  return own.length === 0 && logs.length > 0;
}
