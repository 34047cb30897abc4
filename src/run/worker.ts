/** Entry of a run's thread: one thread is one run, so that nothing of a run can leak into the next. */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Learner } from '../core/learner.js';
import { readCheckpoint } from './checkpoint.js';
import { Driver } from './drive.js';
import { runFacts } from './facts.js';
import { RunFolder, writeResult, writeWeights } from './folder.js';
import { readWeights } from './init.js';
import { loadPlugins } from './plugins.js';
import { type FromWorker, type Job, type Outcome, reasonOf, resultOf } from './protocol.js';
import { registries } from './registries.js';

const job = workerData as Job;

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function run(): Promise<Outcome> {
  let folder: RunFolder | null = null;
  let driver: Driver | null = null;
  try {
    await loadPlugins(job.plugins, registries);
    const { scenario, seed, resume = null, init = null } = job;
    const from = resume?.checkpoint == null ? null : readCheckpoint(resume.checkpoint);
    if (job.folder !== null) {
      folder = new RunFolder(job.folder, scenario, seed, runFacts(job.id, job.plugins), resume);
      if (resume !== null) folder.event(from?.progress.step ?? 0, 'continued', { node: process.version });
    }
    driver = new Driver(job, {
      registries,
      folder,
      from,
      init: init === null || from !== null ? null : readWeights(init),
      post,
      now: () => performance.now(),
      sleep: (control, wakes, milliseconds) => control.sleep(wakes, milliseconds),
    });
    const outcome = driver.drive();
    // A promise that was rejected inside the run ends the thread here, before the run calls itself done.
    await setImmediate();
    if (folder !== null) {
      folder.close();
      if (driver.learner !== null) saveWeights(folder.path, driver.learner, outcome.digest ?? '');
      writeResult(folder.path, resultOf(job, outcome));
    }
    return outcome;
  } catch (error) {
    const outcome: Outcome = {
      status: 'failed',
      reason: reasonOf(error),
      step: driver?.step ?? 0,
      seconds: driver?.seconds ?? 0,
      digest: null,
      final: {},
    };
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

function saveWeights(path: string, learner: Learner, digest: string): void {
  // A learner of a plug-in may have no shapes.
  writeWeights(path, learner.weights(), digest, learner.shapes?.());
}

post({ kind: 'ended', outcome: await run() });
