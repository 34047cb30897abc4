import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../core/errors.js';
import type { Learner } from '../../core/learner.js';
import { type Checkpoint, decodeCheckpoint, readCheckpoint } from '../../store/checkpoint.js';
import { syncRefusal } from '../../store/disk.js';
import { initHash, readWeights } from '../../store/initial-weights.js';
import { START } from '../../store/lineage.js';
import { checkToken } from '../../store/lock.js';
import { runFacts } from '../../store/machine.js';
import { writePredictions } from '../../store/own-data-files.js';
import { writePicture } from '../../store/picture-file.js';
import { changedPlugins, codeFields, codeNow, type RunCode } from '../../store/run-code.js';
import { keepsBest, type ResumePoint, RunFolder, writeResult, writeWeights } from '../../store/run-folder.js';
import { loadPlugins } from '../../train/plugins/plugins.js';
import { Driver, type Host } from './driver.js';
import { type Job, type Outcome, reasonOf, resultOf } from './protocol.js';

/** Runs a job to its end, whichever that is, and leaves its record in the run folder, if it has one. Never rejects. */
export async function recordRun(
  given: Job,
  host: Pick<Host, 'registries' | 'post' | 'now' | 'sleep'>,
): Promise<Outcome> {
  const job = { ...given, keepBest: given.keepBest === true || keepsBest(given.folder) };
  let folder: RunFolder | null = null;
  let driver: Driver | null = null;
  try {
    const { scenario, seed, plugins, token = null, resume = null, init = null, fork = null } = job;
    await loadPlugins(plugins, host.registries);
    const code = codeNow(plugins);
    if (job.code !== undefined) checkLoaded(job.code, code);
    const from = stateOf(job);
    if (job.folder !== null) {
      const beginning = { init: initHash(job.folder), fork, code };
      const facts = { ...runFacts(job.id, code), ...(job.keepBest && { keepBest: true }) };
      folder = new RunFolder(job.folder, scenario, seed, facts, resume, beginning);
      folder.token = token;
      if (resume !== null) tellContinued(folder, resume, job, code);
      const answer = syncRefusal();
      if (answer !== null) folder.event(from?.progress.step ?? 0, 'unsynced', { answer });
    }
    driver = new Driver(job, { ...host, folder, from, init: init === null ? null : readWeights(init) });
    const outcome = driver.drive();
    // A promise that was rejected inside the run ends the thread here, before the run calls itself done.
    await setImmediate();
    if (folder !== null) {
      folder.close();
      checkToken(folder.path, token);
      if (driver.learner !== null) {
        saveWeights(folder.path, driver.learner, outcome.digest ?? '');
        if (driver.learner.own != null) writePredictions(folder.path, driver.learner.own);
        writePicture(folder.path, driver.learner.scope(false));
      }
      writeResult(folder.path, resultOf(job, outcome));
    }
    return outcome;
  } catch (error) {
    const { step, seconds } = driver ?? { step: 0, seconds: 0 };
    const outcome: Outcome = { status: 'failed', reason: reasonOf(error), step, seconds, digest: null, final: {} };
    try {
      const stack = error instanceof Error ? { stack: error.stack } : {};
      folder?.event(outcome.step, 'failed', { reason: outcome.reason, ...stack });
      folder?.close();
    } catch {
      // The reason of the failure is worth more than its record, which the disk may not take.
    }
    return outcome;
  }
}

/** A file that was changed since the program has loaded it would be run under the hash, and the name, of what it was. */
function checkLoaded(wanted: RunCode, found: RunCode): void {
  const [changed] = changedPlugins(wanted, found);
  if (changed === undefined) return;
  const message = `the plug-in ${changed.name} was changed since this program has loaded it; start the program again`;
  throw new UserError({ path: '', message });
}

/** Where the run goes on: what its folder holds, or what it was given. */
function stateOf({ resume = null, start = null }: Job): Checkpoint | null {
  if (resume !== null) return resume.checkpoint === null ? null : readCheckpoint(resume.checkpoint);
  return start === null ? null : decodeCheckpoint(start);
}

function tellContinued(
  folder: RunFolder,
  { checkpoint, step }: ResumePoint,
  { fork = null }: Job,
  code: RunCode,
): void {
  const isNew = fork !== null && checkpoint !== null && basename(checkpoint) === START;
  if (isNew) folder.event(step, 'forked', { parent: fork.parent, set: fork.set });
  else folder.event(step, 'continued', { node: process.version, ...codeFields(code), build: code.build });
}

function saveWeights(path: string, learner: Learner, digest: string): void {
  // A learner of a plug-in may have no shapes.
  writeWeights(path, learner.weights(), digest, learner.shapes?.());
}
