import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { AlertWatch } from '../../train/alerts/alert-watch.js';
import { RunDigest } from '../../train/digest.js';
import { readConfig } from '../config-file.js';
import { readMetrics } from '../metrics-file.js';
import { codeNow, readCode } from '../run-code.js';
import { readEndWeights, readResult } from '../run-list.js';
import { eventsDoubt } from './event-record.js';

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
 * values of the record and its `events.jsonl` (the evaluations, the end, the alerts) to `result.json`. Throws a `UserError`
 * for a folder that is none of a run.
 */
export function verifyRun(folder: string): Verification {
  const config = readConfig(folder);
  const result = readResult(folder);
  if (result?.digest == null) {
    const reason = result === null ? 'the run has no end yet' : `the run is ${result.status}: it has no digest`;
    return { outcome: 'open', reason, points: 0 };
  }
  const weights = readEndWeights(folder);
  if (weights === null) return { outcome: 'differs', reason: 'weights.safetensors is missing', points: 0 };
  const digest = new RunDigest();
  const watch = new AlertWatch(config.scenario);
  const names: string[] = [];
  const last = new Map<number, number>();
  let points = 0;
  for (const entry of readMetrics(join(folder, 'metrics.jsonl'))) {
    if (entry.kind === 'metric') {
      names[entry.id] = entry.spec.name;
      watch.define(entry.id, entry.spec.name);
    } else {
      digest.point(entry.id, entry.step, entry.value);
      watch.point(entry.id, entry.step, entry.value);
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
  // Another build may look for other things, and a fork has seen its parent's points with its parent's settings.
  const isComparable = config.fork === null && isOfThisBuild(folder);
  const doubt = eventsDoubt(folder, config.scenario, result, isComparable ? watch.take() : null);
  return doubt === null ? { outcome: 'agrees', reason: null, points } : differs(doubt);
}

function isOfThisBuild(folder: string): boolean {
  const { begun, continued } = readCode(folder);
  const { losscope, build } = codeNow([]);
  return [begun, ...continued].every((code) => code.losscope === losscope && code.build === build);
}

/** Bytes of metrics and weights up to which {@link verifyRun} costs next to nothing. */
const CHEAP_BYTES = 4 * 1024 * 1024;

/** Why the record of an ended run cannot be trusted; null where it agrees, has no end, or would take long to read. */
export function quickDoubt(folder: string): string | null {
  return recordBytes(folder) > CHEAP_BYTES ? null : doubtOf(folder);
}

/** {@link quickDoubt} of many runs, by id: the newest first, until as much was read as is cheap for one. `runs` has the newest last. */
export function quickDoubts(runs: readonly { readonly id: string; readonly folder: string }[]): {
  readonly doubts: ReadonlyMap<string, string>;
  /** Runs that were not looked at: their metrics are too long. */
  readonly unchecked: number;
} {
  const doubts = new Map<string, string>();
  let unchecked = 0;
  let left = CHEAP_BYTES;
  for (const { id, folder } of [...runs].reverse()) {
    const bytes = recordBytes(folder);
    if (bytes > left) {
      unchecked++;
      continue;
    }
    left -= bytes;
    const doubt = doubtOf(folder);
    if (doubt !== null) doubts.set(id, doubt);
  }
  return { doubts, unchecked };
}

function recordBytes(folder: string): number {
  // Whoever verifies it tells what may not be looked at.
  const size = (name: string): number => {
    try {
      return lstatSync(join(folder, name)).size;
    } catch {
      return 0;
    }
  };
  // Weights are hashed, not parsed.
  return size('metrics.jsonl') + size('weights.safetensors') / 16;
}

function doubtOf(folder: string): string | null {
  try {
    const { outcome, reason } = verifyRun(folder);
    return outcome === 'differs' ? reason : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
