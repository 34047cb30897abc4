import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { LearnerChoice, Scenario } from './scenario.js';

/**
 * JSON with the keys of every object sorted: one text for one content, whatever order it was written in. NaN and the
 * infinities, which JSON does not have, stand as "NaN", "Infinity" and "-Infinity".
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number') return Number.isFinite(item) ? item : String(item);
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/**
 * sha256 over what decides a run besides its seed: learner, loss, budget, evaluations. Names, texts, seeds and expectations
 * are left out; the user's data counts by its content, so that the hash is the same on every machine.
 */
export function configHash(scenario: Scenario): string {
  return hashOf(decisive(scenario));
}

/** What {@link configHash} hashes. */
export function decisive({ learner, loss, steps, evaluateEvery }: Scenario): unknown {
  return { learner: byContent(learner), loss, steps, evaluateEvery };
}

export function hashOf(content: unknown): string {
  return sha256(canonical(content));
}

function byContent(learner: LearnerChoice): unknown {
  if (learner.kind !== 'task') return learner;
  const { name, params } = learner.task;
  if (typeof params.data !== 'string' || params.data === '') return learner;
  const files = FILE_SETTINGS.flatMap((setting) => {
    const file = params[setting];
    return typeof file === 'string' && file !== '' ? [[setting, contentOf(file)]] : [];
  });
  return { kind: learner.kind, task: { name, params: { ...params, ...Object.fromEntries(files) } } };
}

/** Settings of tasks that name a file of the user's. */
export const FILE_SETTINGS: readonly string[] = ['data', 'test'];

function contentOf(file: string): string {
  try {
    return hashOfFile(file);
  } catch {
    // A file that went away is told by the run that needs it; until then its name stands for it.
    return sha256(file);
  }
}

const CHUNK_BYTES = 1 << 20;

/** sha256 of a file, read in pieces: it may be larger than memory. */
export function hashOfFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) hash.update(chunk.subarray(0, size));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
