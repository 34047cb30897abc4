import { randomBytes } from 'node:crypto';
import { type Dirent, lstatSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { UserError } from '../core/errors.js';
import { type Cell, PLAN, type Plan, planFile, planText, readPlan } from '../experiment/sweep/plan.js';
import { decideNext } from '../experiment/sweep/rungs.js';
import { checkpointsOf } from '../store/checkpoint.js';
import { codeOf, copyHead, guard, io, makeFolders, problemOf } from '../store/disk.js';
import { InUseError, lock, unlock } from '../store/lock.js';
import type { RunResult } from '../store/result.js';
import { readResult } from '../store/run-list.js';
import { createWhole, writeWhole } from '../store/whole-file.js';
import { readTar } from './tar.js';

/** A cell of which two folders tell different things. */
export interface Conflict {
  readonly cell: Cell;
  readonly message: string;
}

export interface Merged {
  readonly plan: Plan;
  /** Cells that were taken from a source. */
  readonly taken: number;
  /** Cells that came again with the same digest. */
  readonly same: number;
  readonly conflicts: readonly Conflict[];
  /** Cells that nobody has a result of. */
  readonly missing: number;
}

/** How far a cell is: with a result that stands, stopped on the way, or not begun. */
interface Standing {
  readonly folder: string;
  readonly result: RunResult | null;
  readonly isFinal: boolean;
  /** Step that it could go on from. */
  readonly step: number;
}

/**
 * Gathers the cells of a sweep that ran in several places: folders, or tar archives of folders, with the same plan. What has
 * the further state is copied, whole or not at all. A cell that came twice must have the same digest; else both are told and
 * the first stays. Throws a {@link UserError} for a source that is no folder of this sweep.
 */
export function mergeSweeps(out: string, sources: readonly string[]): Merged {
  const unpacked: string[] = [];
  try {
    const folders = sources.map((source) => folderOf(source, unpacked));
    const plans = folders.map((folder, i) => ({ source: sources[i]!, plan: readPlan(join(folder, PLAN)) }));
    const { plan } = plans[0]!;
    for (const { source, plan: other } of plans) checkSame(source, other, sources[0]!, plan);
    guard(out, () => {
      makeFolders(out);
      if (!createWhole(join(out, PLAN), planText(plan))) checkSame(out, readPlan(join(out, PLAN)), sources[0]!, plan);
    });
    const conflicts: Conflict[] = [];
    let [taken, same, missing] = [0, 0, 0];
    for (const cell of plan.cells) {
      let isTaken = false;
      for (const [i, folder] of folders.entries()) {
        const outcome = mergeCell(out, join(folder, cell.id), cell, sources[i]!);
        if (outcome === 'taken') isTaken = true;
        else if (outcome === 'same') same++;
        else if (outcome !== 'nothing') conflicts.push(outcome);
      }
      // From two sources where the second is further: it is one cell.
      if (isTaken) taken++;
      if (!standing(join(out, cell.id)).isFinal) missing++;
    }
    for (const folder of folders) copyShared(folder, out);
    while (decideNext(out, plan) !== null);
    return { plan, taken, same, conflicts, missing };
  } finally {
    for (const folder of unpacked) io.removeFolder(folder);
  }
}

function checkSame(source: string, plan: Plan, first: string, other: Plan): void {
  if (planText(plan) === planText(other)) return;
  throw new UserError({ file: source, path: '', message: `is another sweep than ${first}: their plans differ` });
}

/** The folder of a source; an archive is unpacked first. */
function folderOf(source: string, unpacked: string[]): string {
  const found = statSync(source, { throwIfNoEntry: false });
  if (found === undefined) throw new UserError({ file: source, path: '', message: 'folder not found or archive' });
  if (found.isDirectory()) return planFile(source).out;
  if (!found.isFile()) throw new UserError({ file: source, path: '', message: 'must be a folder or a tar archive' });
  const folder = mkdtempSync(join(tmpdir(), 'losscope-merge-'));
  unpacked.push(folder);
  const files = readTar(source, readFileSync(source));
  const plan = files.find(({ path }) => basename(path) === PLAN);
  if (plan === undefined)
    throw new UserError({ file: source, path: '', message: `has no ${PLAN}: it is no archive of a sweep` });
  const root = dirname(plan.path) === '.' ? '' : `${dirname(plan.path)}/`;
  for (const { path, bytes } of files.filter((one) => one.path.startsWith(root))) {
    const target = join(folder, path.slice(root.length));
    guard(folder, () => {
      makeFolders(dirname(target));
      writeWhole(target, bytes);
    });
  }
  return folder;
}

function standing(folder: string): Standing {
  const result = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readResult(folder) : null;
  const isFinal = result?.status === 'done' || result?.status === 'diverged' || result?.status === 'failed';
  const step = isFinal || result?.status === 'stopped' ? result!.steps : (checkpointsOf(folder)[0]?.step ?? -1);
  return { folder, result, isFinal, step };
}

function mergeCell(out: string, from: string, cell: Cell, source: string): 'taken' | 'same' | 'nothing' | Conflict {
  const theirs = standing(from);
  if (theirs.step < 0) return 'nothing';
  const target = join(out, cell.id);
  const ours = standing(target);
  if (ours.isFinal && theirs.isFinal) return compare(cell, ours.result!, theirs.result!, source);
  // A failure says less than a result, and than nothing no more.
  if (ours.isFinal || ours.step >= theirs.step) return 'nothing';
  return take(out, target, from, cell);
}

function compare(cell: Cell, ours: RunResult, theirs: RunResult, source: string): 'same' | 'nothing' | Conflict {
  if (ours.status === 'failed' || theirs.status === 'failed') return 'nothing';
  if (ours.digest === theirs.digest && ours.status === theirs.status) return 'same';
  const short = ({ status, digest }: RunResult) => `${status} ${digest?.slice(0, 12) ?? 'without a digest'}`;
  const message = `cell ${cell.index} (${cell.id}) differs: ${short(ours)}, in ${source} ${short(theirs)}`;
  return { cell, message };
}

/** Copies a cell beside its place and moves it there, so that a kill leaves nothing half. */
function take(out: string, target: string, from: string, cell: Cell): 'taken' | Conflict {
  const aside = join(out, `.${cell.id}.${randomBytes(6).toString('hex')}`);
  return guard(out, () => {
    copyFolder(from, aside);
    const before = lstatSync(target, { throwIfNoEntry: false }) !== undefined;
    if (before) {
      try {
        lock(target);
      } catch (error) {
        io.removeFolder(aside);
        if (!(error instanceof InUseError)) throw error;
        return { cell, message: `cell ${cell.index} (${cell.id}): ${error.message}` };
      }
      const old = `${aside}.old`;
      io.rename(target, old);
      io.rename(aside, target);
      io.removeFolder(old);
      unlock(target);
    } else io.rename(aside, target);
    return 'taken';
  });
}

/** Regular files alone: links and devices of a stranger's folder stay where they are. The lock is not the cell's. */
function copyFolder(from: string, to: string): void {
  makeFolders(to);
  for (const entry of entriesOf(from)) {
    const source = join(from, entry.name);
    if (entry.isDirectory() && entry.name !== 'lock') copyFolder(source, join(to, entry.name));
    else if (entry.isFile()) copyHead(source, join(to, entry.name), lstatSync(source).size);
  }
}

/** The files that the plan carries. */
function copyShared(from: string, out: string): void {
  const folder = join(from, 'files');
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const copy = (path: string): void => {
    for (const entry of entriesOf(path)) {
      const source = join(path, entry.name);
      const target = join(out, relative(from, source));
      if (entry.isDirectory()) copy(source);
      else if (entry.isFile() && lstatSync(target, { throwIfNoEntry: false }) === undefined) {
        guard(out, () => {
          makeFolders(dirname(target));
          writeWhole(target, readFileSync(source));
        });
      }
    }
  };
  copy(folder);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new UserError({ file: folder, path: '', message: `cannot be read: ${problemOf(error)}` });
  }
}
