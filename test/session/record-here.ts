import type { Scenario } from '../../src/scenario/scenario.js';
import type { Host } from '../../src/session/thread/driver.js';
import { Control, type Outcome } from '../../src/session/thread/protocol.js';
import { recordRun } from '../../src/session/thread/recorder.js';
import { createRing } from '../../src/session/thread/ring.js';
import type { ResumePoint } from '../../src/store/run-folder.js';
import type { Registries } from '../../src/train/registries.js';
import { lineRegistries } from '../train/line.js';

export interface RecordOptions {
  readonly seed?: number;
  readonly resume?: ResumePoint | null;
  /** Steps after which the run is told to stop. */
  readonly stopAt?: number;
  readonly keepBest?: boolean;
  readonly registries?: Registries;
  readonly init?: string;
  readonly post?: Host['post'];
}

/**
 * Records a run on this thread, with a checkpoint every ten steps or so: the clock jumps so far with each look at it that
 * all ticks stay short and each of them is due.
 */
export function recordHere(folder: string, scenario: Scenario, options: RecordOptions = {}): Promise<Outcome> {
  const {
    seed = 0,
    resume = null,
    stopAt = Number.POSITIVE_INFINITY,
    registries = lineRegistries(),
    init = null,
    keepBest = false,
    post = () => {},
  } = options;
  const control = new Control();
  let now = 0;
  let looks = 0;
  const job = {
    id: 'here',
    scenario,
    seed,
    control: control.buffer,
    ring: createRing(1 << 10),
    folder,
    resume,
    init,
    keepBest,
    checkpointSeconds: 0.03,
    plugins: [],
  };
  return recordRun(job, {
    registries,
    post,
    now: () => {
      looks++;
      if (control.progress.step >= stopAt) control.send({ kind: 'stop' });
      now += 1 + (looks % 7);
      return now;
    },
    sleep() {},
  });
}
