/** Entry of a thread that works on runs, one after another; see {@link Threads}. */
import { setPriority } from 'node:os';
import { platform } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { limitEngines } from '../../core/limits.js';
import { adoptProgram } from '../../core/package.js';
import { adopt } from '../../kernels/compiled.js';
import { SOUND, type TrialData } from './plugin-trial.js';
import type { FromWorker } from './protocol.js';
import type { ThreadData, ThreadJob } from './run-thread.js';

/** The priority of threads that yield, -20 (first) to 19. */
const LOWER = 5;
const LATER_MS = 20;

const data = workerData as ThreadData | TrialData;
adoptProgram(data.program);
if ('trial' in data) await tryModule(data.trial);
else await runJob(data);

async function runJob({ kernels, yields, engineBytes, ...first }: ThreadData): Promise<void> {
  limitEngines(engineBytes);
  adopt(kernels);
  // Only Linux has a priority for each thread; elsewhere the call would mean the whole program.
  if (yields && platform === 'linux') lowerPriority();
  // Only now: loading the kernels would compile them.
  const [{ recordRun }, { registries }, { adoptTables }] = await Promise.all([
    import('./recorder.js'),
    import('../../train/registries.js'),
    import('../../tasks/splits/own-table.js'),
  ]);
  for (let next: ThreadJob | null = first; next !== null; ) {
    const { job, tables, again }: ThreadJob = next;
    adoptTables(tables);
    const outcome = await recordRun(job, {
      registries,
      post,
      now: () => performance.now(),
      sleep: (control, wakes, milliseconds) => control.sleep(wakes, milliseconds),
    });
    post({ kind: 'ended', outcome });
    next = again ? await furtherJob() : null;
  }
}

function furtherJob(): Promise<ThreadJob> {
  return new Promise((resolve) => parentPort!.once('message', resolve));
}

/** What is rejected a moment later counts too. */
async function tryModule(path: string): Promise<void> {
  const { tryPlugin } = await import('../../train/plugins/plugins.js');
  await tryPlugin(path);
  await setTimeout(LATER_MS);
  parentPort?.postMessage(SOUND);
}

/** A sandbox may forbid it: then keys are answered later. */
function lowerPriority(): void {
  try {
    setPriority(LOWER);
  } catch {
    // Nothing else depends on it.
  }
}

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}
