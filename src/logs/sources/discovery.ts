import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isUnnamed } from '../../store/names/utf8.js';

/** Folders that hold no logs of a training. */
const SKIPPED =
  /^(?:\..*|node_modules|__pycache__|site-packages|venv|\.venv|code|artifacts|media|params|tags|weights)$/;
const DEEPEST = 12;
/** Files looked at below one folder at most. */
const MOST_FILES = 20_000;

/**
 * The kinds of logs that one folder may hold side by side, the best first: the same training is often written several
 * times over.
 */
const KINDS: readonly RegExp[] = [
  /tfevents/,
  /\.wandb$/,
  /\.(?:csv|tsv)(?:\.gz)?$/i,
  /\.(?:jsonl|ndjson)(?:\.gz)?$/i,
  /^(?:trainer_state|metrics|scalars|history|progress|log|results?|training_log|\d{8}_\d{6}(?:\.log)?)\.json(?:\.gz)?$/i,
  /\.(?:log|out)(?:\.gz)?$|^(?:stdout|stderr|log|progress|train|output|training)(?:\.txt)?(?:\.gz)?$/i,
  /\.txt$/i,
];

/** A log below a folder. */
export interface Log {
  readonly path: string;
  /** What is one run: the folder of event files and of metric files, else the file itself. */
  readonly run: string;
  /** What stands before the names of its metrics, where several files are one run. */
  readonly prefix?: string;
}

export interface Found {
  /** Run folders of losscope. */
  readonly own: readonly string[];
  readonly logs: readonly Log[];
  /** Files that a better one of the same folder stands for. */
  readonly beside: readonly string[];
  /** Files and folders whose names are no valid UTF-8: they cannot be opened by the name that the system gives. */
  readonly unnamed: readonly string[];
}

/** Finds logs below a folder, however deep. */
export function discover(root: string): Found {
  const own: string[] = [];
  const logs: Log[] = [];
  const beside: string[] = [];
  const unnamed: string[] = [];
  let seen = 0;
  const walk = (folder: string, depth: number): void => {
    let all: readonly Dirent[];
    try {
      all = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    const isNamed = ({ name }: Dirent): boolean => !isUnnamed(join(folder, name));
    const entries = all.filter(isNamed);
    if (entries.length < all.length) {
      unnamed.push(...all.filter((entry) => !isNamed(entry)).map(({ name }) => join(folder, name)));
    }
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    if (names.includes('config.json') && names.includes('meta.json')) {
      own.push(folder);
      return;
    }
    seen += names.length;
    const metrics = entries.find((entry) => entry.isDirectory() && entry.name === 'metrics');
    if (metrics !== undefined && names.includes('meta.yaml')) {
      for (const path of filesBelow(join(folder, 'metrics'), 4)) logs.push({ path, run: folder });
      return;
    }
    if (names.includes('catboost_training.json')) {
      for (const name of names.filter((one) => /_error\.tsv$/.test(one))) {
        logs.push({ path: join(folder, name), run: folder, prefix: `${name.replace('_error.tsv', '')}/` });
      }
      return;
    }
    if (basename(folder) === 'metrics' && basename(dirname(folder)) === 'plots') {
      for (const path of filesBelow(folder, 4).filter((one) => one.endsWith('.tsv'))) {
        const below = dirname(path).slice(folder.length + 1);
        logs.push({ path, run: dirname(dirname(folder)), prefix: below === '' ? '' : `${below}/` });
      }
      return;
    }
    const found = logsAmong(names);
    beside.push(...found.beside.map((name) => join(folder, name)));
    for (const name of found.logs) {
      const path = join(folder, name);
      logs.push({ path, run: name.includes('tfevents') ? folder : path });
    }
    const isWandb = found.logs.some((name) => name.endsWith('.wandb'));
    if (isWandb || depth >= DEEPEST || seen > MOST_FILES) return;
    const folders = entries.filter((entry) => entry.isDirectory() && !SKIPPED.test(entry.name)).map(({ name }) => name);
    for (const name of lastCheckpoint(folders).sort(byNumber)) walk(join(folder, name), depth + 1);
  };
  walk(root, 0);
  return { own, logs, beside, unnamed };
}

/** Whether a folder is a run folder of losscope. */
export const isRunFolder = (path: string): boolean =>
  existsSync(join(path, 'config.json')) && existsSync(join(path, 'meta.json'));

function logsAmong(all: readonly string[]): { readonly logs: readonly string[]; readonly beside: readonly string[] } {
  const names = all.filter((name) => !/^debug(?:-\w+)?\.log$|^requirements.*\.txt$/.test(name));
  const kinds = KINDS.map((kind) => names.filter((name) => kind.test(name)).sort(byNumber));
  const first = kinds.findIndex((found) => found.length > 0);
  if (first < 0) return { logs: [], beside: [] };
  // The figures of each episode stand beside those of each update.
  const best = kinds[first]!;
  const rest = [...new Set(kinds.slice(first + 1).flat())].filter((name) => !best.includes(name));
  const main = best.filter((name) => !/monitor\.csv/.test(name));
  if (main.length === 0 || main.length === best.length) return { logs: best, beside: rest };
  return { logs: main, beside: [...best.filter((name) => !main.includes(name)), ...rest] };
}

/** Of the checkpoints of one training the last one holds the whole history. */
function lastCheckpoint(folders: readonly string[]): string[] {
  const checkpoints = folders.filter((name) => /^checkpoint-\d+$/.test(name)).sort(byNumber);
  return folders.filter((name) => !checkpoints.includes(name) || name === checkpoints.at(-1));
}

function filesBelow(folder: string, deep: number): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly string[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return deep > 0 ? filesBelow(path, deep - 1) : [];
    return entry.isFile() && !basename(path).startsWith('.') ? [path] : [];
  });
}

const collator = new Intl.Collator('en', { numeric: true });
const byNumber = (a: string, b: string): number => collator.compare(a, b);
