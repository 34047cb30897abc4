import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import { isRecord } from '../scenario/record.js';
import { codeOf, guard, makeFolders } from '../store/disk.js';
import { writeWhole } from '../store/whole-file.js';
import type { Engine, Job, RunCommand } from './engine.js';
import { engines } from './registry.js';

/** Folder of the job files, in the sweep's folder. */
const SUBMIT = 'submit';
const SUBMITTED = 'submitted.json';
const COMMAND_MS = 60_000;

/** A sweep that was handed to an engine. */
export interface Submission {
  readonly engine: string;
  readonly jobs: readonly string[];
  readonly at: string;
}

/** Writes the files that hand a sweep over; returns their folder and names. */
export async function writeJobFiles(
  out: string,
  engine: Engine,
  job: Job,
): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const folder = join(out, SUBMIT);
  const files = await engine.files(job);
  guard(folder, () => {
    makeFolders(folder);
    for (const { name, text, isExecutable } of files) {
      writeWhole(join(folder, name), text);
      if (isExecutable) chmodSync(join(folder, name), 0o755);
    }
  });
  return { folder, files: files.map(({ name }) => join(folder, name)) };
}

/** Hands a sweep to its engine and notes that in the sweep's folder. Throws a {@link UserError} when the engine refuses. */
export async function submit(out: string, engine: Engine, run: RunCommand = runCommand): Promise<Submission> {
  const folder = join(out, SUBMIT);
  const words = engine.submit(folder);
  const { code, out: printed, err } = await run(words);
  if (code !== 0)
    throw new UserError({ path: '--go', message: `${words.join(' ')} ended with ${code}: ${err.trim()}` });
  const submission = { engine: engine.name, jobs: engine.jobsIn(printed), at: new Date().toISOString() };
  const all = [...submissionsOf(out), submission];
  guard(folder, () => writeWhole(join(folder, SUBMITTED), `${JSON.stringify(all, null, 2)}\n`));
  return submission;
}

/** What was handed over so far, the oldest first. */
export function submissionsOf(out: string): readonly Submission[] {
  const file = join(out, SUBMIT, SUBMITTED);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
  const isWhole = (one: unknown): one is Submission =>
    isRecord(one) && typeof one.engine === 'string' && typeof one.at === 'string' && Array.isArray(one.jobs);
  try {
    const all: unknown = JSON.parse(text);
    if (Array.isArray(all) && all.every(isWhole)) return all;
  } catch {
    // Told below.
  }
  throw new UserError({ path: '', file, message: 'must be a list of submissions, as sweep submit writes it' });
}

/** What the engines say of the jobs that a sweep was handed to, a line each; why nothing, where one does not answer. */
export async function engineLines(out: string, run: RunCommand = runCommand): Promise<readonly string[]> {
  const lines = submissionsOf(out).map(async ({ engine: name, jobs, at }) => {
    const head = `${name}, submitted ${at}`;
    try {
      return (await engines.get(name).status(jobs, run)).map((line) => `${head}: ${line}`);
    } catch (error) {
      return [`${head}: no answer: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return (await Promise.all(lines)).flat();
}

/** Runs a program to its end. Rejects when there is no such program, or it does not end. */
export const runCommand: RunCommand = ([command, ...args]) =>
  new Promise((resolve, reject) => {
    execFile(command!, args, { timeout: COMMAND_MS, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error === null) resolve({ code: 0, out, err });
      else if (typeof error.code === 'number') resolve({ code: error.code, out, err });
      else reject(codeOf(error) === 'ENOENT' ? new Error(`${command} is not installed here`) : error);
    });
  });

/** The words that start this program here. */
export function programHere(): readonly string[] {
  return [process.execPath, realpathSync(process.argv[1]!)];
}

/** Whether a user means a frozen plan, by its file or folder, and no sweep file. */
export function isPlanned(given: string): boolean {
  return given.endsWith('.json') || statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
}
