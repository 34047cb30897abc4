/** Entry of a run's thread: one thread is one run, so that nothing of a run can leak into the next. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Driver } from './drive.js';
import { RunFolder, writeResult, writeWeights } from './folder.js';
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
    if (job.folder !== null) folder = new RunFolder(job.folder, job.scenario, job.seed, facts());
    driver = new Driver(job, {
      registries,
      folder,
      post,
      now: () => performance.now(),
      sleep: (control, wakes, milliseconds) => control.sleep(wakes, milliseconds),
    });
    const outcome = driver.drive();
    // A promise that was rejected inside the run ends the thread here, before the run calls itself done.
    await setImmediate();
    if (folder !== null) {
      folder.close();
      if (driver.learner !== null) writeWeights(folder.path, driver.learner.weights(), outcome.digest ?? '');
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

/** What does not decide a run's result but helps to understand it. */
function facts(): Readonly<Record<string, unknown>> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return {
    id: job.id,
    losscope: version,
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    pid: process.pid,
    started: new Date().toISOString(),
    plugins: job.plugins,
  };
}

post({ kind: 'ended', outcome: await run() });
