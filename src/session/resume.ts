import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastWhole } from '../store/checkpoint.js';
import { checkUnchanged, type KeptConfig } from '../store/config-file.js';
import { guard, removeFiles } from '../store/disk.js';
import { lock, unlock } from '../store/lock.js';
import { type Accepted, checkCode, codeNow, noteContinuation, type RunCode } from '../store/run-code.js';
import type { ResumePoint } from '../store/run-folder.js';
import { readStart } from './fork.js';
import type { Resumption } from './plan.js';

/** A run folder that this process holds and goes on with. */
export interface Opened {
  readonly resumption: Resumption;
  /** Step at which it goes on. */
  readonly step: number;
  /** What the user should know: checkpoints that were passed over, another version. */
  readonly warnings: readonly string[];
}

/** With what a run is gone on with. */
export interface ResumeCode {
  /** @default this program without plug-ins */
  readonly code?: RunCode;
  /** What may differ from the code that last worked on the run. @default nothing */
  readonly accepted?: Accepted;
}

/**
 * Claims a run folder, finds its last whole checkpoint, and removes what an earlier end has written. Without a checkpoint
 * the run starts from the beginning. Throws a {@link UserError} when another process is at work on it, when the configuration is not that of
 * the checkpoint, or when the code is not what it was.
 */
export function openRun(root: string, id: string, config: KeptConfig, as: ResumeCode = {}): Opened {
  const folder = join(root, id);
  guard(folder, () => lock(folder));
  try {
    return takeUp(root, id, config, as);
  } catch (error) {
    unlock(folder);
    throw error;
  }
}

/** {@link openRun} of a folder that this process holds already. */
export function takeUp(root: string, id: string, config: KeptConfig, as: ResumeCode = {}): Opened {
  const folder = join(root, id);
  const { found, warnings } = lastWhole(folder);
  checkUnchanged(folder, config, found?.checkpoint.origin ?? null);
  const { code = codeNow([]), accepted = {} } = as;
  warnings.push(...checkCode(folder, code, accepted));
  noteContinuation(folder, code);
  guard(folder, () => removeFiles(join(folder, 'result.json'), join(folder, 'weights.safetensors')));
  const { metricsBytes = 0, openBlock = '', eventsBytes = 0, progress } = found?.checkpoint ?? {};
  const step = progress?.step ?? 0;
  const reached = { checkpoint: found?.file ?? null, metricsBytes, openBlock, eventsBytes, step };
  // A run that was stopped before it started has recorded nothing: it begins.
  const isUntouched = found === null && !existsSync(join(folder, 'metrics.jsonl'));
  const begun = isUntouched ? null : reached;
  const point: ResumePoint | null = found === null && config.fork !== null ? readStart(folder, config.fork) : begun;
  return { resumption: { id, folder, point, fork: config.fork }, step: point?.step ?? 0, warnings };
}
