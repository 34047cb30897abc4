/** Entry of a run's thread: one thread is one run, so that nothing of a run can leak into the next. */
import { parentPort, workerData } from 'node:worker_threads';
import { adopt } from '../kernels/compiled.js';
import type { FromWorker } from './protocol.js';
import type { ThreadData } from './thread.js';

const { job, kernels } = workerData as ThreadData;
adopt(kernels);
// Only now: loading the kernels would compile them.
const [{ recordRun }, { registries }] = await Promise.all([import('./record.js'), import('./registries.js')]);

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

const outcome = await recordRun(job, {
  registries,
  post,
  now: () => performance.now(),
  sleep: (control, wakes, milliseconds) => control.sleep(wakes, milliseconds),
});
post({ kind: 'ended', outcome });
