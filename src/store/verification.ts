import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { RunDigest } from '../train/digest.js';
import { readConfig } from './config-file.js';
import { readMetrics } from './metrics-file.js';
import { readEndWeights, readResult } from './run-list.js';

/** What came of holding a run's record to its digest. */
export interface Verification {
  /** `agrees`: every point and weight is what the digest was made of. `open`: the run has no end yet, and no digest. */
  readonly outcome: 'agrees' | 'differs' | 'open';
  /** What differs, or why there is nothing to hold the record to; null where all agrees. */
  readonly reason: string | null;
  readonly points: number;
}

/**
 * Makes the digest of a run again from its `metrics.jsonl` and `weights.safetensors`, without training, and holds the last
 * values and the last event of the record to `result.json`. Throws a `UserError` for a folder that is none of a run.
 */
export function verifyRun(folder: string): Verification {
  readConfig(folder);
  const result = readResult(folder);
  if (result?.digest == null) {
    const reason = result === null ? 'the run has no end yet' : `the run is ${result.status}: it has no digest`;
    return { outcome: 'open', reason, points: 0 };
  }
  const weights = readEndWeights(folder);
  if (weights === null) return { outcome: 'differs', reason: 'weights.safetensors is missing', points: 0 };
  const digest = new RunDigest();
  const names: string[] = [];
  const last = new Map<number, number>();
  let points = 0;
  for (const entry of readMetrics(join(folder, 'metrics.jsonl'))) {
    if (entry.kind === 'metric') names[entry.id] = entry.spec.name;
    else {
      digest.point(entry.id, entry.step, entry.value);
      last.set(entry.id, entry.value);
      points++;
    }
  }
  const differs = (reason: string): Verification => ({ outcome: 'differs', reason, points });
  if (digest.finish(names, weights.arrays) !== result.digest) {
    return differs('metrics.jsonl or weights.safetensors is not what the digest was made of');
  }
  for (const [id, name] of names.entries()) {
    const value = last.get(id);
    if (value !== undefined && Object.hasOwn(result.final, name) && !Object.is(result.final[name], value)) {
      return differs(`${name} ends with ${value}, and result.json says ${result.final[name]}`);
    }
  }
  return { outcome: 'agrees', reason: null, points };
}

/** Bytes of metrics up to which {@link verifyRun} costs next to nothing. */
const CHEAP_BYTES = 4 * 1024 * 1024;

/** Why the record of an ended run cannot be trusted; null where it agrees, has no end, or would take long to read. */
export function quickDoubt(folder: string): string | null {
  try {
    if (lstatSync(join(folder, 'metrics.jsonl')).size > CHEAP_BYTES) return null;
    const { outcome, reason } = verifyRun(folder);
    return outcome === 'differs' ? reason : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
