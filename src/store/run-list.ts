import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Issue, show, UserError } from '../core/errors.js';
import { readFolderText } from '../core/regular-file.js';
import { didYouMean } from '../core/suggestion.js';
import type { NamedTensors } from '../train/training.js';
import { checkpointsOf } from './checkpoint.js';
import { type KeptConfig, readConfig } from './config-file.js';
import { codeOf, guard, io, syncFolder } from './disk.js';
import { readWeights } from './initial-weights.js';
import type { Fork } from './lineage.js';
import { lock, ownerOf, unlock } from './lock.js';
import { isUnnamed } from './names/utf8.js';
import { decodeNumber } from './number-json.js';
import type { RunResult, RunStatus } from './result.js';

/** How a recorded run stands: `interrupted` has neither an end nor a process, `damaged` cannot be read. */
export type RecordStatus = RunStatus | 'interrupted' | 'damaged';

/** A run folder in short. */
export interface RunRecord {
  readonly id: string;
  readonly folder: string;
  readonly status: RecordStatus;
  readonly reason: string | null;
  readonly scenario: string | null;
  readonly variant: string | null;
  readonly seed: number | null;
  /** Where it branched off from another run; null when it did not. */
  readonly fork: Fork | null;
  /** Steps done, as far as the folder tells: at the end, or at the last checkpoint. */
  readonly step: number;
  readonly steps: number | null;
  /** When the run began, in ISO 8601. */
  readonly started: string;
  readonly bytes: number;
  readonly digest: string | null;
  readonly final: RunResult['final'];
}

/** Every run folder below `root`, the newest last. A root that is not there has none. */
export function listRuns(root: string): readonly RunRecord[] {
  return folderNames(root)
    .map((id) => recordOf(root, id))
    .sort((a, b) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0) || (a.id < b.id ? -1 : 1));
}

/** The id that `given` means: itself, or the one that begins so. Throws a {@link UserError} when there is none or several. */
export function findRun(root: string, given: string): string {
  const refuse = (message: string, more: Partial<Issue> = {}): never => {
    throw new UserError({ path: 'id', message, given: show(given), ...more });
  };
  if (!/^[^/\\\0]{1,255}$/.test(given) || given === '.' || given === '..') {
    return refuse('is not a run id', { allowed: 'the name of a folder below the root' });
  }
  const names = folderNames(root);
  if (names.includes(given)) return given;
  const found = names.filter((name) => name.startsWith(given));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) return refuse('is the beginning of several runs', { allowed: shorten(found) });
  const hint = didYouMean(given, names);
  return refuse(`no such run in ${resolve(root)}`, {
    ...(names.length === 0 ? {} : { allowed: shorten(names) }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function shorten(names: readonly string[]): string {
  const most = 12;
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** A run that is being removed, or whose removal was cut off. */
const REMOVED = /\.removed-\d+$/;

/** Folders that hold a run. Links are left out: what they point to may stand anywhere. */
function folderNames(root: string): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(root, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError({ path: 'out', message: `cannot be read: ${message}`, given: resolve(root) });
  }
  return entries
    .filter((entry) => entry.isDirectory() && !REMOVED.test(entry.name))
    .filter((entry) => isFile(join(root, entry.name, 'config.json')) || isUnnamed(join(root, entry.name)))
    .map(({ name }) => name)
    .sort();
}

/** What may not be looked at is told by whoever opens it. */
function isFile(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return true;
  }
}

/** What one run folder tells without reading its long files. */
export function recordOf(root: string, id: string): RunRecord {
  const folder = join(root, id);
  const common = { id, folder, bytes: sizeOf(folder) };
  const started = startOf(folder);
  let config: KeptConfig;
  let result: RunResult | null;
  let reached = 0;
  try {
    if (isUnnamed(folder)) throw new Error('its name is not valid UTF-8: rename it');
    config = readConfig(folder);
    result = readResult(folder);
    if (result === null) reached = checkpointsOf(folder)[0]?.step ?? 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const unknown = {
      scenario: null,
      variant: null,
      seed: null,
      fork: null,
      step: 0,
      steps: null,
      digest: null,
      final: {},
    };
    return { ...common, ...unknown, status: 'damaged', reason, started };
  }
  const { name: scenario, variant, steps } = config.scenario;
  const told = { scenario, variant, seed: config.seed, fork: forkOf(config), steps, started };
  if (result !== null) {
    const { status, reason, steps: step, digest, final } = result;
    return { ...common, ...told, status, reason, step, digest, final };
  }
  const owner = ownerOf(folder);
  const status = owner === null ? 'interrupted' : 'running';
  const reason = owner === null ? 'its process ended without an end of the run' : null;
  return { ...common, ...told, status, reason, step: reached, digest: null, final: {} };
}

function forkOf({ fork }: KeptConfig): Fork | null {
  return fork === null ? null : { parent: fork.parent, step: fork.step, set: fork.set };
}

/** The result of a run that has ended, else null. Throws a {@link UserError} for a file that is none. */
export function readResult(folder: string): RunResult | null {
  const file = join(folder, 'result.json');
  let text: string;
  try {
    text = readFolderText(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const result = JSON.parse(text) as RunResult;
    const final = Object.entries(result.final).map(([name, value]) => [name, decodeNumber(value) ?? Number.NaN]);
    if (typeof result.status === 'string' && typeof result.steps === 'number') {
      return { ...result, final: Object.fromEntries(final) };
    }
  } catch {
    // Told below.
  }
  throw new UserError({ path: '', file, message: 'is not a run result' });
}

/** The weights of a run that has ended, else null. Throws a {@link UserError} for a file that holds none. */
export function readEndWeights(folder: string): NamedTensors | null {
  const file = join(folder, 'weights.safetensors');
  return isFile(file) ? readWeights(file) : null;
}

function startOf(folder: string): string {
  try {
    const { started } = JSON.parse(readFolderText(join(folder, 'meta.json'))) as { started?: unknown };
    if (typeof started === 'string') return started;
  } catch {
    // The folder's own time is good enough for a list.
  }
  return (statSync(folder, { throwIfNoEntry: false }) ?? statSync(dirname(folder))).mtime.toISOString();
}

/** Of what may be looked at. */
function sizeOf(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) bytes += sizeOf(path);
      else bytes += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // A folder of somebody else's is one line in a list, not its end.
  }
  return bytes;
}

/** Removes a run folder. Throws a {@link UserError} when a process is at work on it. */
export function removeRun(root: string, id: string): void {
  const folder = join(root, id);
  guard(folder, () => lock(folder));
  guard(folder, () => {
    // Under another name first: whoever looks now sees the whole run or none.
    const going = `${folder}.removed-${process.pid}`;
    io.rename(folder, going);
    syncFolder(root);
    io.removeFolder(going);
    unlock(folder);
  });
}
