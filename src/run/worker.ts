/** Entry of a run's thread: one thread is one run, so that nothing of a run can leak into the next. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, Job } from './protocol.js';
import { recordRun } from './record.js';
import { registries } from './registries.js';

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

const outcome = await recordRun(workerData as Job, {
  registries,
  post,
  now: () => performance.now(),
  sleep: (control, wakes, milliseconds) => control.sleep(wakes, milliseconds),
});
post({ kind: 'ended', outcome });
