import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { Learner, NamedArrays } from '../core/learner.js';
import { readFolderText } from '../core/regular-file.js';

import { canonicalBytes, hashWeights } from '../train/digest.js';

/** From a step on, how many steps an epoch has. */
export interface EpochStage {
  readonly from: number;
  readonly steps: number;
}

/** What a run begins with, known once its learner is built. Equal hashes are equal beginnings. */
export interface BuiltFacts {
  /** sha256 of the parameters before the first step. */
  readonly initHash: string;
  /** sha256 of the rows and their split; null for an agent, which finds its data itself. */
  readonly dataHash: string | null;
  /** Oldest first, the first from step 0; empty where there are no epochs. A fork may go on with other batches. */
  readonly epochs: readonly EpochStage[];
  /** What was understood of a user's data, in one line; null without such. */
  readonly understood: string | null;
}

/** What a run's thread tells when its learner stands, and what the folder's events keep of it. */
export interface BuiltNews {
  /** Step from which on it holds: 0, or where the run branched off. */
  readonly step: number;
  readonly initHash: string;
  readonly dataHash: string | null;
  /** Null where there are no epochs. */
  readonly epochSteps: number | null;
  /** What was understood of a user's data; not there without such. */
  readonly understood?: string;
}

/** Before the learner takes over what it goes on from. `init`: the weights that the run began with, if they were given. */
export function builtNews(learner: Learner, step: number, init: NamedArrays | null): BuiltNews {
  const own = learner.weights();
  const initHash = hashOf((hash) => {
    hashWeights(hash, init === null ? own : new Map([...own].map(([name, array]) => [name, init.get(name) ?? array])));
  });
  const { data } = learner;
  if (data === undefined) return { step, initHash, dataHash: null, epochSteps: null };
  const dataHash = hashOf((hash) => hashContent(hash, data.content));
  const understood = learner.own == null ? {} : { understood: learner.own.line };
  return { step, initHash, dataHash, epochSteps: data.epochSteps, ...understood };
}

/** What is known of a run after the news; `before` null when nothing was. */
export function withNews(before: BuiltFacts | null, news: BuiltNews): BuiltFacts {
  const { step, initHash, dataHash, epochSteps, understood = null } = news;
  const earlier = (before?.epochs ?? []).filter(({ from }) => from < step);
  const known = step === 0 || earlier.length > 0;
  const epochs = epochSteps === null || !known ? [] : [...earlier, { from: step, steps: epochSteps }];
  return { initHash, dataHash, epochs, understood };
}

/** Epochs done at a step. */
export function epochAt({ epochs }: BuiltFacts, step: number): number {
  return epochs.reduce((sum, { from, steps }, i) => {
    const until = Math.min(step, epochs[i + 1]?.from ?? step);
    return sum + Math.max(0, until - from) / steps;
  }, 0);
}

/** What the events of a run folder tell; null when they do not, such as in a folder of an earlier version. */
export function readBuilt(folder: string): BuiltFacts | null {
  let text: string;
  try {
    text = readFolderText(join(folder, 'events.jsonl'));
  } catch {
    return null;
  }
  let facts: BuiltFacts | null = null;
  for (const line of text.split('\n')) {
    const news = line.includes('"built"') ? newsIn(line) : null;
    if (news !== null) facts = withNews(facts, news);
  }
  return facts;
}

function newsIn(line: string): BuiltNews | null {
  let event: Readonly<Record<string, unknown>>;
  try {
    event = JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
  const { kind, step, initHash, dataHash, epochSteps, understood } = event;
  if (kind !== 'built' || typeof step !== 'number' || typeof initHash !== 'string') return null;
  return {
    ...{ step, initHash },
    dataHash: typeof dataHash === 'string' ? dataHash : null,
    epochSteps: typeof epochSteps === 'number' && epochSteps >= 1 ? epochSteps : null,
    ...(typeof understood === 'string' ? { understood } : {}),
  };
}

function hashOf(feed: (hash: Hash) => void): string {
  const hash = createHash('sha256');
  feed(hash);
  return hash.digest('hex');
}

/** Feeds objects, arrays and texts with their lengths, so that no two contents give the same bytes. Functions are none. */
function hashContent(hash: Hash, value: unknown): void {
  if (value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array) {
    hash.update(`${value.constructor.name}${value.length}:`).update(canonicalBytes(value));
  } else if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    hash.update(`${value.constructor.name}${bytes.length}:`).update(bytes);
  } else if (Array.isArray(value)) {
    hash.update(`[${value.length}:`);
    for (const item of value) hashContent(hash, item);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => typeof item !== 'function');
    hash.update(`{${entries.length}:`);
    for (const [key, item] of entries) {
      hash.update(`${key.length}:${key}`);
      hashContent(hash, item);
    }
  } else {
    const text = String(value);
    hash.update(`${typeof value}${text.length}:${text}`);
  }
}
