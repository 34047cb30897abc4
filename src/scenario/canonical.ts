import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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
  const { data } = params;
  if (typeof data !== 'string' || data === '') return learner;
  let content: string | Uint8Array;
  try {
    content = readFileSync(data);
  } catch {
    // A file that went away is told by the run that needs it; until then its name stands for it.
    content = data;
  }
  return { kind: learner.kind, task: { name, params: { ...params, data: sha256(content) } } };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
